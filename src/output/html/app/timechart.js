// Draws moments as a picture: a lane for each kind, bars of how many, the gather, and a range to select. Keeps no filters.

import { el, svgEl } from "./dom.js";
import { num, span, stamp } from "./format.js";

const LANE = 52;
const GUTTER = 88;
const AXIS = 22;
const BAR = 5;
const TONES = ["error", "warning", "info", ""];
const TICKS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400, 172800, 604800, 1209600, 2592000, 7776000, 31536000, 157680000];

export class TimeChart {
  // lanes: [[kind, label]]; select(from, to) hears the range that was dragged over.
  constructor({ lanes, gathered, select }) {
    Object.assign(this, { lanes, gathered, select });
    this.height = lanes.length * LANE + AXIS;
    this.svg = svgEl("svg", { role: "img", class: "chart", height: this.height });
    this.el = el("div", { class: "chart-box" }, this.svg);
    this.width = 0;
    this.state = null;
    this.drag = null;
    this.svg.addEventListener("pointerdown", (event) => this.onDown(event));
    this.svg.addEventListener("pointermove", (event) => this.onMove(event));
    this.svg.addEventListener("pointerup", () => this.onUp());
    this.svg.addEventListener("pointercancel", () => (this.drag = null));
    new ResizeObserver(() => {
      if (this.el.clientWidth !== this.width && this.state) this.draw(this.state);
    }).observe(this.el);
  }

  // state: {moments: [{ms, kind, s}], from, to, selected: [from, to] or null}
  draw(state) {
    this.state = state;
    this.width = this.el.clientWidth;
    const width = Math.max(320, this.width || 900);
    this.plot = width - GUTTER - 12;
    this.svg.setAttribute("viewBox", "0 0 " + width + " " + this.height);
    this.svg.setAttribute("width", width);
    const inside = state.moments.filter((m) => m.ms >= state.from && m.ms <= state.to);
    this.svg.setAttribute(
      "aria-label",
      num(inside.length) + " moments from " + stamp(state.from) + " to " + stamp(state.to) + " UTC; the table below lists them",
    );
    this.svg.replaceChildren(...this.axis(width), ...this.bars(inside), ...this.gatherMark(), this.brush());
    this.showBrush(state.selected);
  }

  x(ms) {
    const { from, to } = this.state;
    return GUTTER + ((ms - from) / Math.max(1, to - from)) * this.plot;
  }

  axis(width) {
    const { from, to } = this.state;
    const nodes = [];
    this.lanes.forEach(([, label], i) => {
      const y = (i + 1) * LANE;
      nodes.push(svgEl("text", { x: 0, y: y - 8, class: "chart-label" }, label));
      nodes.push(svgEl("line", { x1: GUTTER, x2: width - 12, y1: y, y2: y, class: "chart-line" }));
    });
    const seconds = (to - from) / 1000;
    const step = (TICKS.find((t) => seconds / t <= this.plot / 110) || TICKS[TICKS.length - 1]) * 1000;
    let day = "";
    for (let t = Math.ceil(from / step) * step; t <= to; t += step) {
      const text = stamp(t);
      const label = step >= 86400000 ? text.slice(0, 10) : text.slice(0, 10) === day ? text.slice(11, step < 60000 ? 19 : 16) : text.slice(5, 16);
      day = text.slice(0, 10);
      const x = this.x(t);
      nodes.push(svgEl("line", { x1: x, x2: x, y1: 0, y2: this.height - AXIS, class: "chart-tick" }));
      nodes.push(svgEl("text", { x, y: this.height - 6, class: "chart-time" }, label));
    }
    return nodes;
  }

  bars(inside) {
    const { from, to } = this.state;
    const bins = Math.max(1, Math.floor(this.plot / BAR));
    const nodes = [];
    this.lanes.forEach(([kind], lane) => {
      const counts = TONES.map(() => new Uint32Array(bins));
      for (const m of inside) {
        if (m.kind !== kind) continue;
        const bin = Math.min(bins - 1, Math.floor(((m.ms - from) / Math.max(1, to - from)) * bins));
        counts[Math.max(0, TONES.indexOf(m.s))][bin] += 1;
      }
      let most = 1;
      for (let b = 0; b < bins; b += 1) most = Math.max(most, counts[0][b] + counts[1][b] + counts[2][b] + counts[3][b]);
      for (let b = 0; b < bins; b += 1) {
        const all = counts[0][b] + counts[1][b] + counts[2][b] + counts[3][b];
        if (all === 0) continue;
        const full = 4 + Math.sqrt(all / most) * (LANE - 14);
        let y = (lane + 1) * LANE;
        TONES.forEach((tone, t) => {
          const n = counts[t][b];
          if (n === 0) return;
          const h = Math.max(2, (full * n) / all);
          y -= h;
          nodes.push(svgEl("rect", { x: GUTTER + (b * this.plot) / bins, y, width: Math.max(1, this.plot / bins - 1), height: h, class: "bar bar-" + (tone || "plain") }));
        });
      }
    });
    return nodes;
  }

  gatherMark() {
    const { from, to } = this.state;
    if (!(this.gathered >= from && this.gathered <= to)) return [];
    const x = this.x(this.gathered);
    const end = x > GUTTER + this.plot - 60;
    return [
      svgEl("line", { x1: x, x2: x, y1: 0, y2: this.height - AXIS, class: "chart-gather" }),
      svgEl("text", { x: end ? x - 4 : x + 4, y: 11, class: "chart-gather-word", "text-anchor": end ? "end" : "start" }, "gather"),
    ];
  }

  brush() {
    this.brushRect = svgEl("rect", { y: 0, height: this.height - AXIS, class: "chart-brush" });
    return this.brushRect;
  }

  showBrush(range) {
    const rect = this.brushRect;
    if (!range) {
      rect.setAttribute("width", 0);
      return;
    }
    const a = Math.max(GUTTER, Math.min(this.x(range[0]), GUTTER + this.plot));
    const b = Math.max(GUTTER, Math.min(this.x(range[1]), GUTTER + this.plot));
    rect.setAttribute("x", Math.min(a, b));
    rect.setAttribute("width", Math.max(1, Math.abs(b - a)));
  }

  timeAt(event) {
    const box = this.svg.getBoundingClientRect();
    const share = (event.clientX - box.left - GUTTER) / this.plot;
    return this.state.from + Math.max(0, Math.min(1, share)) * (this.state.to - this.state.from);
  }

  onDown(event) {
    if (event.button !== 0 || !this.state) return;
    this.drag = [this.timeAt(event), this.timeAt(event)];
    this.svg.setPointerCapture(event.pointerId);
    event.preventDefault();
  }

  onMove(event) {
    if (!this.drag) return;
    this.drag[1] = this.timeAt(event);
    this.showBrush(this.drag);
  }

  onUp() {
    if (!this.drag) return;
    const [a, b] = this.drag;
    this.drag = null;
    if (Math.abs(this.x(a) - this.x(b)) < 4) this.select(null);
    else this.select([Math.min(a, b), Math.max(a, b)]);
  }
}

// "7m before", "2s after", or nothing when the gather is not known.
export function beforeGather(ms, gathered) {
  if (!Number.isFinite(gathered) || !Number.isFinite(ms)) return "";
  const away = gathered - ms;
  return span(away) + (away < 0 ? " after" : "");
}
