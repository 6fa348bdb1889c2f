// The rules, the time line and the resources: what they list, filter, sort and open.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { POD, smallArchive } from "./archives.mjs";
import { launch, openPage, pageOf, save } from "./browser.mjs";

let browser;
let url;
before(async () => {
  url = save(pageOf(smallArchive()));
  browser = await launch();
});
after(() => browser?.close());

test("rules are filtered by outcome, and lead to their findings", async () => {
  const { page, context, trouble } = await openPage(browser, url + "#rules");
  const rows = page.locator(".rules .v-pane .vt-row");
  await page.getByLabel("Outcome").selectOption("fail");
  assert.match(await page.locator(".rules .count-told").innerText(), /^\d of \d+ rules$/);
  assert.ok((await rows.locator(".vt-cell:first-child").allInnerTexts()).every((text) => text.trim() === "failed"));
  await page.getByLabel("Search rules").fill("node-not-ready");
  await page.waitForFunction(() => document.querySelectorAll(".rules .v-pane .vt-row").length === 1);
  await rows.first().getByRole("link").first().click();
  await page.waitForFunction(() => /^2 of /.test(document.querySelector(".findings .count-told").textContent));
  await page.goto(url + "#rules?outcome=skip");
  assert.match(await rows.first().innerText(), /could not be told/);
  assert.match(await rows.first().innerText(), /in this must-gather|was gathered|known/);
  assert.deepEqual(trouble, []);
  await context.close();
});

test("the time line lists moments, and a range of the picture filters them", async () => {
  const { page, context, trouble } = await openPage(browser, url + "#timeline");
  const count = async () => Number((await page.locator(".timeline .count-told").innerText()).split(" ")[0].replace(",", ""));
  await page.getByRole("button", { name: "All", exact: true }).click();
  const all = await count();
  assert.ok(all >= 45, `${all} moments`);
  assert.ok((await page.locator(".chart rect.bar").count()) > 3);
  await page.getByRole("button", { name: "1 h", exact: true }).click();
  const hour = await count();
  assert.ok(hour > 10 && hour < all, `${hour} of ${all}`);
  const chart = page.locator(".chart");
  assert.match(await chart.getAttribute("aria-label"), /moments from 2026-01-01 11:00/);
  const box = await chart.boundingBox();
  await page.mouse.move(box.x + 200, box.y + 40);
  await page.mouse.down();
  await page.mouse.move(box.x + 420, box.y + 40, { steps: 4 });
  await page.mouse.up();
  const brushed = await count();
  assert.ok(brushed > 0 && brushed < hour, `${brushed} of ${hour}`);
  await page.getByRole("button", { name: "Zoom to selection" }).click();
  assert.equal(await count(), brushed);
  await page.getByLabel("From (UTC)").fill("2026-01-01 11:20:00");
  await page.getByLabel("To (UTC)").fill("2026-01-01 11:22:00");
  await page.getByLabel("To (UTC)").press("Enter");
  const rows = page.locator(".timeline .v-pane .vt-row");
  assert.ok((await rows.count()) >= 3);
  assert.match(await rows.first().innerText(), /2026-01-01 11:20:00\s+40m/);
  await rows.first().getByRole("link").first().click();
  await page.locator(".file .fl-target").waitFor();
  assert.deepEqual(trouble, []);
  await context.close();
});

test("resources are sorted, filtered, and open with their findings, YAML and logs", async () => {
  const { page, context, trouble } = await openPage(browser, url + "#resources=nodes");
  const names = () => page.locator(".resources .v-pane .vt-row a").allInnerTexts();
  assert.deepEqual((await names()).sort(), ["worker-0", "worker-1", "worker-2"]);
  await page.getByRole("columnheader", { name: "Name" }).getByRole("button").click();
  await page.getByRole("columnheader", { name: "Name" }).getByRole("button").click();
  assert.deepEqual(await names(), ["worker-2", "worker-1", "worker-0"]);
  assert.equal(await page.getByRole("columnheader", { name: "Name" }).getAttribute("aria-sort"), "descending");
  await page.getByRole("checkbox", { name: "with findings" }).check();
  assert.deepEqual(await names(), ["worker-2", "worker-0"]);
  assert.equal(await page.locator(".resources .v-pane .vt-row.tone-error").count(), 2);
  await page.locator(".resources .v-pane .vt-row a").first().click();
  await page.getByRole("heading", { level: 2, name: "worker-2" }).waitFor();
  assert.match(new URL(page.url()).hash, /^#resource=nodes\/\/worker-2$/);
  assert.match(await page.locator(".f-card").first().innerText(), /worker-2 is not ready/);
  await page.locator(".fv .fl.tone-error").first().waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("table", { name: "Nodes" }).waitFor();
  assert.deepEqual(trouble, []);
  await context.close();
});

test("a log opens from its pod", async () => {
  const { page, context, trouble } = await openPage(browser, url + "#resources");
  for (const link of await page.getByRole("navigation", { name: "Resources" }).getByRole("link").all()) {
    await link.click();
    const pod = page.locator(".resources .v-pane").getByRole("link", { name: POD, exact: true });
    if (await pod.count()) {
      await pod.click();
      break;
    }
  }
  await page.getByRole("heading", { level: 2, name: POD }).waitFor();
  await page.getByRole("button", { name: /Log machine-controller/ }).click();
  await page.locator(".fv .fl-t", { hasText: "counting sheep 1" }).first().waitFor();
  assert.deepEqual(trouble, []);
  await context.close();
});
