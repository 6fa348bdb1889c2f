// The resources: one table for each kind, and the way to a row. What a row holds is shown by resource.js.

import { el, focusOn, icon, inLink, replace } from "./dom.js";
import { emptyNote, searchBox } from "./controls.js";
import { num, plural, visible } from "./format.js";
import { resourceDetail } from "./resource.js";
import { decodePart, go } from "./router.js";
import { rankOf, rowRoute, tableRoute } from "./store.js";
import { VirtualTable } from "./vtable.js";

export function resourcesView(store) {
  const heading = el("h1", { tabindex: "-1" }, "Resources");
  const nav = el("nav", { class: "side", "aria-label": "Resources" });
  const body = el("div", { class: "side-body" });
  const root = el("div", { class: "resources" }, heading, store.tables.length ? el("div", { class: "with-side" }, nav, body) : emptyNote("This archive holds no resources that the page shows."));
  const made = new Map();
  const links = new Map();
  let current = null;
  let detail = false;
  for (const table of store.tables) {
    const worst = table.rows.reduce((w, row) => (rankOf(row.s) > rankOf(w) ? row.s : w), "");
    const marked = table.rows.filter((row) => row.s).length;
    const link = inLink(
      tableRoute(table),
      null,
      el("span", { class: "side-name" }, visible(table.title)),
      worst ? el("span", { class: "side-mark" }, icon(worst, plural(marked, "row") + " with findings, worst " + worst), num(marked)) : null,
      el("span", { class: "side-count" }, num(table.rows.length)),
    );
    links.set(table, link);
    nav.append(link);
  }

  function pick(table) {
    for (const [other, link] of links) {
      if (other === table) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
    current = table;
    if (!made.has(table)) made.set(table, tablePart(store, table));
    return made.get(table);
  }

  function showRow(value) {
    const [id, ...rest] = value.split("/");
    const table = store.tableById.get(decodePart(id));
    const row = table && table.byKey.get(decodePart(rest.join("/")));
    if (table) pick(table);
    detail = true;
    if (!row) {
      const title = el("h2", { tabindex: "-1" }, "No such resource");
      replace(body, title, el("p", null, "This page has no row for " + visible(decodePart(value)) + "."), table ? inLink(tableRoute(table), null, "All " + visible(table.title)) : null);
      focusOn(title);
      return;
    }
    const { nodes, heading: title } = resourceDetail(store, table, row);
    replace(body, el("div", { class: "detail-nav" }, inLink(tableRoute(table), null, "\u2190 All " + visible(table.title))), nodes);
    focusOn(title);
  }

  const view = {
    el: root,
    heading,
    get search() {
      return current && !detail ? made.get(current).search : null;
    },
    get list() {
      return current && !detail ? made.get(current).table.list : null;
    },
    show(route) {
      if (store.tables.length === 0) return false;
      if (route.name === "resource") {
        showRow(route.value);
        return true;
      }
      const table = store.tableById.get(decodePart(route.value)) || current || firstTable(store);
      const part = pick(table);
      detail = false;
      if (body.firstChild !== part.el) replace(body, part.el);
      part.table.list.moveTo(part.table.list.top);
      return false;
    },
  };
  return view;
}

// The first table with findings, or the first.
function firstTable(store) {
  return store.tables.find((table) => table.rows.some((row) => row.s)) || store.tables[0];
}

function tablePart(store, table) {
  let needle = "";
  let only = false;
  const hays = new Map();
  const hay = (row) => {
    if (!hays.has(row)) hays.set(row, row.c.join("\n").toLowerCase());
    return hays.get(row);
  };
  const count = el("span", { class: "count-told", role: "status" });
  const search = searchBox("Search " + visible(table.title), (text) => {
    needle = text;
    apply();
  });
  const box = el("input", { type: "checkbox" });
  box.addEventListener("change", () => {
    only = box.checked;
    apply();
  });
  const nameAt = Math.max(0, table.columns.indexOf("Name"));
  const columns = table.columns.map((title, i) => ({
    title: visible(title),
    text: (row) => row.c[i] || "",
    link: i === nameAt ? (row) => rowRoute(table, row) : null,
    keep: i === nameAt,
    max: i === table.columns.length - 1 ? 60 : 44,
  }));
  const findings = {
    title: "Findings",
    text: (row) => (row.s ? rankOf(row.s) + " " + row.x.length : ""),
    cell: (row) => (row.s ? el("span", null, icon(row.s, row.s), " " + num(row.x.length)) : ""),
  };
  const marked = table.rows.some((row) => row.s);
  if (marked) columns.unshift(findings);
  const view = new VirtualTable({ label: visible(table.title), columns, tone: (row) => row.s, open: (row) => go(rowRoute(table, row)) });
  const none = emptyNote("No row passes these filters.");
  function apply() {
    const rows = table.rows.filter((row) => (!only || row.s) && (needle === "" || hay(row).includes(needle)));
    count.textContent = num(rows.length) + " of " + plural(table.rows.length, "row");
    none.hidden = rows.length > 0;
    view.el.hidden = rows.length === 0;
    view.setRows(rows);
  }
  const tools = el("div", { class: "tools" }, search, marked ? el("label", { class: "check" }, box, " with findings") : null, count);
  const note = table.note ? el("p", { class: "muted" }, visible(table.note)) : null;
  const root = el("div", null, el("h2", null, visible(table.title)), tools, none, view.el, note);
  apply();
  return { el: root, search, table: view };
}
