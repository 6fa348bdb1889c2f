"use strict";
const search = document.getElementById("search");
const shown = document.getElementById("shown");
const sections = [...document.querySelectorAll("section")];
const headings = [...document.querySelectorAll("h2")];
function find() {
  const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
  let count = 0;
  for (const section of sections) {
    section.hidden = !words.every((word) => section.dataset.words.includes(word));
    count += section.hidden ? 0 : 1;
  }
  for (const heading of headings) {
    let next = heading.nextElementSibling;
    let isEmpty = true;
    for (; next && next.tagName === "SECTION"; next = next.nextElementSibling) isEmpty &&= next.hidden;
    heading.hidden = isEmpty;
  }
  shown.textContent = count === 1 ? "1 rule" : `${count} rules`;
}
// Who follows a link to a rule sees it, whatever is searched for.
function follow() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (target && target.closest("[hidden]")) {
    search.value = "";
    find();
    target.scrollIntoView();
  }
}
search.addEventListener("input", find);
addEventListener("hashchange", follow);
search.value = new URLSearchParams(location.search).get("q") ?? search.value;
find();
