// The data of the page with the indexes every view needs. Draws nothing.

import { encodePart } from "./router.js";

const RANKS = { error: 3, warning: 2, info: 1 };

export function rankOf(severity) {
  return RANKS[severity] || 0;
}

export function openStore(data) {
  const report = data.report;
  const findings = report.findings;
  const store = { data, report, findings, tables: data.tables || [], files: data.files || [], moments: data.moments || [] };
  store.rules = new Map(report.rules.map((rule) => [rule.id, rule]));
  store.docs = new Map(Object.entries(data.rules || {}));
  store.byPrint = new Map(findings.map((f, i) => [f.fingerprint, i]));
  store.fileByPath = new Map(store.files.map((file, i) => [file.path, i]));
  store.gathered = Date.parse(report.archive.gathered_at || "");
  linkCauses(store);
  linkRows(store);
  linkFiles(store);
  return store;
}

// parent[i]: the finding that explains i, or -1. kids[i]: what i explains. below[i]: how many in all.
function linkCauses(store) {
  const { findings, byPrint } = store;
  store.parent = findings.map((f, i) => {
    const at = f.caused_by ? byPrint.get(f.caused_by) : undefined;
    return at === undefined || at === i ? -1 : at;
  });
  findings.forEach((_, i) => breakLoop(store.parent, i));
  store.kids = findings.map(() => []);
  store.parent.forEach((p, i) => {
    if (p !== -1) store.kids[p].push(i);
  });
  store.below = findings.map(() => 0);
  for (let i = 0; i < findings.length; i += 1) {
    for (let p = store.parent[i]; p !== -1; p = store.parent[p]) store.below[p] += 1;
  }
  // What a suppressed finding explains would be told nowhere, so it stands on its own.
  const open = (i) => i !== -1 && !findings[i].suppressed;
  const roots = findings.map((_, i) => i).filter((i) => open(i) && !open(store.parent[i]));
  store.causes = roots.sort(
    (a, b) => rankOf(findings[b].severity) - rankOf(findings[a].severity) || store.below[b] - store.below[a] || a - b,
  );
}

function breakLoop(parent, from) {
  const seen = new Set([from]);
  for (let i = from; parent[i] !== -1; i = parent[i]) {
    if (seen.has(parent[i])) {
      parent[i] = -1;
      return;
    }
    seen.add(parent[i]);
  }
}

// Each finding knows its rows; each row has a key for its route.
function linkRows(store) {
  store.rowsOf = store.findings.map(() => []);
  store.tableById = new Map();
  for (const table of store.tables) {
    store.tableById.set(table.id, table);
    const at = table.columns.indexOf("Name");
    table.byKey = new Map();
    table.rows.forEach((row, i) => {
      row.name = at === -1 ? "" : row.c[at];
      const key = row.ns + "/" + row.name;
      row.key = at === -1 || table.byKey.has(key) ? row.ns + "/~" + i : key;
      row.at = i;
      table.byKey.set(row.key, row);
      for (const x of row.x) if (store.rowsOf[x]) store.rowsOf[x].push({ table, row });
    });
  }
}

// For each path, the findings that point into it, as {line, finding, what}.
function linkFiles(store) {
  store.marks = new Map();
  const mark = (path, line, finding, what) => {
    if (!path || !line) return;
    if (!store.marks.has(path)) store.marks.set(path, []);
    store.marks.get(path).push({ line, finding, what });
  };
  store.findings.forEach((f, i) => {
    mark(pathOf(store, f, f.location.file), f.location.line, i, "finding");
    for (const e of f.evidence || []) mark(pathOf(store, f, e.file), e.line, i, "evidence");
    for (const r of f.related || []) if (r.location) mark(pathOf(store, f, r.location.file), r.location.line, i, "related");
  });
}

// With several roots a path of a finding is below its root.
export function pathOf(store, finding, path) {
  if (!path) return "";
  const full = finding.root ? finding.root + "/" + path : path;
  return store.fileByPath.has(full) || !store.fileByPath.has(path) ? full : path;
}

export function subjectName(subject) {
  if (!subject || !subject.kind) return "";
  return subject.kind + " " + (subject.namespace ? subject.namespace + "/" : "") + subject.name;
}

export function nodeOf(finding) {
  const { subject, links } = finding;
  return (links && links.node) || (subject && subject.kind === "Node" ? subject.name : "") || "";
}

export function namespaceOf(finding) {
  return (finding.subject && finding.subject.namespace) || (finding.links && finding.links.namespace) || "";
}

export function findingRoute(finding) {
  return "#finding=" + encodePart(finding.fingerprint);
}

export function fileRoute(path, line) {
  return "#file=" + encodePart(path) + (line ? ":" + line : "");
}

export function tableRoute(table) {
  return "#resources=" + encodePart(table.id);
}

export function rowRoute(table, row) {
  return "#resource=" + encodePart(table.id) + "/" + encodePart(row.key);
}

// The row that a finding is about, rather than one that is only related to it.
export function rowOfFinding(store, index) {
  const subject = store.findings[index].subject || {};
  const rows = store.rowsOf[index];
  const own = rows.find(({ row }) => row.name === subject.name && row.ns === (subject.namespace || ""));
  return own || null;
}
