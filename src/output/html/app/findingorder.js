// Which findings pass the filters, and in which order. Draws nothing.

import { namespaceOf, nodeOf, rankOf, subjectName } from "./store.js";

// What can be filtered by; each gives the value of a finding.
export const FINDING_FACETS = [
  ["severity", "Severity", (store, f) => f.severity],
  ["component", "Component", (store, f) => componentOf(store, f)],
  ["rule", "Rule", (store, f) => f.rule],
  ["namespace", "Namespace", (store, f) => namespaceOf(f)],
  ["node", "Node", (store, f) => nodeOf(f)],
  ["state", "State", (store, f) => stateOf(f)],
];

export function componentOf(store, finding) {
  const rule = store.rules.get(finding.rule);
  return (rule && rule.component) || "";
}

export function stateOf(finding) {
  return finding.suppressed ? "suppressed" : finding.state || "";
}

// All findings with their depth below a cause: each cause is followed by what it explains.
export function causesFirst(store) {
  const rows = [];
  const seen = new Set();
  const walk = (i, depth) => {
    if (seen.has(i)) return;
    seen.add(i);
    rows.push({ index: i, depth });
    for (const kid of store.kids[i]) walk(kid, depth + 1);
  };
  for (const i of store.causes) walk(i, 0);
  store.findings.forEach((_, i) => walk(i, 0));
  return rows;
}

export function bySeverity(store) {
  const order = store.findings.map((_, i) => i);
  order.sort((a, b) => rankOf(store.findings[b].severity) - rankOf(store.findings[a].severity) || a - b);
  return order.map((index) => ({ index, depth: 0 }));
}

// One lower-case text for each finding, in which the search looks.
export function findingHaystacks(store) {
  return store.findings.map((f) =>
    [f.rule, f.message, subjectName(f.subject), componentOf(store, f), nodeOf(f), f.fingerprint, f.location.file, f.location.text]
      .join("\n")
      .toLowerCase(),
  );
}
