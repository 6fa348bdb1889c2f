// Findings: filters, search, the way to the marked line, and the keyboard.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { smallArchive } from "./archives.mjs";
import { launch, openPage, pageOf, save } from "./browser.mjs";

let browser;
let url;
before(async () => {
  url = save(pageOf(smallArchive()));
  browser = await launch();
});
after(() => browser?.close());

const titles = (page) => page.locator(".frow-title").allInnerTexts();
const told = (page) => page.locator(".findings .count-told").innerText();

test("filters by severity, component, rule and node", async () => {
  const { page, context, trouble } = await openPage(browser, url + "#findings");
  const all = (await titles(page)).length;
  assert.ok(all >= 8, `${all} findings`);
  await page.getByLabel("Severity").selectOption("error");
  assert.match(await told(page), /^5 of /);
  await page.getByLabel("Rule", { exact: true }).selectOption("node-not-ready");
  assert.deepEqual((await titles(page)).map((t) => t.slice(0, 25)), ["Node worker-0 is not read", "Node worker-2 is not read"]);
  await page.getByLabel("Node").selectOption("worker-2");
  assert.match(await told(page), /^1 of /);
  await page.getByLabel("Severity").selectOption("info");
  await page.getByText("No finding passes these filters").waitFor();
  await page.getByRole("button", { name: "Clear filters" }).click();
  assert.equal((await titles(page)).length, all);
  await page.getByLabel("Component").selectOption("machine-api");
  assert.ok((await titles(page)).every((title) => /[Mm]achine/.test(title)));
  assert.deepEqual(trouble, []);
  await context.close();
});

test("the search looks into messages, subjects and rules", async () => {
  const { page, context } = await openPage(browser, url + "#findings");
  await page.getByLabel("Search findings").fill("TALLY OF NAMES");
  await page.waitForFunction(() => document.querySelectorAll(".frow-title").length === 1);
  assert.match((await titles(page))[0], /ClusterOperator dns is degraded/);
  await page.getByLabel("Search findings").fill("pod-log-panic");
  await page.waitForFunction(() => /panicked/.test(document.querySelector(".frow-title")?.textContent));
  await context.close();
});

test("causes come first, with what they explain below them", async () => {
  const { page, context } = await openPage(browser, url + "#findings");
  const first = (await titles(page)).slice(0, 2);
  assert.match(first[0], /no capacity/);
  assert.match(first[1], /worker-9 has failed/);
  const indent = await page.locator(".frow").evaluateAll((rows) => rows.slice(0, 2).map((row) => parseInt(row.style.paddingLeft, 10)));
  assert.ok(indent[1] > indent[0], "a consequence stands further in");
  await page.getByLabel("Order").selectOption("severity");
  assert.match((await titles(page))[1], /ClusterOperator dns/);
  await context.close();
});

test("a finding shows its evidence, and its line marked in the file", async () => {
  const { page, context, trouble } = await openPage(browser, url + "#findings?rule=machine-failed");
  await page.locator(".frow-title").first().click();
  const detail = page.locator(".detail");
  await detail.getByRole("heading", { level: 2, name: /worker-9 has failed/ }).waitFor();
  assert.match(await detail.innerText(), /Explained by[\s\S]*no capacity/);
  await detail.locator(".fl-target").waitFor();
  assert.match(await detail.locator(".fl-target").innerText(), /^17\s*phase: Failed$/);
  assert.match(await detail.locator(".fl-note").first().innerText(), /no capacity|has failed/);
  await detail.locator(".source h3 a").click();
  await page.locator(".file .fl-target").waitFor();
  assert.match(new URL(page.url()).hash, /^#file=namespaces\/.*worker-9\.yaml:17$/);
  const box = await page.locator(".file .fl-target").boundingBox();
  assert.ok(box.y > 0 && box.y + box.height <= 900, "the marked line is in sight");
  await page.locator(".file .fl-note a").last().click();
  await detail.locator("h2").waitFor();
  assert.deepEqual(trouble, []);
  await context.close();
});

test("the keyboard leads through views, rows and back", async () => {
  const { page, context } = await openPage(browser, url);
  await page.keyboard.press("2");
  await page.getByRole("heading", { level: 1, name: "Findings" }).waitFor();
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  assert.equal(await page.evaluate(() => document.activeElement.className), "frow-title");
  const second = await page.locator(".frow.current .frow-title").innerText();
  assert.equal(second, (await titles(page))[1]);
  await page.keyboard.press("k");
  await page.keyboard.press("Enter");
  await page.locator(".detail h2").waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.tagName), "H2");
  const first = await page.locator(".detail h2").innerText();
  await page.keyboard.press("j");
  await page.waitForFunction((text) => document.querySelector(".detail h2").innerText !== text, first);
  await page.keyboard.press("Escape");
  await page.locator(".detail").waitFor({ state: "hidden" });
  await page.keyboard.press("/");
  assert.equal(await page.evaluate(() => document.activeElement.getAttribute("aria-label")), "Search findings");
  await page.keyboard.type("3?j");
  assert.equal(await page.getByLabel("Search findings").inputValue(), "3?j");
  await page.keyboard.press("Escape");
  await page.keyboard.press("?");
  await page.getByRole("heading", { name: "Keys" }).waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("heading", { name: "Keys" }).waitFor({ state: "hidden" });
  for (const [key, heading] of [["3", "Rules"], ["4", "Time line"], ["5", "Resources"], ["1", /Failed/]]) {
    await page.keyboard.press(key);
    await page.getByRole("heading", { level: 1, name: heading }).waitFor();
  }
  await context.close();
});
