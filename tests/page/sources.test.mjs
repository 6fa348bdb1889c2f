// The scripts and styles as they stand in the page hold nothing that Prow's frame changes or that the page forbids itself.
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { smallArchive } from "./archives.mjs";
import { pageOf } from "./browser.mjs";

let sources;
before(() => {
  const html = pageOf(smallArchive());
  const css = /<style>([\s\S]*?)<\/style>/.exec(html)[1];
  const js = /<script type="module">([\s\S]*?)<\/script>/.exec(html)[1];
  assert.ok(css.length > 3000 && js.length > 30000);
  sources = { css, js };
});

const FORBIDDEN = [
  ["a character reference", /&[A-Za-z#]/],
  ["viewport height", /\d[sld]?vh\b/],
  ["position: fixed", /position:\s*fixed/],
  ["markup from text", /innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|createContextualFragment/],
  ["code from text", /\beval\(|new Function|setTimeout\(["'`]/],
  ["the id of Prow", /wrapper/],
  ["the network", /\bfetch\(|XMLHttpRequest|WebSocket|EventSource|sendBeacon|@import|url\(/],
  ["the end of its element", /<\/(script|style)|<!--/i],
];

for (const [what, pattern] of FORBIDDEN) {
  test(`the sources hold nothing of: ${what}`, () => {
    for (const [name, text] of Object.entries(sources)) {
      const found = pattern.exec(text);
      assert.equal(found, null, found ? name + ": " + text.slice(Math.max(0, found.index - 60), found.index + 60) : "");
    }
  });
}
