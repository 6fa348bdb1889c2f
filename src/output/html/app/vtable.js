// A virtual table: head with sorting, rows of cells, kept usable for screen readers. Knows no findings and no resources.

import { el } from "./dom.js";
import { visible, clip } from "./format.js";
import { columnKeys, orderBy } from "./sortkey.js";
import { VirtualList } from "./virtual.js";

const HEAD = 30;
const CHAR = 7.7; // pixels of a character, on the whole

export class VirtualTable {
  // columns: {title, text(row) → string, cell(row) → node (default: the text), link(row) → route, mono,
  // keep (not narrowed below its text), min and max (in characters)}
  // tone(row) → severity or "" colours a row; open(row) is called for Enter on it.
  constructor({ label, columns, tone, open, rowHeight, sortable }) {
    Object.assign(this, { columns, tone, sortable: sortable !== false });
    this.sort = { column: -1, down: false };
    this.all = [];
    this.rows = [];
    this.heads = columns.map((column, i) => this.headCell(column, i));
    this.head = el("div", { class: "vt-head", role: "rowgroup" }, el("div", { class: "vt-row", role: "row", "aria-rowindex": 1 }, this.heads));
    this.el = el("div", { class: "vt", role: "table", tabindex: "0", "aria-label": label }, this.head);
    this.list = new VirtualList({
      scroller: this.el,
      rowHeight: rowHeight || 30,
      lead: HEAD,
      render: (i) => this.renderRow(i),
      enter: (i) => open && open(this.rows[i]),
    });
    this.el.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && event.target === this.el) this.list.open();
    });
  }

  headCell(column, i) {
    if (!this.sortable) return el("div", { role: "columnheader", class: "vt-cell" }, column.title);
    const press = el("button", { type: "button", class: "sorter", onclick: () => this.sortBy(i) }, column.title);
    return el("div", { role: "columnheader", class: "vt-cell", "aria-sort": "none" }, press);
  }

  // The rows to show; the order of the table is kept.
  setRows(rows) {
    this.all = rows;
    this.layout();
    this.arrange();
  }

  // Widths from what the cells hold, the same for each row.
  layout() {
    const sample = this.all.length > 400 ? this.all.filter((_, i) => i % Math.ceil(this.all.length / 400) === 0) : this.all;
    let sum = 0;
    const tracks = this.columns.map((column) => {
      let chars = column.title.length + 2;
      for (const row of sample) chars = Math.max(chars, column.text(row).length);
      chars = Math.min(Math.max(chars, column.min || 5), column.max || 40);
      const px = Math.round(Math.min(chars, column.keep ? 40 : 15) * CHAR + 22);
      sum += px;
      return "minmax(" + px + "px, " + Math.round(chars * CHAR + 22) + "fr)";
    });
    this.el.style.setProperty("--cols", tracks.join(" "));
    this.el.style.setProperty("--min", sum + "px");
    this.el.setAttribute("aria-rowcount", String(this.all.length + 1));
  }

  sortBy(i) {
    if (this.sort.column === i && this.sort.down) this.sort = { column: -1, down: false };
    else this.sort = { column: i, down: this.sort.column === i };
    this.arrange();
  }

  arrange() {
    const { column, down } = this.sort;
    if (this.sortable) {
      this.heads.forEach((head, i) => {
        head.setAttribute("aria-sort", i !== column ? "none" : down ? "descending" : "ascending");
      });
    }
    if (column === -1) this.rows = this.all;
    else {
      const texts = this.all.map((row) => this.columns[column].text(row));
      this.rows = orderBy(columnKeys(texts), down).map((i) => this.all[i]);
    }
    this.list.active = -1;
    this.list.top = 0;
    this.list.setCount(this.rows.length);
  }

  renderRow(i) {
    const row = this.rows[i];
    const tone = this.tone ? this.tone(row) : "";
    const cells = this.columns.map((column) => this.renderCell(column, row));
    return el("div", { class: "vt-row" + (tone ? " tone-" + tone : ""), role: "row", "aria-rowindex": i + 2 }, cells);
  }

  renderCell(column, row) {
    const text = visible(clip(column.text(row), 600).replace(/\s+/g, " "));
    const own = column.cell ? column.cell(row) : null;
    const route = column.link ? column.link(row) : null;
    const inner = own || (route ? el("a", { href: route }, text || "(no name)") : text);
    const props = { class: "vt-cell" + (column.mono ? " mono" : ""), role: "cell" };
    if (text.length > 16 && !own) props.title = text;
    return el("div", props, inner);
  }

  indexOf(row) {
    return this.rows.indexOf(row);
  }
}
