// The first screen: what was looked at, the verdict, the causes and what could not be told. Lists nothing that a cause explains.

import { add, badge, el, icon, inLink } from "./dom.js";
import { fold, longText, steps } from "./controls.js";
import { clip, firstLine, num, plural, visible, when } from "./format.js";
import { explainsFold, lineLink, ruleTitle, subjectLink } from "./pieces.js";
import { encodePart } from "./router.js";
import { findingRoute } from "./store.js";
import { treeNodes } from "./tree.js";
import { untoldPart } from "./untold.js";

const VERDICTS = { failed: ["error", "Failed"], passed: ["pass", "Passed"], incomplete: ["warning", "Incomplete"], nothing: ["pass", "Nothing found"] };

// A passed gate does not make warnings green.
function verdictMark(store) {
  const { status } = store.data.verdict;
  const { summary } = store.report;
  const judged = summary.rules.pass + summary.rules.fail;
  if (judged === 0 && (status === "passed" || status === "nothing")) return ["warning", "Nothing could be judged"];
  if (status === "passed" && summary.errors) return ["error", "Passed, with errors"];
  if (status === "passed" && summary.warnings) return ["warning", "Passed, with warnings"];
  return VERDICTS[status] || ["info", visible(status)];
}

export function summaryView(store) {
  const root = el("div", { class: "summary" });
  add(root, [verdictPart(store), factsPart(store), causesPart(store), untoldPart(store)]);
  return { el: root, heading: root.querySelector("h1"), show() {} };
}

function verdictPart(store) {
  const { verdict } = store.data;
  const [mark, word] = verdictMark(store);
  return el(
    "section",
    { class: "verdict verdict-" + mark, "aria-label": "Verdict" },
    icon(mark),
    el("div", null, el("h1", { tabindex: "-1" }, word), el("p", null, visible(verdict.text))),
    countsPart(store),
  );
}

function countsPart(store) {
  const { summary } = store.report;
  const one = (n, word, route, name) =>
    inLink(route, { class: "count" + (n === 0 ? " zero" : "") }, icon(name), el("strong", null, num(n)), " ", word);
  return el(
    "div",
    { class: "counts" },
    one(summary.errors, summary.errors === 1 ? "error" : "errors", "#findings?severity=error", "error"),
    one(summary.warnings, summary.warnings === 1 ? "warning" : "warnings", "#findings?severity=warning", "warning"),
    one(summary.infos, summary.infos === 1 ? "info" : "infos", "#findings?severity=info", "info"),
    summary.suppressed ? one(summary.suppressed, "suppressed", "#findings?state=suppressed", "skip") : null,
  );
}

function factsPart(store) {
  const { archive } = store.report;
  const facts = [
    ["Archive", archive.name],
    ["OpenShift", archive.openshift_version],
    ["Platform", archive.platform],
    ["Product", archive.product],
    ["Cluster", archive.cluster_id],
    ["Gathered", archive.gathered_at ? when(archive.gathered_at) : null],
  ].filter(([, value]) => value);
  return el("dl", { class: "facts" }, facts.map(([name, value]) => el("div", null, el("dt", null, name), el("dd", null, visible(value)))));
}

// Causes of the same rule are told once, with a list of their subjects.
function causeGroups(store) {
  const groups = new Map();
  for (const i of store.causes) {
    const finding = store.findings[i];
    const key = finding.rule + "\u0000" + finding.severity;
    if (!groups.has(key)) groups.set(key, []);
    groups.get(key).push(i);
  }
  return [...groups.values()];
}

