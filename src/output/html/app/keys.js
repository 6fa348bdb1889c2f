// The keyboard: which key does what, and the panel that says so. The views do the work.

import { el, button, focusOn } from "./dom.js";

const KEY_HELP = [
  ["1 \u2013 5", "Summary, findings, rules, time line, resources"],
  ["/", "Search in this view"],
  ["j or \u2193, k or \u2191", "Next and previous row or finding"],
  ["Enter", "Open the row"],
  ["Esc", "Close, go back"],
  ["n, N", "Next and previous hit in a file"],
  ["?", "Show or hide the keys"],
];

// `acts`: {view(number), search(), step(by, arrow) → handled, open() → handled, back(), hit(by) → handled, help()}.
export function startKeys(acts) {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    const target = event.target;
    const typing = target.matches && target.matches("input, select, textarea");
    if (event.key === "Escape") {
      if (typing) target.blur();
      else acts.back();
      event.preventDefault();
      return;
    }
    if (!typing && onKeyDown(event, acts)) event.preventDefault();
  });
}

function onKeyDown(event, acts) {
  const { key, target } = event;
  if (key >= "1" && key <= "5") return acts.view(Number(key)) !== false;
  if (key === "/") return acts.search() !== false;
  if (key === "?") return acts.help() !== false;
  if (key === "j") return acts.step(1, false);
  if (key === "k") return acts.step(-1, false);
  if (key === "n") return acts.hit(1);
  if (key === "N") return acts.hit(-1);
  if (key === "ArrowDown") return acts.step(1, true);
  if (key === "ArrowUp") return acts.step(-1, true);
  if (key === "Enter" && !target.closest("a, button, summary")) return acts.open();
  return false;
}

export function keysPanel(close) {
  const rows = KEY_HELP.map(([keys, what]) => [el("dt", null, el("kbd", null, keys)), el("dd", null, what)]);
  const title = el("h2", { tabindex: "-1" }, "Keys");
  const panel = el("section", { class: "keys", "aria-label": "Keys", hidden: true }, title, el("dl", null, rows), button("Close", close, { class: "quiet" }));
  return {
    el: panel,
    toggle(open) {
      panel.hidden = !open;
      if (open) focusOn(title);
    },
  };
}
