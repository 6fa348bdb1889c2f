// The page in Prow's frame, which undoes every character reference of the file, and as a plain srcdoc.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { smallArchive } from "./archives.mjs";
import { frameOf, launch, openTab, pageOf, prowFrame, save } from "./browser.mjs";

let browser;
let html;
before(async () => {
  html = pageOf(smallArchive());
  browser = await launch();
});
after(() => browser?.close());

for (const bare of [false, true]) {
  test(`works in the frame${bare ? ", as a plain srcdoc" : ""}`, async () => {
    const { page, context, trouble } = await openTab(browser, { viewport: { width: 1000, height: 900 } });
    await page.goto(save(prowFrame(html, { bare })));
    const frame = await frameOf(page);
    assert.match(await frame.locator(".causes").innerText(), /2 × Node is not ready/);
    await frame.locator(".causes h3 a", { hasText: "no capacity" }).first().click();
    await frame.locator(".detail h2", { hasText: "no capacity" }).waitFor();
    await frame.locator(".detail .fl-target").waitFor();
    await frame.locator(".detail .source h3 a").click();
    await frame.locator(".file .fl-target").waitFor();
    await frame.getByRole("navigation", { name: "Views" }).getByRole("link", { name: "Findings" }).click();
    await frame.getByLabel("Search findings").fill("tally of names");
    await frame.waitForFunction(() => document.querySelectorAll(".frow-title").length === 1);
    await frame.locator(".frow-title").click();
    await frame.locator(".detail h2", { hasText: "dns" }).waitFor();
    await page.keyboard.press("Escape");
    await frame.locator(".detail").waitFor({ state: "hidden" });
    for (const name of ["Rules", "Time line", "Resources", "Summary"]) {
      await frame.getByRole("navigation", { name: "Views" }).getByRole("link", { name }).click();
      await frame.locator("h1").first().waitFor();
    }
    assert.equal(page.frames().length, 2, "the frame never left the page");
    assert.equal(await frame.evaluate(() => document.compatMode), "CSS1Compat");
    assert.deepEqual(trouble, []);
    await context.close();
  });
}

test("the frame is as high as what it shows, and no higher each time", async () => {
  const { page, context } = await openTab(browser, { viewport: { width: 1000, height: 900 } });
  await page.goto(save(prowFrame(html)));
  const frame = await frameOf(page);
  const settle = async () => {
    await page.waitForTimeout(400);
    return page.evaluate(() => window.heights.at(-1));
  };
  const summary = await settle();
  assert.ok(summary > 400 && summary < 4000, `height ${summary}`);
  assert.equal(await settle(), summary, "the height stands still");
  const inner = await frame.evaluate(() => [document.documentElement.scrollHeight, window.innerHeight, document.documentElement.scrollWidth, window.innerWidth]);
  assert.ok(inner[0] <= inner[1] + 1, `nothing is cut off: ${inner}`);
  assert.ok(inner[2] <= inner[3], `nothing is too wide: ${inner}`);
  await frame.getByRole("navigation", { name: "Views" }).getByRole("link", { name: "Rules" }).click();
  const rules = await settle();
  assert.ok(rules > 300 && rules < 1500, `rules ${rules}`);
  await frame.locator(".vt").first().evaluate((node) => (node.scrollTop = 2000));
  assert.ok(Math.abs((await settle()) - rules) < 3, "scrolling a table does not change the height");
  await context.close();
});

test("what is opened comes into sight, though only the outer page scrolls", async () => {
  const { page, context } = await openTab(browser, { viewport: { width: 1000, height: 500 } });
  await page.goto(save(prowFrame(html)));
  const frame = await frameOf(page);
  await frame.getByRole("navigation", { name: "Views" }).getByRole("link", { name: "Findings" }).click();
  await page.waitForTimeout(300);
  await frame.locator(".frow-title").last().scrollIntoViewIfNeeded();
  await page.mouse.wheel(0, 2000);
  await page.waitForTimeout(300);
  assert.ok((await page.evaluate(() => window.scrollY)) > 100, "the outer page is scrolled");
  await frame.locator(".frow-title").last().click();
  await frame.locator(".detail h2").waitFor();
  await page.waitForTimeout(300);
  const box = await frame.locator(".detail h2").boundingBox();
  assert.ok(box.y >= 0 && box.y + box.height < 500, `the heading is at ${box.y}`);
  await context.close();
});
