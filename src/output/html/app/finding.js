// One finding in full: message, why, evidence, the line in its file, what to do, and the rule. Does not know the list.

import { add, badge, el, inLink, outLink } from "./dom.js";
import { copyButton, longText } from "./controls.js";
import { firstLine, num, visible, when } from "./format.js";
import { componentOf, stateOf } from "./findingorder.js";
import { FilePanel } from "./filetools.js";
import { findingLink, kidsTree, placeLink, ruleTitle, subjectLink } from "./pieces.js";
import { encodePart, permalink } from "./router.js";
import { findingRoute, namespaceOf, nodeOf, pathOf, subjectName } from "./store.js";
import { treeNodes } from "./tree.js";

export function findingDetail(store, index) {
  const finding = store.findings[index];
  const heading = el("h2", { tabindex: "-1" }, firstLine(finding.message, 300) || finding.rule);
  const nodes = [
    el("div", { class: "detail-head" }, badge(finding.severity), el("span", { class: "muted" }, ruleTitle(store, finding.rule))),
    heading,
    messageRest(finding.message),
    finding.suppressed ? suppressedNote(finding.suppressed) : null,
    factList(store, index),
    reasonPart(store, index),
    evidencePart(store, finding),
    sourcePart(store, finding),
    docPart("What to do", store.docs.get(finding.rule), "help"),
    docPart("Why it matters", store.docs.get(finding.rule), "description"),
    relatedPart(store, finding),
    referencePart(store.docs.get(finding.rule)),
  ];
  return { nodes, heading };
}

// What the heading does not say: the lines below the first, or all where the first was cut.
function messageRest(message) {
  const text = message.trim();
  const end = text.indexOf("\n");
  if (end === -1 ? text.length <= 300 : end > 300) return end === -1 ? null : longText(text, 12, 1500);
  return longText(end === -1 ? text : text.slice(end + 1), 12, 1500);
}

function suppressedNote(suppressed) {
  const reason = typeof suppressed === "object" ? suppressed.reason || suppressed.justification || "" : String(suppressed);
  return el("p", { class: "note" }, el("strong", null, "Suppressed"), reason ? ": " + visible(reason) : ".");
}

function factList(store, index) {
  const finding = store.findings[index];
  const docs = store.docs.get(finding.rule);
  const facts = [
    ["Subject", subjectLink(store, index)],
    ["Node", nodeOf(finding) && finding.subject.kind !== "Node" ? visible(nodeOf(finding)) : null],
    ["Namespace", namespaceOf(finding) && !finding.subject.namespace ? visible(namespaceOf(finding)) : null],
    ["Rule", inLink("#findings?rule=" + encodePart(finding.rule), null, finding.rule)],
    ["Component", componentOf(store, finding)],
    ["Confidence", docs && docs.confidence],
    ["Seen", seenText(finding)],
    ["State", stateOf(finding) === "new" ? null : stateOf(finding)],
    ["Links", linkTexts(finding)],
    ["Fingerprint", [el("span", { class: "mono" }, finding.fingerprint), " ", copyButton("Copy link", () => permalink(findingRoute(finding)))]],
  ].filter(([, value]) => value && value.length !== 0);
  return el("dl", { class: "facts facts-detail" }, facts.map(([name, value]) => el("div", null, el("dt", null, name), el("dd", null, value))));
}

function seenText(finding) {
  const times = finding.count > 1 ? num(finding.count) + " times" : "";
  const first = finding.first_seen ? when(finding.first_seen) : "";
  const last = finding.last_seen && finding.last_seen !== finding.first_seen ? when(finding.last_seen) : "";
  const range = first && last ? "from " + first + " to " + last : first || last;
  return [times, range].filter(Boolean).join(", ");
}

function linkTexts(finding) {
  const links = Object.entries(finding.links || {}).filter(([key]) => key !== "node" && key !== "namespace");
  return links.map(([key, value]) => visible(key) + ": " + visible(Array.isArray(value) ? value.join(", ") : String(value))).join("; ");
}

