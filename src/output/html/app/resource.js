// One resource: its cells, its findings, its YAML and its logs. Does not know the table it was opened from.

import { badge, button, el, inLink } from "./dom.js";
import { longText } from "./controls.js";
import { num, size, visible } from "./format.js";
import { FilePanel } from "./filetools.js";
import { findingCards } from "./pieces.js";
import { fileRoute } from "./store.js";

export function resourceDetail(store, table, row) {
  const name = row.name || row.c[0] || table.title;
  const heading = el("h2", { tabindex: "-1" }, visible(name));
  const cells = table.columns.map((title, i) => [title, row.c[i]]).filter(([, value]) => value);
  const facts = el("dl", { class: "facts facts-detail" }, cells.map(([title, value]) => el("div", null, el("dt", null, visible(title)), el("dd", null, longText(value, 3, 300)))));
  const nodes = [
    el("div", { class: "detail-head" }, row.s ? badge(row.s) : null, el("span", { class: "muted" }, visible(table.title))),
    heading,
    facts,
    row.x.length ? el("section", null, el("h3", null, "Findings"), findingCards(store, row.x)) : null,
    sourceTabs(store, row),
  ];
  return { nodes, heading };
}

// Buttons for the YAML and each log, and the one that is open below them.
function sourceTabs(store, row) {
  const tabs = [];
  const file = row.f === null || row.f === undefined ? null : store.files[row.f];
  if (file) tabs.push({ label: "YAML", file, options: { from: row.l, to: row.e, line: firstMark(store, file, row) } });
  for (const [at, label] of row.logs || []) {
    const log = store.files[at];
    if (log) tabs.push({ label: "Log " + label, file: log, options: {} });
  }
  if (tabs.length === 0) return el("p", { class: "muted" }, "The file of this resource is not in this page.");
  const body = el("div");
  const buttons = tabs.map((tab) => button([visible(tab.label), tab.label === "YAML" ? null : el("span", { class: "muted" }, " " + size(tab.file.bytes))], () => open(tab), { class: "tab", "aria-pressed": "false" }));
  function open(tab) {
    tabs.forEach((other, i) => buttons[i].setAttribute("aria-pressed", String(other === tab)));
    body.replaceChildren(sourceTitle(tab), filePart(store, tab));
  }
  open(tabs[0]);
  return el("section", null, el("h3", null, "Sources"), el("div", { class: "tabs" }, buttons), body);
}

function sourceTitle({ file, options }) {
  const part = options.to ? ", lines " + num(options.from) + "\u2013" + num(options.to) : "";
  return el("p", { class: "source-title" }, inLink(fileRoute(file.path, options.from), { class: "mono" }, visible(file.path)), el("span", { class: "muted" }, part));
}

function filePart(store, { file, options }) {
  if (file.parts.length === 0) return el("p", { class: "muted" }, "This file is not in this page" + (file.why ? ": " + visible(file.why) : "") + ".");
  return new FilePanel(store, file, options).el;
}

function firstMark(store, file, row) {
  const marks = (store.marks.get(file.path) || []).filter((m) => m.what === "finding" && m.line >= row.l && m.line <= row.e);
  return marks.length ? Math.min(...marks.map((m) => m.line)) : 0;
}
