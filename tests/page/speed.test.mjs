// 1,000 findings and 10,000 resources: no interaction holds the page up for 100 ms.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { bigArchive } from "./archives.mjs";
import { OPEN_MS, TASK_MS, launch, openTab, pageOf, ready, save } from "./browser.mjs";

let browser;
let url;
before(async () => {
  url = save(pageOf(bigArchive(), ["--html-budget", "50MB"]));
  browser = await launch();
});
after(() => browser?.close());

test("no interaction is a long task", { timeout: 120000 }, async () => {
  const { page, context, trouble } = await openTab(browser);
  const started = Date.now();
  await page.goto(url);
  await ready(page);
  const opened = Date.now() - started;
  assert.ok(opened < 2 * OPEN_MS, `opened in ${opened} ms`);
  await page.evaluate(() => {
    window.longTasks = [];
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) window.longTasks.push(Math.round(entry.duration));
    }).observe({ type: "longtask" });
  });
  const slow = [];
  const measure = async (what, act) => {
    await page.evaluate(() => (window.longTasks.length = 0));
    await act();
    await page.waitForTimeout(150);
    const tasks = (await page.evaluate(() => window.longTasks)).filter((ms) => ms > TASK_MS);
    if (tasks.length) slow.push(`${what}: ${tasks.join(", ")} ms`);
  };
  const wheel = async (selector) => {
    await page.locator(selector).hover();
    for (let i = 0; i < 8; i += 1) await page.mouse.wheel(0, 3000);
  };
  await measure("findings", () => page.keyboard.press("2"));
  assert.match(await page.locator(".findings .count-told").innerText(), /^1,\d\d\d of 1,/);
  await measure("search findings", () => page.getByLabel("Search findings").pressSequentially("worker-007", { delay: 30 }));
  assert.match(await page.locator(".findings .count-told").innerText(), /^100 of /);
  await measure("clear", () => page.getByRole("button", { name: "Clear filters" }).click());
  await measure("filter", () => page.getByLabel("Node").selectOption("worker-00500"));
  await measure("clear again", () => page.getByRole("button", { name: "Clear filters" }).click());
  await measure("order", () => page.getByLabel("Order").selectOption("severity"));
  await measure("scroll findings", () => wheel(".flist"));
  await measure("open a finding", () => page.locator(".frow-title").nth(5).click());
  await page.locator(".detail .fl-target").waitFor();
  await measure("next finding", () => page.keyboard.press("j"));
  await measure("rules", () => page.keyboard.press("3"));
  await measure("time line", () => page.keyboard.press("4"));
  await measure("resources", () => page.keyboard.press("5"));
  await measure("machines", () => page.getByRole("navigation", { name: "Resources" }).getByRole("link", { name: /^Machines/ }).click());
  assert.match(await page.locator(".resources .count-told").innerText(), /^9,000 of 9,000 rows$/);
  await measure("sort by name", () => page.getByRole("columnheader", { name: "Name" }).last().getByRole("button").click());
  await measure("sort by age", () => page.getByRole("columnheader", { name: "Age" }).getByRole("button").click());
  await measure("search machines", () => page.getByLabel("Search Machines").pressSequentially("077", { delay: 30 }));
  await measure("search all again", () => page.getByLabel("Search Machines").fill(""));
  await measure("scroll machines", () => wheel(".resources .vt"));
  await measure("open a machine", () => page.locator(".resources .v-pane a").nth(3).click());
  await page.locator(".resources .fl-t").first().waitFor();
  await measure("summary", () => page.keyboard.press("1"));
  assert.deepEqual(slow, []);
  assert.deepEqual(trouble, []);
  await context.close();
});
