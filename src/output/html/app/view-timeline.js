// The time line: the picture, its controls, and the table of moments below. The picture is drawn by timechart.js.

import { button, el, icon, inLink } from "./dom.js";
import { choice, emptyNote, searchBox, tally } from "./controls.js";
import { baseName, num, plural, stamp, visible, when } from "./format.js";
import { fileRoute, findingRoute } from "./store.js";
import { TimeChart, beforeGather } from "./timechart.js";
import { VirtualTable } from "./vtable.js";

const LANES = [["condition", "Conditions"], ["event", "Events"], ["log", "Log lines"]];
const PRESETS = [[900e3, "15 min"], [3600e3, "1 h"], [6 * 3600e3, "6 h"], [86400e3, "24 h"], [7 * 86400e3, "7 days"], [0, "All"]];

export function timelineView(store) {
  const moments = store.moments
    .map((m) => ({ ...m, ms: Date.parse(m.at) }))
    .filter((m) => Number.isFinite(m.ms))
    .sort((a, b) => a.ms - b.ms);
  const heading = el("h1", { tabindex: "-1" }, "Time line");
  const first = moments.length ? moments[0].ms : 0;
  const last = moments.length ? moments[moments.length - 1].ms : 0;
  const gathered = Number.isFinite(store.gathered) ? store.gathered : last;
  const end = Math.max(last, gathered);
  const wanted = { kind: "", s: "", ns: "" };
  let needle = "";
  let range = defaultRange(moments, first, end);
  let selected = null;
  let shown = [];

  const count = el("span", { class: "count-told", role: "status" });
  const from = timeInput("From (UTC)");
  const to = timeInput("To (UTC)");
  const search = searchBox("Search moments", (text) => {
    needle = text;
    apply();
  });
  const chart = new TimeChart({
    lanes: LANES,
    gathered: store.gathered,
    select: (next) => {
      selected = next;
      apply();
    },
  });
  const table = new VirtualTable({
    label: "Moments",
    columns: [
      { title: "Time (UTC)", text: (m) => stamp(m.ms), keep: true, link: (m) => placeOf(m), mono: true },
      { title: "Before gather", text: (m) => beforeGather(m.ms, store.gathered) },
      { title: "Kind", text: (m) => m.kind, cell: kindCell, min: 12 },
      { title: "Subject", text: (m) => m.subject || "", max: 34 },
      { title: "What", text: (m) => whatText(m), max: 80 },
      { title: "Findings", text: (m) => (m.x.length ? String(m.x.length) : ""), cell: findingCell },
      { title: "Place", text: (m) => placeText(m), cell: (m) => placeCell(m), max: 24 },
    ],
    tone: (m) => m.s,
  });
  const none = emptyNote("No moment lies in this range and passes the filters.");

  function placeOf(m) {
    const file = m.f === null || m.f === undefined ? null : store.files[m.f];
    return file ? fileRoute(file.path, m.l) : null;
  }

  function placeText(m) {
    const file = m.f === null || m.f === undefined ? null : store.files[m.f];
    return file ? baseName(file.path) + (m.l ? ":" + m.l : "") : "";
  }

  function placeCell(m) {
    const route = placeOf(m);
    return route ? inLink(route, { class: "mono", title: visible(store.files[m.f].path) }, visible(placeText(m))) : null;
  }

  function findingCell(m) {
    const links = m.x.slice(0, 3).filter((i) => store.findings[i]).map((i) => {
      const f = store.findings[i];
      return inLink(findingRoute(f), { title: visible(f.message.slice(0, 300)), "aria-label": f.severity + " " + f.rule }, icon(f.severity));
    });
    return el("span", { class: "marks" }, links, m.x.length > 3 ? "+" + num(m.x.length - 3) : null);
  }

  function apply() {
    const passing = moments.filter(
      (m) =>
        (!wanted.kind || m.kind === wanted.kind) &&
        (!wanted.s || m.s === wanted.s) &&
        (!wanted.ns || m.ns === wanted.ns) &&
        (needle === "" || (m.hay = m.hay || (m.what + "\n" + m.subject + "\n" + m.node).toLowerCase()).includes(needle)),
    );
    const [a, b] = selected || range;
    shown = passing.filter((m) => m.ms >= a && m.ms <= b);
    from.value = stamp(a);
    to.value = stamp(b);
    zoom.disabled = !selected;
    count.textContent = num(shown.length) + " of " + plural(moments.length, "moment");
    none.hidden = shown.length > 0;
    table.el.hidden = shown.length === 0;
    chart.draw({ moments: passing, from: range[0], to: range[1], selected });
    table.setRows(shown);
  }

  function setRange(a, b) {
    const half = Math.max(0, 2000 - (b - a)) / 2;
    range = [a - half, b + half];
    selected = null;
    apply();
  }

  function readInputs() {
    const a = Date.parse(from.value.trim().replace(" ", "T") + "Z");
    const b = Date.parse(to.value.trim().replace(" ", "T") + "Z");
    if (Number.isFinite(a) && Number.isFinite(b) && a <= b) setRange(a, b);
    else count.textContent = "A time is written as 2023-03-08 11:47:24";
  }

  for (const input of [from, to]) {
    input.addEventListener("keydown", (event) => {
      if (event.key === "Enter") readInputs();
    });
  }
  const zoom = button("Zoom to selection", () => selected && setRange(...selected), { class: "quiet" });
  const presets = PRESETS.map(([ms, label]) =>
    button(label, () => (ms ? setRange(end - ms, end + Math.min(ms / 50, 60e3)) : setRange(first, end)), { class: "quiet" }),
  );
  const facet = (name, label) =>
    choice(label, tally(moments.map((m) => m[name])).slice(0, 300).map(([value, n]) => [value, value, n]), (value) => {
      wanted[name] = value;
      apply();
    }).el;
  const ranges = el(
    "div",
    { class: "tools" },
    el("span", { class: "muted" }, "Last"),
    presets,
    zoom,
    el("span", { class: "gap" }),
    from.labelled,
    to.labelled,
    button("Set", readInputs, { class: "quiet" }),
  );
  const tools = el("div", { class: "tools" }, search, facet("kind", "Kind"), facet("s", "Severity"), facet("ns", "Namespace"), count);
  const left = store.data.moments_left_out;
  const lead = el(
    "p",
    { class: "lead" },
    "Events, changes of conditions and lines of logs before the gather",
    Number.isFinite(store.gathered) ? " (" + stamp(store.gathered) + " UTC)" : "",
    ". Drag over the picture to select a range.",
    left ? " " + plural(left, "moment") + " that are older or less bad left out of this page." : "",
  );
  const root = el("div", { class: "timeline" }, heading, lead);
  if (moments.length === 0) root.append(emptyNote("This archive holds no moments that the page could show."));
  else {
    root.append(ranges, chart.el, tools, none, table.el);
    apply();
  }
  return { el: root, heading, search, list: table.list, show: () => false };
}

function whatText(moment) {
  const notes = [];
  if (moment.count > 1) notes.push(num(moment.count) + " times");
  if (moment.until) notes.push("until " + when(moment.until));
  return moment.what + (notes.length ? " (" + notes.join(", ") + ")" : "");
}

function kindCell(moment) {
  return el("span", null, icon(moment.s, moment.s), " " + moment.kind);
}

function timeInput(label) {
  const input = el("input", { class: "time", spellcheck: "false", size: 19 });
  input.labelled = el("label", { class: "time-label" }, label + " ", input);
  return input;
}

// The shortest of the usual ranges before the end that holds most moments.
function defaultRange(moments, first, end) {
  for (const [ms] of PRESETS) {
    if (ms === 0) break;
    const inside = moments.filter((m) => m.ms >= end - ms).length;
    if (inside >= moments.length * 0.7) return [Math.max(end - ms, first - ms / 50), end + Math.max(1000, ms / 100)];
  }
  return [first, end + Math.max(1000, (end - first) / 100)];
}
