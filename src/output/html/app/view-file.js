// A file of the archive on its own, at a line. The viewer is in filetools.js and fileviewer.js.

import { el, inLink, replace } from "./dom.js";
import { findingCards } from "./pieces.js";
import { num, plural, visible } from "./format.js";
import { FilePanel } from "./filetools.js";
import { decodePart, routeBefore } from "./router.js";

export function fileView(store) {
  const heading = el("h1", { tabindex: "-1", class: "path" });
  const body = el("div");
  const root = el("div", { class: "file" }, el("div", { class: "detail-nav" }), heading, body);
  let panel = null;
  let path = null;
  function open(next) {
    path = next;
    heading.textContent = visible(path);
    const at = store.fileByPath.get(path);
    const file = at === undefined ? null : store.files[at];
    if (!file || file.parts.length === 0) {
      panel = null;
      replace(body, el("p", null, file ? missing(file) : "This file is not in this page."), linesKnown(store, path));
      return;
    }
    panel = new FilePanel(store, file, {});
    replace(body, panel.el);
  }
  return {
    el: root,
    heading,
    get search() {
      return panel && panel.input;
    },
    hit: (by) => (panel ? panel.hit(by) : false),
    show(route) {
      const [next, line] = splitPlace(route.value);
      replace(root.firstChild, inLink(routeBefore("file"), null, "\u2190 Back"));
      if (next !== path) open(next);
      if (panel && line) panel.viewer.show(line);
      return false;
    },
  };
}

// "path:12" → path and line; a path may hold colons itself.
function splitPlace(value) {
  const match = /^(.*?)(?::(\d+))?$/s.exec(value);
  return [decodePart(match[1]), Number(match[2] || 0)];
}

function missing(file) {
  return "This file is not in this page" + (file.why ? ": " + visible(file.why) : "") + ". It has " + (file.lines ? plural(file.lines, "line") + " and " : "") + num(file.bytes) + " bytes.";
}

// The findings that point into a file of which the page has nothing, with the lines they carry.
function linesKnown(store, path) {
  const marks = (store.marks.get(path) || []).filter((m) => m.what === "finding").map((m) => m.finding);
  return marks.length ? [el("h2", null, "Findings in it"), findingCards(store, marks)] : null;
}
