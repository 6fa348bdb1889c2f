// All rules with their outcome, as a table with filters. The documentation of a rule is shown with its findings.

import { el, icon, inLink } from "./dom.js";
import { choice, emptyNote, searchBox, tally } from "./controls.js";
import { num, plural, visible } from "./format.js";
import { encodePart } from "./router.js";
import { rankOf } from "./store.js";
import { VirtualTable } from "./vtable.js";

const OUTCOMES = { fail: "failed", pass: "passed", skip: "could not be told", error: "ended as error" };
const OUTCOME_ORDER = { error: 0, fail: 1, skip: 2, pass: 3 };

export function rulesView(store) {
  const rules = [...store.report.rules].sort(
    (a, b) => (OUTCOME_ORDER[a.outcome] ?? 4) - (OUTCOME_ORDER[b.outcome] ?? 4) || rankOf(b.severity) - rankOf(a.severity) || (a.id < b.id ? -1 : 1),
  );
  const wanted = { outcome: "", severity: "", component: "" };
  let needle = "";
  const haystacks = new Map(rules.map((r) => [r, [r.id, r.title, r.component, r.reason].join("\n").toLowerCase()]));
  const count = el("span", { class: "count-told", role: "status" });
  const heading = el("h1", { tabindex: "-1" }, "Rules");
  const search = searchBox("Search rules", (text) => {
    needle = text;
    apply();
  });
  const table = new VirtualTable({
    label: "Rules",
    columns: [
      { title: "Outcome", text: (r) => OUTCOMES[r.outcome] || r.outcome, cell: outcomeCell, keep: true },
      { title: "Findings", text: (r) => (r.findings ? String(r.findings) : ""), cell: findingsCell },
      { title: "Severity", text: (r) => r.severity, cell: (r) => el("span", null, icon(r.severity), " " + r.severity), keep: true },
      { title: "Rule", text: (r) => r.id, link: (r) => (r.findings ? "#findings?rule=" + encodePart(r.id) : null), mono: true, keep: true },
      { title: "Component", text: (r) => r.component || "" },
      { title: "Title", text: (r) => r.title || "", max: 46 },
      { title: "Reason", text: (r) => r.reason || r.incomplete || "", max: 60 },
    ],
    tone: (r) => (r.outcome === "error" ? "error" : r.outcome === "fail" ? r.severity : ""),
  });
  const none = emptyNote("No rule passes these filters.");

  function findingsCell(rule) {
    if (!rule.findings) return null;
    return inLink("#findings?rule=" + encodePart(rule.id), null, num(rule.findings));
  }

  function apply() {
    const rows = rules.filter(
      (r) =>
        (!wanted.outcome || r.outcome === wanted.outcome) &&
        (!wanted.severity || r.severity === wanted.severity) &&
        (!wanted.component || r.component === wanted.component) &&
        (needle === "" || haystacks.get(r).includes(needle)),
    );
    count.textContent = num(rows.length) + " of " + plural(rules.length, "rule");
    none.hidden = rows.length > 0;
    table.el.hidden = rows.length === 0;
    table.setRows(rows);
  }

  const boxes = Object.fromEntries(
    Object.keys(wanted).map((name) => {
      const options = tally(rules.map((r) => r[name])).map(([value, n]) => [value, name === "outcome" ? OUTCOMES[value] || value : value, n]);
      const label = name[0].toUpperCase() + name.slice(1);
      return [
        name,
        choice(label, options, (value) => {
          wanted[name] = value;
          apply();
        }),
      ];
    }),
  );
  const { summary } = store.report;
  const lead = el(
    "p",
    { class: "lead" },
    plural(summary.rules.fail, "rule") + " failed, " + num(summary.rules.pass) + " passed, " + num(summary.rules.skip) + " could not be told, " + num(summary.rules.error) + " ended as error.",
  );
  const tools = el("div", { class: "tools" }, search, Object.values(boxes).map((box) => box.el), count);
  const root = el("div", { class: "rules" }, heading, lead, tools, none, table.el);
  apply();
  return {
    el: root,
    heading,
    search,
    list: table.list,
    show(route) {
      if (!route.query.size) return false;
      for (const name of Object.keys(wanted)) {
        wanted[name] = route.query.get(name) || "";
        boxes[name].select.value = wanted[name];
      }
      search.value = route.query.get("rule") || "";
      needle = search.value.toLowerCase();
      apply();
      return false;
    },
  };
}

function outcomeCell(rule) {
  const mark = { pass: "pass", skip: "skip", error: "error", fail: rule.severity }[rule.outcome];
  return el("span", null, icon(mark), " " + visible(OUTCOMES[rule.outcome] || rule.outcome));
}