// The chain up to the cause, and what this finding explains itself.
function reasonPart(store, index) {
  const chain = [];
  for (let i = store.parent[index]; i !== -1; i = store.parent[i]) chain.push(i);
  const kids = store.kids[index];
  const lost = store.findings[index].caused_by && store.parent[index] === -1;
  if (!chain.length && !kids.length && !lost) return null;
  const part = el("section", { class: "reason" });
  if (chain.length) {
    const steps = chain.map((i, at) => el("li", null, findingLink(store, i), at === chain.length - 1 ? el("span", { class: "pill" }, "the cause") : null));
    add(part, [el("h3", null, "Explained by"), el("ul", { class: "plain chain" }, steps)]);
  }
  if (lost) add(part, [el("p", { class: "muted" }, "It is explained by a finding that is not in this page.")]);
  if (kids.length) add(part, [el("h3", null, "Explains " + num(store.below[index])), kidsTree(store, kids)]);
  return part;
}

function evidencePart(store, finding) {
  const evidence = finding.evidence || [];
  if (!evidence.length) return null;
  const rows = evidence.slice(0, 200).map((e) =>
    el(
      "tr",
      null,
      el("th", { scope: "row", class: "mono" }, visible(e.path || "")),
      el("td", null, longText(String(e.value === null || e.value === undefined ? "" : e.value), 4, 400)),
      el("td", null, placeLink(store, finding, e.file, e.line)),
    ),
  );
  const head = el("thead", null, el("tr", null, ["Path", "Value", "Place"].map((name) => el("th", { scope: "col" }, name))));
  return el("section", null, el("h3", null, "Evidence"), el("div", { class: "scroll-x", tabindex: "0", role: "region", "aria-label": "Evidence" }, el("table", { class: "evidence" }, head, el("tbody", null, rows))));
}

// The file at the marked line; where the page does not have it, the line that the finding carries.
function sourcePart(store, finding) {
  const { file, line, text } = finding.location;
  const path = pathOf(store, finding, file);
  const at = store.fileByPath.get(path);
  const known = at === undefined ? null : store.files[at];
  const title = el("h3", null, "Where ", placeLink(store, finding, file, line, true));
  const carried = known && known.parts.some((part) => line >= part.from && line < part.from + part.lines);
  if (carried) return el("section", { class: "source" }, title, new FilePanel(store, known, { line, small: true }).el);
  const row = el("div", { class: "fl tone-" + finding.severity }, el("span", { class: "fl-n" }, String(line)), el("span", { class: "fl-t" }, visible((text || "").slice(0, 4000))));
  const why = known && known.why ? ": " + visible(known.why) : "";
  return el(
    "section",
    { class: "source" },
    title,
    el("div", { class: "fv fv-single", role: "region", tabindex: "0", "aria-label": "The line" }, row),
    el("p", { class: "muted" }, "The rest of the file is not in this page" + why + "."),
  );
}

function docPart(title, docs, name) {
  const nodes = treeNodes(docs && docs[name]);
  if (!nodes.length) return null;
  return el("section", { class: "doc" + (name === "help" ? " help" : "") }, el("h3", null, title), nodes);
}

function relatedPart(store, finding) {
  const related = finding.related || [];
  if (!related.length) return null;
  const items = related.slice(0, 200).map((r) =>
    el("li", null, visible(subjectName(r.subject)), " ", r.location ? placeLink(store, finding, r.location.file, r.location.line) : null),
  );
  return el("section", null, el("h3", null, "Related"), el("ul", { class: "plain" }, items));
}

function referencePart(docs) {
  const urls = (docs && docs.references) || [];
  if (!urls.length) return null;
  return el("section", null, el("h3", null, "References"), el("ul", { class: "plain" }, urls.map((url) => el("li", null, outLink(url)))));
}
