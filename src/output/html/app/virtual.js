// A long list of rows of one height, of which only those in sight exist. Knows nothing of what a row shows.

import { el } from "./dom.js";

const MAX_HEIGHT = 8e6; // browsers stop at 16 to 33 million pixels
const AROUND = 8;

export class VirtualList {
  // scroller: the element that scrolls, in which `lead` pixels at the top are a sticky head.
  // render(index) → element; enter(index) opens a row.
  constructor({ scroller, rowHeight, render, lead, enter }) {
    Object.assign(this, { scroller, rowHeight, render, enter, lead: lead || 0 });
    this.count = 0;
    this.top = 0; // what a list without a limit would have as scrollTop
    this.setTop = 0; // what we last gave the scroller
    this.first = 0;
    this.rows = [];
    this.active = -1;
    this.pane = el("div", { class: "v-pane", role: "presentation" });
    this.spacer = el("div", { class: "v-space", role: "presentation" }, this.pane);
    scroller.append(this.spacer);
    scroller.addEventListener("scroll", () => this.onScroll());
    scroller.addEventListener("wheel", (event) => this.onWheel(event), { passive: false });
    scroller.addEventListener("keydown", (event) => this.onKey(event));
    new ResizeObserver(() => this.onResize()).observe(scroller);
  }

  get view() {
    return Math.max(0, this.scroller.clientHeight - this.lead);
  }

  get height() {
    return this.count * this.rowHeight;
  }

  get scaled() {
    return this.height > MAX_HEIGHT;
  }

  // Pixels of the list for each pixel of the scroll bar.
  get ratio() {
    if (!this.scaled) return 1;
    return (this.height - this.view) / (MAX_HEIGHT - this.view);
  }

  setCount(count) {
    this.count = count;
    if (this.active >= count) this.active = -1;
    this.spacer.style.height = Math.min(this.height, MAX_HEIGHT) + "px";
    this.moveTo(this.top);
    this.refresh();
  }

  // Draws every row in sight anew.
  refresh() {
    const focused = this.rows.findIndex((row) => row.contains(document.activeElement));
    const at = this.first + focused;
    this.pane.replaceChildren();
    this.rows = [];
    this.draw();
    if (focused >= 0) this.focusRow(at);
  }

  onScroll() {
    const now = this.scroller.scrollTop;
    if (Math.abs(now - this.setTop) > 1) {
      this.top = now * this.ratio;
      this.setTop = now;
    }
    this.draw();
  }

  // A scaled list moves by true pixels on the wheel, or a notch would skip lines.
  onWheel(event) {
    if (!this.scaled || event.ctrlKey || event.deltaY === 0) return;
    const unit = event.deltaMode === 1 ? this.rowHeight : event.deltaMode === 2 ? this.view : 1;
    const before = this.top;
    this.moveTo(this.top + event.deltaY * unit);
    if (this.top !== before) event.preventDefault();
  }

  onKey(event) {
    if (!this.scaled || event.target !== this.scroller || event.ctrlKey || event.altKey || event.metaKey) return;
    const steps = {
      ArrowDown: this.rowHeight,
      ArrowUp: -this.rowHeight,
      PageDown: this.view - this.rowHeight,
      PageUp: this.rowHeight - this.view,
      Home: -this.height,
      End: this.height,
    };
    if (!(event.key in steps)) return;
    event.preventDefault();
    event.stopPropagation();
    this.moveTo(this.top + steps[event.key]);
  }

  onResize() {
    if (this.scroller.clientHeight === 0) return;
    if (this.pending) {
      const { index, place } = this.pending;
      this.reveal(index, place);
    } else this.moveTo(this.top);
  }

  moveTo(top) {
    this.top = Math.max(0, Math.min(top, this.height - this.view));
    this.scroller.scrollTop = this.top / this.ratio;
    this.setTop = this.scroller.scrollTop;
    this.draw();
  }

  // Brings a row into sight: "nearest" moves as little as it can, "center" puts it in the middle.
  reveal(index, place) {
    if (this.scroller.clientHeight === 0) {
      this.pending = { index, place };
      return;
    }
    this.pending = null;
    const y = index * this.rowHeight;
    if (place === "center") this.moveTo(y - (this.view - this.rowHeight) / 2);
    else if (y < this.top) this.moveTo(y);
    else if (y + this.rowHeight > this.top + this.view) this.moveTo(y + this.rowHeight - this.view);
    else this.draw();
  }

  draw() {
    const height = this.view || 600;
    const first = Math.max(0, Math.floor(this.top / this.rowHeight) - AROUND);
    const end = Math.min(this.count, Math.ceil((this.top + height) / this.rowHeight) + AROUND);
    const oldEnd = this.first + this.rows.length;
    if (first >= oldEnd || end <= this.first) {
      this.drop(0, this.rows.length);
      this.first = first;
    } else {
      if (end < oldEnd) this.drop(end - this.first, oldEnd - end);
      if (first > this.first) {
        this.drop(0, first - this.first);
        this.first = first;
      }
    }
    const before = [];
    for (let i = first; i < this.first; i += 1) before.push(this.make(i));
    const after = [];
    for (let i = this.first + this.rows.length; i < end; i += 1) after.push(this.make(i));
    this.pane.prepend(...before);
    this.pane.append(...after);
    this.rows = [...before, ...this.rows, ...after];
    this.first = Math.min(first, this.first);
    const shift = this.scaled ? this.scroller.scrollTop - this.top : 0;
    this.pane.style.transform = "translateY(" + (this.first * this.rowHeight + shift) + "px)";
  }

  make(index) {
    const row = this.render(index);
    row.style.height = this.rowHeight + "px";
    row.classList.toggle("current", index === this.active);
    return row;
  }

  drop(from, count) {
    for (const row of this.rows.splice(from, count)) {
      if (row.contains(document.activeElement)) this.scroller.focus({ preventScroll: true });
      row.remove();
    }
  }

  // Steps of the keyboard: the row becomes the current one and its first link has the focus.
  step(by) {
    if (this.count === 0) return;
    const from = this.active === -1 ? Math.floor(this.top / this.rowHeight) - (by > 0 ? 1 : 0) : this.active;
    this.setActive(Math.max(0, Math.min(this.count - 1, from + by)));
    this.reveal(this.active, "nearest");
    this.focusRow(this.active);
  }

  setActive(index) {
    this.active = index;
    this.rows.forEach((row, i) => row.classList.toggle("current", this.first + i === index));
  }

  focusRow(index) {
    const row = this.rows[index - this.first];
    if (!row) return;
    const target = row.querySelector("a, button") || row;
    if (target === row) row.setAttribute("tabindex", "-1");
    target.focus({ preventScroll: true });
  }

  open() {
    if (this.active >= 0 && this.enter) this.enter(this.active);
  }
}
