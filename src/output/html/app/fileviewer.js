// Shows a file of the archive: numbered lines, marks of findings, gaps, and what is being unpacked. Its tools are in filetools.js.

import { el, icon, inLink } from "./dom.js";
import { firstLine, num, size, visible } from "./format.js";
import { layoutFile, rowOfLine, runAt } from "./filelayout.js";
import { FileText } from "./filetext.js";
import { fileRoute, findingRoute, rankOf } from "./store.js";
import { VirtualList } from "./virtual.js";

const LINE = 20;
const SHORT = 2000; // characters of a line that are shown at once
const LONGER = 20000; // and so many more with each press
const LONGEST = 400000;

export class FileViewer {
  // options: {from, to} limit the lines, {line} is marked and brought into sight, {small} makes it low.
  constructor(store, file, options) {
    this.store = store;
    this.file = file;
    this.text = new FileText(file);
    this.from = options.from || 1;
    this.to = options.to || Infinity;
    this.target = options.line || 0;
    this.wide = new Map(); // lines of which more is shown → characters
    this.needle = "";
    this.hitLine = 0;
    this.widest = 0;
    this.status = el("span", { class: "fv-status", role: "status" });
    this.el = el("div", {
      class: "fv" + (options.small ? " fv-small" : ""),
      role: "region",
      tabindex: "0",
      "aria-label": "Lines of " + visible(file.path),
    });
    this.list = new VirtualList({ scroller: this.el, rowHeight: LINE, render: (row) => this.renderRow(row) });
    this.gatherMarks();
    this.layout();
    if (this.target) this.show(this.target);
    this.tellStatus(null);
  }

  // Marks of a line: the worst severity colours it; findings (not evidence) are noted below it.
  gatherMarks() {
    this.tones = new Map();
    this.notes = new Map();
    for (const mark of this.store.marks.get(this.file.path) || []) {
      if (mark.line < this.from || mark.line > this.to) continue;
      const severity = this.store.findings[mark.finding].severity;
      if (!this.tones.has(mark.line)) this.tones.set(mark.line, []);
      this.tones.get(mark.line).push({ ...mark, severity });
      if (mark.what !== "finding" || this.notes.size > 3000) continue;
      if (!this.notes.has(mark.line)) this.notes.set(mark.line, []);
      this.notes.get(mark.line).push(mark.finding);
    }
  }

  layout() {
    const parts = this.text.parts;
    const end = parts.length ? parts[parts.length - 1].from + parts[parts.length - 1].count - 1 : 0;
    const total = Math.max(this.file.lines || 0, end);
    this.total = total;
    const { runs, rows } = layoutFile(parts, total, this.from, Math.min(this.to, total), this.notes);
    this.runs = runs;
    this.list.setCount(rows);
  }

  show(line) {
    this.target = line;
    const row = rowOfLine(this.runs, line);
    if (row >= 0) this.list.reveal(row, "center");
    this.list.refresh();
    return row >= 0;
  }

  renderRow(row) {
    const run = runAt(this.runs, row);
    if (run.kind === "gap") return this.renderGap(run);
    if (run.kind === "note") return this.renderNote(run);
    return this.renderLine(run.part, run.from + row - run.row);
  }

  renderGap(run) {
    const lines = run.from === run.to ? "line " + num(run.from) + " is" : "lines " + num(run.from) + "\u2013" + num(run.to) + " are";
    return el("div", { class: "fl fl-gap" }, el("span", { class: "fl-side" }, "\u22ee"), lines + " not in this page");
  }

  renderNote(run) {
    const shown = run.marks.slice(0, 3).map((i) => {
      const finding = this.store.findings[i];
      return inLink(findingRoute(finding), { title: firstLine(finding.message, 300) }, icon(finding.severity, finding.severity), firstLine(finding.message, 160));
    });
    const more = run.marks.length > 3 ? " and " + num(run.marks.length - 3) + " more findings at this line" : null;
    const tone = this.worst(run.line);
    return el("div", { class: "fl fl-note tone-" + tone }, el("span", { class: "fl-side" }, "\u2570"), shown, more);
  }

