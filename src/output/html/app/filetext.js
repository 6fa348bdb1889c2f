// One file of the archive as the page holds it: its parts, unpacked when somebody looks. No elements but the blobs' own.

import { inflate, pause } from "./inflate.js";
import { LineStore } from "./lines.js";

const KEEP = 300e6; // bytes of unpacked text that stay in memory
const kept = new Map(); // blob number → {lines, done, hear, ready}, in the order of use

function openBlob(blob, changed) {
  const known = kept.get(blob);
  if (known) {
    kept.delete(blob);
    kept.set(blob, known);
    known.hear.add(changed);
    return known;
  }
  const node = document.getElementById("camgi-blob-" + blob);
  const lines = new LineStore();
  const loading = { lines, done: false, hear: new Set([changed]), ready: null };
  loading.ready = (async () => {
    if (!node) throw new Error("this part of the file is missing in the page");
    await inflate(node.textContent, (bytes) => lines.append(bytes), (share) => {
      for (const listener of loading.hear) listener(share);
    });
    lines.finish();
    loading.done = true;
    forgetOld();
    return lines;
  })();
  kept.set(blob, loading);
  return loading;
}

function forgetOld() {
  let sum = 0;
  for (const [blob, loading] of [...kept].reverse()) {
    sum += loading.lines.length;
    if (sum > KEEP && loading.done && sum !== loading.lines.length) kept.delete(blob);
  }
}

export class FileText {
  constructor(file) {
    this.file = file;
    this.parts = file.parts.map((part) => ({ from: part.from, count: part.lines, blob: part.blob, skip: part.skip || 0, loading: null, promise: null, failed: null }));
  }

  partOf(line) {
    return this.parts.find((p) => line >= p.from && line < p.from + p.count) || null;
  }

  // Starts unpacking a part once. `changed` is called while it comes in and when it is there, or failed.
  load(part, changed) {
    if (part.promise) {
      part.loading.hear.add(changed);
      return part.promise;
    }
    part.loading = openBlob(part.blob, changed);
    part.promise = part.loading.ready.then(
      (lines) => {
        part.count = Math.min(part.count, lines.count - part.skip);
        changed(1);
      },
      (error) => {
        part.failed = String(error.message || error);
        changed(1);
      },
    );
    return part.promise;
  }

  // {text, more} of a line, or null while it is not there yet.
  line(part, number, chars) {
    const lines = part.loading ? part.loading.lines : null;
    const index = number - part.from + part.skip;
    return lines && number < part.from + part.count && index < lines.count ? lines.line(index, chars) : null;
  }

  // Numbers of the lines from..to that hold `needle` (lower case), in order, without holding the page up.
  // `found` hears the list as it grows and returns false to stop.
  async search(needle, from, to, found, changed) {
    const hits = [];
    for (const part of this.parts) {
      if (part.from > to || part.from + part.count <= from) continue;
      await this.load(part, changed);
      if (part.failed) continue;
      const lines = part.loading.lines;
      const last = part.skip + Math.min(part.count, to - part.from + 1);
      for (let at = part.skip + Math.max(0, from - part.from); at < last; ) {
        let end = at + 1;
        while (end < last && lines.starts[end + 1] - lines.starts[at] < 400000) end += 1;
        collectHits(lines.block(at, end).toLowerCase(), needle, part.from - part.skip + at, hits);
        at = end;
        if (!found(hits, false)) return hits;
        await pause();
      }
    }
    found(hits, true);
    return hits;
  }
}

function collectHits(text, needle, firstNumber, hits) {
  let number = firstNumber;
  let from = 0;
  for (let at = text.indexOf(needle); at !== -1; at = text.indexOf(needle, from)) {
    for (let end = text.indexOf("\n", from); end !== -1 && end < at; end = text.indexOf("\n", from)) {
      number += 1;
      from = end + 1;
    }
    hits.push(number);
    const end = text.indexOf("\n", at);
    if (end === -1) return;
    from = end + 1;
    number += 1;
  }
}
