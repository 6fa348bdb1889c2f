// Search, go to line and the link of a file, around a FileViewer. Draws no lines itself.

import { el, button } from "./dom.js";
import { copyButton, searchBox } from "./controls.js";
import { num } from "./format.js";
import { FileViewer } from "./fileviewer.js";
import { permalink } from "./router.js";
import { fileRoute } from "./store.js";

export class FilePanel {
  constructor(store, file, options) {
    this.viewer = new FileViewer(store, file, options);
    this.hits = [];
    this.at = -1;
    this.turn = 0;
    this.count = el("span", { class: "fv-count", role: "status" });
    this.input = searchBox("Search in this file", (needle) => this.search(needle));
    this.input.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      this.hit(event.shiftKey ? -1 : 1);
    });
    const goTo = el("input", { class: "goto", inputmode: "numeric", "aria-label": "Go to line", placeholder: "Line" });
    goTo.addEventListener("keydown", (event) => {
      const line = Number(goTo.value.replace(/[^\d]/g, ""));
      if (event.key === "Enter" && line > 0) this.viewer.show(Math.min(line, this.viewer.total));
    });
    const tools = el(
      "div",
      { class: "tools" },
      this.input,
      button("\u2191", () => this.hit(-1), { "aria-label": "Previous hit", class: "quiet" }),
      button("\u2193", () => this.hit(1), { "aria-label": "Next hit", class: "quiet" }),
      this.count,
      el("span", { class: "gap" }),
      goTo,
      copyButton("Copy link", () => permalink(fileRoute(file.path, this.viewer.hitLine || this.viewer.target))),
    );
    this.el = el("div", { class: "fv-panel" }, tools, this.viewer.el, this.viewer.status);
  }

  async search(needle) {
    this.turn += 1;
    const turn = this.turn;
    this.hits = [];
    this.at = -1;
    this.viewer.needle = needle;
    this.viewer.hitLine = 0;
    this.viewer.list.refresh();
    if (needle === "") {
      this.count.textContent = "";
      return;
    }
    this.count.textContent = "searching\u2026";
    const { viewer } = this;
    let told = 0;
    await viewer.text.search(
      needle,
      viewer.from,
      Math.min(viewer.to, viewer.total),
      (hits, done) => {
        if (turn !== this.turn || !viewer.el.isConnected) return false;
        this.hits = hits;
        if (this.at === -1 && hits.length > 0) this.hit(1);
        if (done || performance.now() - told > 200) this.tell(done);
        told = performance.now();
        return hits.length < 100000;
      },
      (share) => {
        viewer.tellStatus(share);
        if (share === 1) viewer.list.refresh();
      },
    );
    if (turn === this.turn) this.tell(true);
  }

  tell(done) {
    const many = num(this.hits.length) + (this.hits.length >= 100000 ? "+" : "");
    if (this.hits.length === 0) this.count.textContent = done ? "no line" : "searching\u2026";
    else this.count.textContent = num(this.at + 1) + " of " + many + (done ? "" : "\u2026");
  }

  // The next or previous line that holds the text; the first time, the next after the marked line.
  hit(by) {
    const { hits, viewer } = this;
    if (hits.length === 0) return false;
    if (this.at === -1) {
      const from = viewer.target || 0;
      const next = hits.findIndex((line) => line >= from);
      this.at = next === -1 ? 0 : next;
    } else this.at = (this.at + by + hits.length) % hits.length;
    viewer.hitLine = hits[this.at];
    viewer.show(hits[this.at]);
    this.tell(true);
    return true;
  }
}
