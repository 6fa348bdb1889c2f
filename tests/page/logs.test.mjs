// The file viewer: search, gaps, long lines, and a log of 100 MB.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { LOG, longLogArchive, smallArchive } from "./archives.mjs";
import { TASK_MS, launch, openPage, pageOf, save } from "./browser.mjs";

const LONG = Number(process.env.CAMGI_PAGE_LOG_LINES || 1_250_000);
// As much as is needed to carry the log whole.
const BUDGET = ["--html-budget", "400MB"];

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

// Tasks over `limit` ms since the last call.
async function watchTasks(page) {
  await page.evaluate(() => {
    window.longTasks = [];
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) window.longTasks.push(Math.round(entry.duration));
    }).observe({ type: "longtask", buffered: false });
  });
}

test("searching a file leads to its lines, with n and N and with Enter", async () => {
  const url = save(pageOf(smallArchive(), BUDGET));
  const { page, context, trouble } = await openPage(browser, url + "#file=" + LOG + ":1500");
  await page.locator(".fl-target", { hasText: "panic: tally sheet is empty" }).waitFor();
  assert.match(await page.locator(".fl-note").first().innerText(), /panicked/);
  const search = page.getByLabel("Search in this file");
  await search.fill("BLACK sheep");
  await page.locator(".fv-count", { hasText: "1 of 1" }).waitFor();
  assert.match(await page.locator(".fl-target").innerText(), /^2001\s/);
  assert.equal(await page.locator(".fl-target mark").innerText(), "black sheep");
  await search.fill("sheep 29");
  await page.locator(".fv-count", { hasText: / of 111$/ }).waitFor();
  await search.press("Enter");
  await search.press("Enter");
  await search.press("Shift+Enter");
  const before = await page.locator(".fv-count").innerText();
  await page.keyboard.press("Escape");
  await page.keyboard.press("n");
  assert.equal(Number((await page.locator(".fv-count").innerText()).split(" ")[0]), Number(before.split(" ")[0]) + 1);
  await page.keyboard.press("N");
  assert.equal(await page.locator(".fv-count").innerText(), before);
  await page.getByLabel("Go to line").fill("42");
  await page.getByLabel("Go to line").press("Enter");
  assert.match(await page.locator(".fl-target").innerText(), /^42\s.*sheep 42$/);
  assert.deepEqual(trouble, []);
  await context.close();
});

test("a log of 100 MB opens at its marked line, scrolls and is searched", { timeout: 240000 }, async () => {
  const url = save(pageOf(longLogArchive(LONG), BUDGET));
  const { page, context, trouble } = await openPage(browser, url);
  await watchTasks(page);
  await page.evaluate((hash) => (location.hash = hash), "#file=" + LOG + ":" + (LONG - 500));
  await page.locator(".fl-target", { hasText: "tally sheet" }).waitFor({ timeout: 60000 });
  assert.match(await page.locator(".fv-status").innerText(), /1,250,000 lines · 1\d\d MB/);
  const scroller = page.locator(".fv");
  const shownLines = () => page.locator(".fl-n").allInnerTexts();
  await scroller.evaluate((node) => (node.scrollTop = 0));
  await page.locator(".fl-n", { hasText: /^1$/ }).waitFor();
  await scroller.evaluate((node) => (node.scrollTop = node.scrollHeight / 2));
  await page.waitForFunction(() => Number(document.querySelector(".fl-n").textContent) > 600000);
  const middle = Number((await shownLines())[0]);
  // A notch of the wheel moves by lines, however long the file is.
  await scroller.hover();
  await page.mouse.wheel(0, 100);
  await page.waitForFunction((from) => Number(document.querySelector(".fl-n").textContent) !== from, middle);
  const next = Number((await shownLines())[0]);
  assert.ok(next - middle >= 1 && next - middle <= 8, `from ${middle} to ${next}`);
  await scroller.evaluate((node) => (node.scrollTop = node.scrollHeight));
  await page.locator(".fl-n", { hasText: String(LONG) }).waitFor();
  await page.getByLabel("Search in this file").fill("panic: tally");
  await page.locator(".fv-count", { hasText: /1 of 1$/ }).waitFor({ timeout: 60000 });
  const tasks = await page.evaluate(() => window.longTasks);
  assert.deepEqual(tasks.filter((ms) => ms > TASK_MS), [], `no task over ${TASK_MS} ms`);
  assert.deepEqual(trouble, []);
  await context.close();
});
