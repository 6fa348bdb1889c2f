// Search boxes, choices and foldable parts that several views share. Knows no data.

import { el, icon } from "./dom.js";
import { clip, num, visible } from "./format.js";

let controlCount = 0;

export function freshId(stem) {
  controlCount += 1;
  return "c-" + stem + "-" + controlCount;
}

// A search box; `changed` hears the text in lower case a moment after the last key.
export function searchBox(label, changed) {
  let timer = 0;
  const input = el("input", {
    type: "search",
    class: "search",
    placeholder: label,
    "aria-label": label,
    "data-search": true,
    autocomplete: "off",
    spellcheck: "false",
    oninput: () => {
      clearTimeout(timer);
      timer = setTimeout(() => changed(input.value.trim().toLowerCase()), 60);
    },
  });
  return input;
}

// A drop-down with counts. options: [value, label, count]; "" stands for all.
export function choice(label, options, changed) {
  const id = freshId("choice");
  const select = el("select", { id, onchange: () => changed(select.value) });
  select.append(el("option", { value: "" }, "All"));
  // A thousand options at once would hold the page up.
  let added = 0;
  const grow = (by) => {
    const next = options.slice(added, added + by).map(([value, text, count]) => {
      const told = clip(visible(text), 60) + (count === undefined ? "" : " (" + num(count) + ")");
      return el("option", { value }, told);
    });
    added += next.length;
    select.append(...next);
    if (added < options.length) setTimeout(grow, 100, 150);
  };
  grow(100);
  const box = el("span", { class: "choice" }, el("label", { for: id }, label), select);
  return { el: box, select };
}

// Values with how often they occur, most first, for `choice`.
export function tally(values) {
  const counts = new Map();
  for (const value of values) if (value) counts.set(value, (counts.get(value) || 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
}

// A part that is folded until somebody opens it; its content is made then.
export function fold(summary, make, props) {
  const node = el("details", props, el("summary", null, summary));
  let made = false;
  const fillOnce = () => {
    if (made || !node.open) return;
    made = true;
    node.append(el("div", { class: "fold-body" }, make()));
  };
  node.addEventListener("toggle", fillOnce);
  fillOnce();
  return node;
}

// A long list that shows its first items and the rest in steps.
export function steps(items, make, first, props) {
  const list = el("ul", { class: "plain", ...props });
  let shown = 0;
  const more = el("button", { type: "button", class: "quiet" });
  const grow = (by) => {
    // One or two that are left are not worth a button.
    const end = shown + by + 2 >= items.length ? items.length : shown + by;
    for (const item of items.slice(shown, end)) list.append(el("li", null, make(item)));
    shown = end;
    const left = items.length - shown;
    more.hidden = left === 0;
    more.textContent = left <= 102 ? "Show " + num(left) + " more" : "Show 100 more of " + num(left);
  };
  more.addEventListener("click", () => grow(100));
  grow(first);
  return [list, more];
}

// A message of several lines: the first ones, and the rest on demand.
export function longText(text, lines, chars) {
  const shown = visible(text).replace(/\s+$/, "");
  const head = clip(shown.split("\n").slice(0, lines).join("\n"), chars);
  const box = el("div", { class: "message" }, head);
  if (head === shown) return box;
  const press = el("button", { type: "button", class: "quiet", "aria-expanded": "false" }, "more");
  let open = false;
  press.addEventListener("click", () => {
    open = !open;
    box.firstChild.data = open ? clip(shown, 100000) : head.replace(/\u2026?$/, "\u2026");
    press.textContent = open ? "less" : "more";
    press.setAttribute("aria-expanded", String(open));
  });
  box.firstChild.data = head.replace(/\u2026?$/, "\u2026");
  return el("div", null, box, press);
}

export function emptyNote(text) {
  return el("p", { class: "empty" }, icon("info"), text);
}

// Copies a text where the browser lets us, and shows it for copying by hand where it does not.
export function copyButton(label, text) {
  const box = el("span", { class: "copy" });
  const press = el("button", { type: "button", class: "quiet" }, label);
  press.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(text());
      press.textContent = "Copied";
      setTimeout(() => (press.textContent = label), 1500);
    } catch {
      const input = el("input", { readonly: true, "aria-label": "Link to copy", class: "copy-text" });
      input.value = text();
      press.replaceWith(input);
      input.select();
    }
  });
  box.append(press);
  return box;
}
