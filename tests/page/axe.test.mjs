// axe-core finds nothing, in every view, light and dark, wide and narrow.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { LOG, smallArchive } from "./archives.mjs";
import { launch, openPage, pageOf, save } from "./browser.mjs";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
let browser;
let url;
before(async () => {
  url = save(pageOf(smallArchive()));
  browser = await launch();
});
after(() => browser?.close());

async function violations(page) {
  const found = await page.evaluate(async () => {
    const result = await window.axe.run(document, { resultTypes: ["violations"] });
    return result.violations.map((v) => v.id + ": " + v.nodes.slice(0, 3).map((n) => n.target.join(" ") + " " + n.failureSummary.slice(0, 200)).join(" | "));
  });
  return found;
}

const ROUTES = ["#summary", "#findings", "#findings?rule=machine-failed", "#rules", "#timeline", "#resources", "#resources=nodes", "#resource=nodes//worker-0", "#file=" + LOG + ":1500", "#finding=v1:none"];

for (const [scheme, width] of [["light", 1280], ["dark", 1280], ["light", 400]]) {
  test(`no violation, ${scheme}, ${width} pixels wide`, { timeout: 120000 }, async () => {
    const { page, context, trouble } = await openPage(browser, url, { colorScheme: scheme, viewport: { width, height: 900 }, bypassCSP: true });
    await page.evaluate(AXE);
    for (const route of ROUTES) {
      await page.evaluate((hash) => (location.hash = hash), route);
      await page.waitForTimeout(150);
      assert.deepEqual(await violations(page), [], route);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      assert.ok(wide <= 0, `${route} is ${wide} pixels too wide`);
    }
    await page.evaluate(() => (location.hash = "#findings"));
    await page.locator(".frow-title").first().click();
    await page.locator(".detail .fl-t").first().waitFor();
    assert.deepEqual(await violations(page), [], "a finding");
    await page.locator("h1").first().press("?");
    await page.getByRole("heading", { name: "Keys" }).waitFor();
    assert.deepEqual(await violations(page), [], "the keys");
    assert.deepEqual(trouble, []);
    await context.close();
  });
}

test("the theme follows the system, and the button overrides it", async () => {
  const background = (page) => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const { page, context } = await openPage(browser, url, { colorScheme: "dark" });
  const dark = await background(page);
  await page.getByRole("button", { name: "Theme: auto" }).click();
  const light = await background(page);
  assert.notEqual(dark, light);
  await page.getByRole("button", { name: "Theme: light" }).click();
  assert.equal(await background(page), dark);
  await page.emulateMedia({ colorScheme: "light" });
  assert.equal(await background(page), dark);
  await page.getByRole("button", { name: "Theme: dark" }).click();
  assert.equal(await background(page), light);
  await context.close();
});
