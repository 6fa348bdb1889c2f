// Starts the page: reads the data, builds the frame around the views, and leads keys and routes to them.

import { add, button, el, focusOn, inLink, replace } from "./dom.js";
import { num, visible } from "./format.js";
import { inflateText } from "./inflate.js";
import { keysPanel, startKeys } from "./keys.js";
import { go, routeBefore, startRouter } from "./router.js";
import { openStore } from "./store.js";
import { themeButton } from "./theme.js";
import { summaryView } from "./view-summary.js";
import { findingsView } from "./view-findings.js";
import { rulesView } from "./view-rules.js";
import { timelineView } from "./view-timeline.js";
import { resourcesView } from "./view-resources.js";
import { fileView } from "./view-file.js";

// Name of the tab, which routes belong to it, and who draws it.
const VIEWS = [
  ["summary", "Summary", ["summary"], summaryView],
  ["findings", "Findings", ["findings", "finding"], findingsView],
  ["rules", "Rules", ["rules"], rulesView],
  ["timeline", "Time line", ["timeline"], timelineView],
  ["resources", "Resources", ["resources", "resource"], resourcesView],
  ["file", null, ["file"], fileView],
];

function viewOf(route) {
  return VIEWS.find(([, , names]) => names.includes(route)) || VIEWS[0];
}

function buildPage(root, store) {
  const built = new Map();
  const scrolls = new Map();
  const content = el("main", { id: "content", tabindex: "-1" });
  const tabs = tabBar(store);
  let current = null;
  let route = null;
  let keysOpen = false;
  const panel = keysPanel(() => help(false));

  function help(open) {
    keysOpen = open === undefined ? !keysOpen : open;
    panel.toggle(keysOpen);
    if (!keysOpen && current) focusOn(current.heading);
    return true;
  }

  function show(next, moved) {
    if (route) scrolls.set(route.hash, window.scrollY);
    route = next;
    const [name, , , make] = viewOf(next.name);
    if (!built.has(name)) built.set(name, make(store));
    const view = built.get(name);
    const changed = view !== current;
    current = view;
    if (changed) replace(content, view.el);
    tabs.mark(name);
    const focused = view.show(next);
    if (moved && !focused) focusOn(view.heading);
    if (moved && scrolls.has(next.hash)) window.scrollTo(0, scrolls.get(next.hash));
  }

  function back() {
    if (keysOpen) return help(false);
    if (route.name === "finding") go("#findings");
    else if (route.name === "resource") go("#resources=" + route.value.split("/")[0]);
    else if (route.name === "file") go(routeBefore("file"));
    return true;
  }

  function step(by, arrow) {
    if (current.step && !arrow && current.step(by)) return true;
    const list = current.list;
    if (!list || list.scroller.hidden || !list.scroller.isConnected) return false;
    if (arrow && !list.scroller.contains(document.activeElement)) return false;
    list.step(by);
    return true;
  }

  const skip = button("Skip to the content", () => focusOn(content), { class: "skip" });
  const header = el(
    "header",
    { class: "top" },
    skip,
    inLink("#summary", { class: "brand" }, "camgi"),
    el("span", { class: "archive", title: visible(store.report.archive.name) }, visible(store.report.archive.name)),
    tabs.el,
    el("span", { class: "top-tools" }, themeButton(), button("Keys", () => help(), { class: "quiet", title: "Keys (?)" })),
  );
  replace(root, header, panel.el, content, footer(store));
  startKeys({
    view: (n) => go("#" + VIEWS[n - 1][0]),
    search: () => current.search && (current.search.focus(), current.search.select()),
    step,
    open: () => (current.list ? (current.list.open(), true) : false),
    hit: (by) => (current.hit ? current.hit(by) : false),
    back,
    help: () => help(),
  });
  startRouter(show);
}

function tabBar(store) {
  const links = new Map();
  const counts = { findings: store.findings.length, rules: store.report.rules.length };
  for (const [name, title] of VIEWS) {
    if (!title) continue;
    const count = counts[name];
    links.set(name, inLink("#" + name, null, title, count === undefined ? null : el("span", { class: "tab-count" }, num(count))));
  }
  return {
    el: el("nav", { class: "tabs-top", "aria-label": "Views" }, [...links.values()]),
    mark(name) {
      for (const [other, link] of links) {
        if (other === name) link.setAttribute("aria-current", "page");
        else link.removeAttribute("aria-current");
      }
    },
  };
}

function footer(store) {
  const { tool } = store.report;
  const { budget } = store.data;
  const left = budget && budget.files_left_out ? num(budget.files_left_out) + " files of the archive are not in this page (" + num(Math.round(budget.bytes_left_out / 1e6)) + " MB; budget " + num(Math.round(budget.bytes / 1e5) / 10) + " MB)" : "";
  return el("footer", null, visible(tool.name + " " + tool.version), left ? " \u00b7 " + left : "");
}

async function start() {
  const root = document.getElementById("camgi");
  replace(root, el("p", { class: "loading", role: "status" }, "Reading the report\u2026"));
  try {
    const held = JSON.parse(document.getElementById("camgi-data").textContent);
    const store = openStore(JSON.parse(await inflateText(held.data)));
    buildPage(root, store);
    root.setAttribute("data-ready", "true");
  } catch (error) {
    add(replace(root), [el("p", { class: "loading", role: "alert" }, "The page cannot be shown: " + visible(String(error && error.message ? error.message : error)))]);
    throw error;
  }
}

start();
