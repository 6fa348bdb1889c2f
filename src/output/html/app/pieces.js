// Small parts that several views draw of findings: links to them, to their place, and what they explain. Holds no state.

import { el, icon, inLink, badge } from "./dom.js";
import { fold, steps } from "./controls.js";
import { baseName, firstLine, plural, visible } from "./format.js";
import { fileRoute, findingRoute, pathOf, rowOfFinding, rowRoute, subjectName } from "./store.js";

// Severity mark and first line of a finding, as a link to it.
export function findingLink(store, index, text) {
  const finding = store.findings[index];
  const label = text || firstLine(finding.message, 220) || finding.rule;
  return el("span", { class: "f-link" }, icon(finding.severity, finding.severity), inLink(findingRoute(finding), null, label));
}

// "nodes.yaml:45", a link to the marked line.
export function placeLink(store, finding, file, line, whole) {
  if (!file) return null;
  const path = pathOf(store, finding, file);
  const text = visible(whole ? path : baseName(path)) + (line ? ":" + line : "");
  return inLink(fileRoute(path, line), { class: "place mono", title: visible(path) + (line ? ":" + line : "") }, text);
}

// The end of a path, with a long name cut in the middle.
function shortName(path) {
  const name = visible(baseName(path));
  return name.length > 34 ? name.slice(0, 16) + "\u2026" + name.slice(-15) : name;
}

// The line itself, as a link to where it stands.
export function lineLink(store, finding) {
  const { file, line, text } = finding.location;
  const path = pathOf(store, finding, file);
  const shown = firstLine((text || "").trim(), 160);
  return inLink(
    fileRoute(path, line),
    { class: "code-line", title: visible(path) + ":" + line },
    el("span", { class: "code-place" }, shortName(path) + ":" + line),
    shown ? el("code", null, shown) : null,
  );
}

// The subject, as a link to its row where a table has it.
export function subjectLink(store, index) {
  const finding = store.findings[index];
  const name = visible(subjectName(finding.subject));
  const found = rowOfFinding(store, index);
  return found ? inLink(rowRoute(found.table, found.row), null, name) : name;
}

// What a finding explains, and what that explains.
export function kidsTree(store, indexes) {
  return steps(
    indexes,
    (i) => {
      const kids = store.kids[i];
      const line = findingLink(store, i);
      return kids.length ? [line, el("div", { class: "nested" }, kidsTree(store, kids))] : line;
    },
    40,
    { class: "plain tree" },
  );
}

// "explains 12 more", folded, with a word on what they are.
export function explainsFold(store, indexes) {
  const sum = indexes.reduce((n, i) => n + 1 + store.below[i], 0);
  if (sum === 0) return null;
  const kinds = new Map();
  const walk = (list) => {
    for (const i of list) {
      const { rule } = store.findings[i];
      kinds.set(rule, (kinds.get(rule) || 0) + 1);
      walk(store.kids[i]);
    }
  };
  walk(indexes);
  const told = [...kinds].sort((a, b) => b[1] - a[1]).slice(0, 4);
  const words = told.map(([rule, n]) => (n > 1 ? n + " \u00d7 " : "") + ruleTitle(store, rule)).join(", ");
  const rest = kinds.size > 4 ? " and more" : "";
  const summary = [el("strong", null, "Explains " + plural(sum, "more finding")), " ", el("span", { class: "muted" }, words + rest)];
  return fold(summary, () => kidsTree(store, indexes), { class: "explains" });
}

export function ruleTitle(store, id) {
  const rule = store.rules.get(id);
  return visible((rule && rule.title) || id);
}

// Findings as a short list with severity words, for resources and lines.
export function findingCards(store, indexes) {
  return steps(
    indexes,
    (i) => {
      const finding = store.findings[i];
      return el("div", { class: "f-card tone-" + finding.severity }, badge(finding.severity), " ", inLink(findingRoute(finding), null, firstLine(finding.message, 300)), " ", lineLink(store, finding));
    },
    10,
  );
}
