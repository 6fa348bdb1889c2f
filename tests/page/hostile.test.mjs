// Text of an archive is data: in names, messages, YAML and logs it runs nothing and breaks nothing, in the frame too.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { LOG, hostileArchive } from "./archives.mjs";
import { frameOf, launch, openPage, openTab, pageOf, prowFrame, pwned, save } from "./browser.mjs";

let browser;
let html;
before(async () => {
  html = pageOf(hostileArchive(), ["--html-budget", "50MB"]);
  browser = await launch();
});
after(() => browser?.close());

// Walks through all that shows text of the archive.
async function walk(target) {
  const tab = (name) => target.getByRole("navigation", { name: "Views" }).getByRole("link", { name }).click();
  for (const fold of await target.locator(".summary details").all()) await fold.evaluate((node) => (node.open = true));
  await target.locator(".causes").waitFor();
  await tab("Findings");
  await target.getByLabel("Search findings").fill("onerror");
  await target.locator(".frow-title").first().waitFor();
  await target.getByLabel("Search findings").fill("");
  await target.waitForFunction(() => /^3\d of 3\d/.test(document.querySelector(".findings .count-told").textContent));
  for (let i = 0; i < 30; i += 6) {
    await target.locator(".frow-title").nth(Math.min(i, 12)).click();
    await target.locator(".detail .fl-t").first().waitFor();
    await target.locator(".detail").getByRole("link", { name: /All findings/ }).click();
  }
  await tab("Rules");
  await target.locator(".rules .vt-row").nth(3).waitFor();
  await tab("Time line");
  await target.locator(".timeline h1").waitFor();
  await tab("Resources");
  for (const link of await target.getByRole("navigation", { name: "Resources" }).getByRole("link").all()) {
    await link.click();
    await target.locator(".resources .v-pane a").last().click();
    await target.locator(".detail-nav a").first().waitFor();
    await target.locator(".resources .fl-t").first().waitFor();
    const log = target.getByRole("button", { name: /^Log / }).first();
    if (await log.count()) {
      await log.click();
      await target.locator(".fl-t", { hasText: "onerror" }).first().waitFor();
    }
    await link.click();
  }
}

async function inert(page, target, trouble) {
  assert.deepEqual(await pwned(page), []);
  const found = await target.evaluate(() => ({
    images: document.querySelectorAll("#camgi img, #camgi iframe, #camgi script, #camgi style, #camgi object, #camgi embed").length,
    handlers: [...document.querySelectorAll("#camgi *")].filter((node) => [...node.attributes].some((a) => a.name.startsWith("on"))).length,
    links: [...document.querySelectorAll("#camgi a[href]")].map((a) => a.getAttribute("href")).filter((href) => !/^(#|https?:\/\/)/.test(href)),
  }));
  assert.deepEqual(found, { images: 0, handlers: 0, links: [] });
  assert.deepEqual(trouble, []);
}

test("runs nothing from disk", async () => {
  const { page, context, trouble } = await openPage(browser, save(html));
  await walk(page);
  await inert(page, page, trouble);
  await context.close();
});

for (const bare of [false, true]) {
  test(`runs nothing in the frame${bare ? ", as a plain srcdoc" : ""}`, async () => {
    const { page, context, trouble } = await openTab(browser, { viewport: { width: 1000, height: 900 } });
    await page.goto(save(prowFrame(html, { bare })));
    const frame = await frameOf(page);
    await walk(frame);
    await inert(page, frame, trouble);
    await context.close();
  });
}

test("the file holds no text of the archive as markup", () => {
  // The head is read by Prow: its lens puts the title and the description into a page of its own, unescaped.
  const head = html.slice(0, html.indexOf("<style>"));
  assert.match(/<title>([\s\S]*?)<\/title>/.exec(head)[1], /^[^<>&"]*$/);
  for (const [, text] of head.matchAll(/<meta name="description" content="([^"]*)"/g)) assert.match(text, /^[^<>&]*$/);
  assert.doesNotMatch(head, /<(img|b|svg)/);
  assert.equal(html.match(/<script/g).length, html.match(/<\/script>/g).length);
  assert.equal(html.match(/<\/style>/g).length, 1);
  const data = /id="camgi-data">([^<]*)</.exec(html)[1];
  assert.match(data, /^\{"encoding":"deflate\+base64","data":"[A-Za-z0-9+/=]*"\}$/);
});

test("odd characters are shown as signs, and a long line is cut", async () => {
  const { page, context, trouble } = await openPage(browser, save(html) + "#file=" + LOG + ":1");
  await page.locator(".fl-t", { hasText: "onerror" }).first().waitFor();
  const text = await page.locator(".fv").innerText();
  assert.ok(text.includes("\u241b[31mred"), "the escape character is a sign");
  assert.ok(text.includes("\u27e8U+202E\u27e9gnp.exe"), "the change of direction is a sign");
  assert.ok(text.includes("\u27e8U+2028\u27e9"), "the line separator is a sign");
  assert.ok(text.length < 30000, `${text.length} characters of a line of a million are shown`);
  await page.getByRole("button", { name: /show more of this line/ }).click();
  await page.waitForFunction(() => document.querySelector(".fv").innerText.length > 20000);
  assert.deepEqual(trouble, []);
  await context.close();
});

test("a hostile route is only text", async () => {
  const { page, context, trouble } = await openPage(browser, save(html) + "#file=%3Cimg%20src=x%20onerror=window.pwned=1%3E:1");
  await page.getByRole("heading", { name: /<img src=x/ }).waitFor();
  for (const hash of ["#finding=<img src=x onerror=window.pwned=1>", "#resource=nodes/<svg onload=window.pwned=1>/x", "#findings?rule=%zz<b>", "#nonsense=%", "#resources=__proto__", "#constructor"]) {
    await page.evaluate((next) => (location.hash = next), hash);
    await page.locator("h1").first().waitFor();
  }
  await inert(page, page, trouble);
  await context.close();
});