function causesPart(store) {
  const groups = causeGroups(store);
  const section = el("section", { "aria-label": "Causes" });
  if (groups.length === 0) return add(section, [nothingFound(store)]) && section;
  const { rules } = store.report.summary;
  const alone = store.causes.length === store.findings.filter((f) => !f.suppressed).length;
  const harmless = !store.causes.some((i) => store.findings[i].severity !== "info");
  const title = harmless ? "What was found" : alone ? "What is wrong" : "What is wrong: the causes";
  const lead = plural(store.causes.length, alone ? "finding" : "cause") + ", of " + plural(rules.pass + rules.fail, "rule") + " that could be judged";
  add(section, [el("h2", null, title, el("span", { class: "h-note" }, lead))]);
  add(section, steps(groups, (group) => (group.length === 1 ? causeCard(store, group[0]) : groupCard(store, group)), 12, { class: "plain causes" }));
  return section;
}

function nothingFound(store) {
  const { rules } = store.report.summary;
  const judged = rules.pass + rules.fail;
  const words =
    judged === 0
      ? "Nothing could be judged, so this archive says nothing about the health of the cluster."
      : plural(judged, "rule") + (judged === 1 ? " was" : " were") + " judged and found nothing. " + plural(rules.skip, "rule") + " could not be told, which does not mean fine.";
  return el("div", { class: "nothing" }, icon(judged ? "pass" : "warning"), el("div", null, el("h2", null, "No findings"), el("p", null, words)));
}

function causeHead(store, index, title, route) {
  const finding = store.findings[index];
  const rule = store.rules.get(finding.rule);
  return el(
    "div",
    { class: "cause-head" },
    badge(finding.severity),
    el("h3", null, inLink(route, null, title)),
    el("span", { class: "muted" }, inLink("#rules?rule=" + encodePart(finding.rule), null, finding.rule), rule && rule.component ? " \u00b7 " + visible(rule.component) : ""),
  );
}

// The first line makes the title; what it does not hold goes below it.
function splitMessage(message) {
  const text = message.trim();
  const end = text.indexOf("\n");
  const head = end === -1 ? text : text.slice(0, end);
  if (head.length <= 260) return { title: visible(head), rest: text.slice(head.length).trim() };
  const cut = head.lastIndexOf(" ", 240) > 120 ? head.lastIndexOf(" ", 240) : 240;
  return { title: visible(head.slice(0, cut)) + "\u2026", rest: "\u2026" + text.slice(cut).trimStart() };
}

function causeCard(store, index) {
  const finding = store.findings[index];
  const { title, rest } = splitMessage(finding.message || finding.rule);
  const body = rest ? longText(rest, 3, 400) : null;
  return el(
    "article",
    { class: "cause tone-edge-" + finding.severity },
    causeHead(store, index, title, findingRoute(finding)),
    body,
    el("p", { class: "cause-place" }, subjectLink(store, index), " ", lineLink(store, finding)),
    explainsFold(store, store.kids[index]),
    helpPart(store, finding.rule),
  );
}

function groupCard(store, group) {
  const finding = store.findings[group[0]];
  const title = num(group.length) + " \u00d7 " + ruleTitle(store, finding.rule);
  const route = "#findings?rule=" + encodePart(finding.rule);
  const kids = group.flatMap((i) => store.kids[i]);
  return el(
    "article",
    { class: "cause tone-edge-" + finding.severity },
    causeHead(store, group[0], title, route),
    steps(group, (i) => subjectLine(store, i), 6, { class: "plain subjects" }),
    explainsFold(store, kids),
    helpPart(store, finding.rule),
  );
}

function subjectLine(store, index) {
  const finding = store.findings[index];
  const below = store.below[index];
  const message = clip(firstLine(finding.message, 400), 200);
  return el(
    "div",
    { class: "subject-line" },
    el("span", null, inLink(findingRoute(finding), null, message || finding.rule), below ? el("span", { class: "muted" }, " explains " + num(below)) : null),
    lineLink(store, finding),
  );
}

// What to do: the first paragraph, and the rest on demand.
function helpPart(store, rule) {
  const docs = store.docs.get(rule);
  const [first, ...rest] = treeNodes(docs && docs.help);
  if (!first) return null;
  const whole = rest.length ? fold("more on what to do", () => rest) : null;
  return el("div", { class: "help doc" }, el("h4", null, "What to do"), first, whole);
}