  worst(line) {
    const marks = this.tones.get(line) || [];
    return marks.reduce((worst, m) => (rankOf(m.severity) > rankOf(worst) ? m.severity : worst), "");
  }

  renderLine(part, number) {
    const limit = this.wide.get(number) || SHORT;
    const line = part.failed ? null : this.text.line(part, number, limit);
    const tone = this.worst(number);
    const classes = ["fl", tone && "tone-" + tone, number === this.target && "fl-target", number === this.hitLine && "fl-hit"];
    const gutter = inLink(fileRoute(this.file.path, number), { class: "fl-n", tabindex: "-1" }, String(number));
    const node = el("div", { class: classes.filter(Boolean).join(" ") }, gutter);
    if (tone) {
      const told = this.tones.get(number).map((m) => m.severity + ", " + m.what + ": " + firstLine(this.store.findings[m.finding].message, 200));
      node.title = told.slice(0, 6).join("\n");
    }
    if (line === null) {
      if (!part.failed) this.load(part);
      node.append(el("span", { class: "fl-t fl-wait" }, part.failed ? "cannot be read: " + part.failed : "\u2026"));
      return node;
    }
    const shown = visible(line.text);
    this.widest = Math.max(this.widest, Math.min(shown.length, LONGEST) + 12);
    node.append(el("span", { class: "fl-t" }, this.needle ? marked(shown, this.needle) : coloured(shown, this.file.kind)));
    if (line.more > 0) node.append(this.moreButton(number, limit, line.more));
    return node;
  }

  moreButton(number, limit, more) {
    if (limit >= LONGEST) return el("span", { class: "fl-more" }, " " + size(more) + " more of this line are not shown");
    const press = el("button", { type: "button", class: "fl-more" }, "show more of this line (" + size(more) + ")");
    press.addEventListener("click", () => {
      this.wide.set(number, Math.min(LONGEST, limit + LONGER));
      this.list.refresh();
      this.widen();
    });
    return press;
  }

  // The bar below keeps the width of the longest line seen so far.
  widen() {
    this.list.spacer.style.minWidth = this.widest + "ch";
  }

  load(part) {
    if (part.asked) return;
    part.asked = true;
    const counted = part.count;
    let drawn = 0;
    this.text.load(part, (share) => {
      const now = performance.now();
      if (share < 1 && now - drawn < 150) return;
      drawn = now;
      this.tellStatus(share);
      if (share === 1 && part.count !== counted) this.layout();
      this.list.refresh();
      this.widen();
    });
  }

  tellStatus(share) {
    const { file } = this;
    const parts = [this.total ? num(this.total) + (this.total === 1 ? " line" : " lines") : "", size(file.bytes)];
    if (share !== null && share < 1) parts.push("unpacking, " + Math.floor(share * 100) + " %");
    if (!file.whole) parts.push(file.parts.length ? "not whole in this page" + why(file) : "not in this page" + why(file));
    this.status.textContent = parts.filter(Boolean).join(" \u00b7 ");
  }
}

function why(file) {
  return file.why ? ": " + visible(file.why) : "";
}

// The text with what was searched for marked.
function marked(text, needle) {
  const low = text.toLowerCase();
  if (low.length !== text.length) return [text];
  const nodes = [];
  let from = 0;
  for (let at = low.indexOf(needle); at !== -1 && nodes.length < 200; at = low.indexOf(needle, from)) {
    nodes.push(text.slice(from, at), el("mark", null, text.slice(at, at + needle.length)));
    from = at + needle.length;
  }
  nodes.push(text.slice(from));
  return nodes;
}

// A little colour: keys and comments of YAML.
function coloured(text, kind) {
  if (kind !== "yaml") return [text];
  if (/^\s*#/.test(text)) return [el("span", { class: "y-note" }, text)];
  const match = /^([\s-]*)([^\s:#'"{[\\][^\s:#\\]{0,120}|"[^"]{0,120}"|'[^']{0,120}')(:)(?=\s|$)/.exec(text.slice(0, 400));
  if (!match) return [text];
  const rest = text.slice(match[0].length);
  return [match[1], el("span", { class: "y-key" }, match[2]), match[3], rest];
}
