// The page opens from disk with the network cut, and every view and permanent link works.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { smallArchive } from "./archives.mjs";
import { OPEN_MS, launch, openPage, openTab, pageOf, ready, save } from "./browser.mjs";

let browser;
let html;
let url;
before(async () => {
  html = pageOf(smallArchive());
  url = save(html);
  browser = await launch();
});
after(() => browser?.close());

test("opens under a second without any request, and shows the causes first", async () => {
  const { page, context, trouble } = await openTab(browser);
  const started = Date.now();
  await page.goto(url);
  await ready(page);
  const took = Date.now() - started;
  assert.ok(took < OPEN_MS, `opened in ${took} ms`);
  await page.getByRole("heading", { name: /Failed/ }).waitFor();
  const facts = await page.locator(".facts").innerText();
  for (const fact of ["tally-must-gather", "4.18.3", "AWS", "11111111-2222-3333-4444-555555555555", "2026-01-01 12:00:00 UTC"]) assert.ok(facts.includes(fact), fact);
  const causes = await page.locator(".causes").innerText();
  assert.match(causes, /2 × Node is not ready/);
  assert.match(causes, /worker-0\.yaml:16/);
  assert.match(causes, /Explains 1 more finding/);
  assert.match(causes, /What to do/i);
  assert.match(await page.locator(".untold").innerText(), /\d+ rules: the objects they judge/);
  assert.deepEqual(trouble, []);
  await context.close();
});

test("what a cause explains is there when it is opened", async () => {
  const { page, context } = await openPage(browser, url);
  const card = page.locator(".cause", { hasText: "no capacity" }).first();
  assert.equal(await card.locator(".tree a").count(), 0);
  await card.locator(".explains summary").click();
  assert.match(await card.locator(".tree").innerText(), /Machine worker-9 has failed/);
  await context.close();
});

test("all views draw without an error", async () => {
  const { page, context, trouble } = await openPage(browser, url);
  for (const [tab, heading] of [["Findings", "Findings"], ["Rules", "Rules"], ["Time line", "Time line"], ["Resources", "Resources"], ["Summary", /Failed/]]) {
    await page.getByRole("navigation", { name: "Views" }).getByRole("link", { name: tab }).click();
    await page.getByRole("heading", { level: 1, name: heading }).waitFor();
  }
  assert.deepEqual(trouble, []);
  await context.close();
});

test("a permanent link opens its finding, and an unknown one says so", async () => {
  const { page, context, trouble } = await openPage(browser, url);
  await page.locator(".causes h3 a", { hasText: "no capacity" }).first().click();
  await page.locator(".detail h2", { hasText: "no capacity" }).waitFor();
  const hash = new URL(page.url()).hash;
  assert.match(hash, /^#finding=v1:[0-9a-f]+$/);
  const other = await openPage(browser, url + hash);
  await other.page.locator(".detail h2", { hasText: "no capacity" }).waitFor();
  assert.equal(await other.page.evaluate(() => document.activeElement.tagName), "H2");
  await other.page.goto(url + "#finding=v1:ffff");
  await other.page.getByRole("heading", { name: "No such finding" }).waitFor();
  assert.deepEqual([...trouble, ...other.trouble], []);
  await context.close();
  await other.context.close();
});

test("back and forward follow the routes", async () => {
  const { page, context } = await openPage(browser, url + "#summary");
  await page.locator(".causes .code-line").first().click();
  await page.locator(".file .fl-target").waitFor();
  await page.goBack();
  await page.getByRole("heading", { level: 1, name: /Failed/ }).waitFor();
  await page.goForward();
  await page.locator(".file .fl-target").waitFor();
  await context.close();
});

test("without scripts the page says that it needs them", async () => {
  const { page, context } = await openTab(browser, { javaScriptEnabled: false });
  await page.goto(url);
  assert.match(await page.locator("body").innerText(), /script/i);
  await context.close();
});

test("the policy of the page forbids all but its own parts", () => {
  const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(html)[1];
  assert.match(policy, /default-src 'none'/);
  assert.match(policy, /script-src 'sha256-[^']+'/);
  assert.match(policy, /style-src 'sha256-[^']+'/);
  assert.doesNotMatch(policy, /unsafe|http:|https:|\*/);
});
