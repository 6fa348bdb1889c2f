// The list of findings with filters and search, and beside it the finding that is open. The finding is drawn by finding.js.

import { button, el, focusOn, icon, inLink, replace } from "./dom.js";
import { choice, emptyNote, searchBox, tally } from "./controls.js";
import { firstLine, num, plural, visible } from "./format.js";
import { FINDING_FACETS, bySeverity, causesFirst, findingHaystacks } from "./findingorder.js";
import { findingDetail } from "./finding.js";
import { decodePart, go } from "./router.js";
import { findingRoute, subjectName } from "./store.js";
import { VirtualList } from "./virtual.js";

export function findingsView(store) {
  const wanted = Object.fromEntries(FINDING_FACETS.map(([name]) => [name, ""]));
  let needle = "";
  let order = "causes";
  let rows = [];
  let open = -1;
  let haystacks = null;
  const orders = { causes: causesFirst(store), severity: bySeverity(store) };
  const selects = {};
  const count = el("span", { class: "count-told", role: "status" });
  const heading = el("h1", { tabindex: "-1" }, "Findings");
  const scroller = el("div", { class: "flist", role: "list", tabindex: "0", "aria-label": "Findings" });
  const detail = el("div", { class: "detail", hidden: true });
  const list = new VirtualList({ scroller, rowHeight: 52, render: renderRow, enter: (i) => go(findingRoute(store.findings[rows[i].index])) });
  const search = searchBox("Search findings", (text) => {
    needle = text;
    apply();
  });

  function renderRow(at) {
    const { index, depth } = rows[at];
    const finding = store.findings[index];
    const below = store.below[index];
    const row = el(
      "div",
      { class: "frow", role: "listitem", "aria-setsize": rows.length, "aria-posinset": at + 1 },
      icon(finding.severity, finding.severity),
      el(
        "div",
        { class: "frow-text" },
        inLink(findingRoute(finding), { class: "frow-title" }, firstLine(finding.message, 240) || finding.rule),
        el("div", { class: "frow-sub" }, [
          el("span", null, finding.rule),
          " \u00b7 " + visible(subjectName(finding.subject)),
          store.parent[index] !== -1 ? " \u00b7 explained by another finding" : null,
          finding.suppressed ? " \u00b7 suppressed" : null,
        ]),
      ),
      below ? el("span", { class: "pill" }, "explains " + num(below)) : null,
    );
    row.style.paddingLeft = 10 + Math.min(depth, 6) * 18 + "px";
    return row;
  }

  function passes({ index }) {
    const finding = store.findings[index];
    for (const [name, , value] of FINDING_FACETS) {
      if (wanted[name] && value(store, finding) !== wanted[name]) return false;
    }
    if (!wanted.state && finding.suppressed) return false;
    return needle === "" || haystacks[index].includes(needle);
  }

  function apply() {
    if (needle && !haystacks) haystacks = findingHaystacks(store);
    rows = orders[order].filter(passes);
    if (needle || FINDING_FACETS.some(([name]) => wanted[name])) rows = rows.map((row) => ({ ...row, depth: 0 }));
    count.textContent = num(rows.length) + " of " + plural(store.findings.length, "finding");
    none.hidden = rows.length > 0;
    scroller.hidden = rows.length === 0;
    list.active = rows.findIndex((row) => row.index === open);
    list.top = 0;
    list.setCount(rows.length);
  }

  function reset() {
    for (const name of Object.keys(wanted)) wanted[name] = "";
    for (const select of Object.values(selects)) select.value = "";
    search.value = "";
    needle = "";
  }

  const filters = FINDING_FACETS.map(([name, label, value]) => {
    const options = tally(store.findings.map((f) => value(store, f)));
    if (options.length < (name === "state" ? 2 : 1)) return null;
    const made = choice(label, options.map(([text, n]) => [text, text, n]), (chosen) => {
      wanted[name] = chosen;
      apply();
    });
    selects[name] = made.select;
    return made.el;
  });
  const orderBox = choice("Order", [], () => {});
  replace(orderBox.select, el("option", { value: "causes" }, "causes first"), el("option", { value: "severity" }, "by severity"));
  orderBox.select.addEventListener("change", () => {
    order = orderBox.select.value;
    apply();
  });
  const clear = button("Clear filters", () => {
    reset();
    apply();
  }, { class: "quiet" });
  const none = emptyNote(store.findings.length ? "No finding passes these filters." : "There are no findings.");
  const tools = el("div", { class: "tools" }, search, filters, orderBox.el, clear, count);
  const left = el("div", { class: "split-list" }, tools, none, scroller);
  const root = el("div", { class: "findings" }, heading, el("div", { class: "split" }, left, detail));

  function showFinding(print) {
    const index = store.byPrint.has(print) ? store.byPrint.get(print) : -1;
    open = index;
    root.classList.add("has-detail");
    detail.hidden = false;
    if (index === -1) {
      const title = el("h2", { tabindex: "-1" }, "No such finding");
      replace(detail, title, el("p", null, "This page has no finding with the fingerprint " + visible(print) + ". It may come from another archive, or have gone."), inLink("#findings", null, "All findings"));
      focusOn(title);
      return;
    }
    if (!rows.some((row) => row.index === index)) {
      reset();
      if (store.findings[index].suppressed && selects.state) selects.state.value = wanted.state = "suppressed";
      apply();
    }
    const at = rows.findIndex((row) => row.index === index);
    const step = (by, label) => button(label, () => stepFinding(by), { class: "quiet", disabled: !rows[at + by] });
    const nav = el("div", { class: "detail-nav" }, inLink("#findings", null, "\u2190 All findings"), el("span", { class: "gap" }), step(-1, "Previous"), step(1, "Next"));
    const { nodes, heading: title } = findingDetail(store, index);
    replace(detail, nav, nodes);
    list.setActive(at);
    list.reveal(at, "nearest");
    focusOn(title);
  }

  function stepFinding(by) {
    const at = rows.findIndex((row) => row.index === open);
    if (rows[at + by]) go(findingRoute(store.findings[rows[at + by].index]));
    return true;
  }

  apply();
  return {
    el: root,
    heading,
    search,
    list,
    step: (by) => (open !== -1 && !scroller.contains(document.activeElement) ? stepFinding(by) : false),
    show(route) {
      if (route.name === "finding") {
        showFinding(decodePart(route.value));
        return true;
      }
      const was = open;
      open = -1;
      detail.hidden = true;
      detail.replaceChildren();
      root.classList.remove("has-detail");
      if (route.query.size) {
        reset();
        for (const [name, value] of route.query) {
          if (!(name in wanted)) continue;
          wanted[name] = value;
          if (selects[name]) selects[name].value = value;
        }
        apply();
      } else {
        list.setActive(rows.findIndex((row) => row.index === was));
        if (list.active >= 0) list.reveal(list.active, "nearest");
      }
      return false;
    },
  };
}
