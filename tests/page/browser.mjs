// Writes pages with the real program and opens them in Chromium, without a network. Asserts nothing about what a page shows.
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

// The promises are 100 ms and 1 s. A machine on which others build makes any of them late: raise them there, and only there.
export const TASK_MS = Number(process.env.CAMGI_PAGE_TASK_MS || 100);
export const OPEN_MS = Number(process.env.CAMGI_PAGE_OPEN_MS || 1000);

const CHROMIUM = process.env.CHROMIUM_BIN || "/usr/bin/chromium";
const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

// What Chromium says of Prow's frame itself, whatever is in it. The second: the lens puts the page into a div, so the policy of
// the page does not hold there, and only `textContent` keeps text of an archive from running.
const EXPECTED = [/allow-scripts and allow-same-origin for its sandbox/, /was delivered via a <meta> element outside the document's <head>/];

// The page that `camgi DIR` writes to its standard output.
export function pageOf(dir, args = []) {
  const options = { maxBuffer: 1 << 30, stdio: ["ignore", "pipe", "inherit"] };
  const bin = process.env.CAMGI_BIN;
  if (!bin) throw new Error("set CAMGI_BIN to the camgi program");
  return execFileSync(bin, [...args, dir], options).toString("utf8");
}

export function save(html) {
  const file = path.join(fs.mkdtempSync(path.join(os.tmpdir(), "camgi-page-")), "camgi.html");
  fs.writeFileSync(file, html);
  return pathToFileURL(file).href;
}

export async function launch() {
  return chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
}

// A tab that has no network. `trouble` gathers requests, errors, dialogs and violations of the policy.
export async function openTab(browser, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const trouble = [];
  await context.route("**/*", (route) => {
    const url = route.request().url();
    if (url.startsWith("file:") || url.startsWith("data:") || url.startsWith("about:")) return route.continue();
    trouble.push("request " + url);
    return route.abort();
  });
  await context.setOffline(true);
  const page = await context.newPage();
  page.on("console", (message) => {
    if (EXPECTED.some((pattern) => pattern.test(message.text()))) return;
    if (message.type() === "error" || message.type() === "warning") trouble.push("console " + message.text());
  });
  page.on("pageerror", (error) => trouble.push("error " + error.message));
  page.on("dialog", (dialog) => {
    trouble.push("dialog " + dialog.message());
    dialog.dismiss();
  });
  await page.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (event) => console.error("policy " + event.violatedDirective + " " + event.blockedURI));
  });
  return { page, context, trouble };
}

export async function openPage(browser, url, options) {
  const tab = await openTab(browser, options);
  await tab.page.goto(url);
  await ready(tab.page);
  return tab;
}

export function ready(page) {
  return page.locator("#camgi[data-ready]").waitFor({ timeout: 30000 });
}

// What Prow's html lens makes of a file (kubernetes-sigs/prow, pkg/spyglass/lenses/html): the file between a div and a script
// that tells its height, only the double quotes escaped, in a frame without scroll bars whose height follows.
export function prowFrame(html, { bare } = {}) {
  const notifier = `<script type="text/javascript">
window.addEventListener("load", function(){
    if(window.self === window.top) return;
    send_height_to_parent_function = function(){
        var height = document.getElementById("wrapper").offsetHeight;
        parent.postMessage({"height" : height , "id": "camgi.html-0"}, "*");
    }
    send_height_to_parent_function();
    window.addEventListener("resize", send_height_to_parent_function);
    var observer = new MutationObserver(send_height_to_parent_function);
    var config = { attributes: true, childList: true, characterData: true, subtree:true};
    observer.observe(window.document, config);
});
</script>`;
  const content = bare ? html : `<div id="wrapper">${html}</div>${notifier}`;
  return `<!doctype html><html><head><meta charset="utf-8"><title>Prow</title></head><body><div id="wrapper"><table width="100%"><tr><td>
<iframe srcdoc="${content.replaceAll('"', "&quot;")}" title="camgi.html" sandbox="allow-scripts allow-popups allow-same-origin" id="camgi.html-0" width="100%" ${bare ? 'height="900"' : ""} scrolling="no"></iframe>
</td></tr></table></div><script>
window.heights = [];
window.addEventListener("message", function(e){
  window.heights.push(e.data.height);
  document.getElementById(e.data.id).style.height = e.data.height + "px";
});
</script></body></html>`;
}

// The same tests for the page on its own and for the page in Prow's frame: gives the frame to look into.
export async function frameOf(page) {
  const handle = await page.locator("iframe").elementHandle();
  const frame = await handle.contentFrame();
  await frame.locator("#camgi[data-ready]").waitFor({ timeout: 30000 });
  return frame;
}

export async function pwned(page) {
  const flags = [];
  for (const frame of page.frames()) flags.push(await frame.evaluate(() => window.pwned ?? null));
  return flags.filter((flag) => flag !== null);
}
