// The lines of one unpacked text, kept as bytes with an index of where lines start. No elements, no paths.

const SEGMENT = 1 << 22;

export class LineStore {
  constructor() {
    this.segments = [];
    this.length = 0;
    this.starts = new Uint32Array(1024);
    this.count = 0; // complete lines
    this.lineFrom = 0;
    this.decoder = new TextDecoder();
  }

  append(bytes) {
    for (let at = bytes.indexOf(10); at !== -1; at = bytes.indexOf(10, at + 1)) this.endLine(this.length + at + 1);
    for (let done = 0; done < bytes.length; ) {
      const inside = this.length % SEGMENT;
      if (inside === 0) this.segments.push(new Uint8Array(SEGMENT));
      const part = bytes.subarray(done, done + SEGMENT - inside);
      this.segments[this.segments.length - 1].set(part, inside);
      done += part.length;
      this.length += part.length;
    }
  }

  finish() {
    if (this.lineFrom < this.length) this.endLine(this.length);
    const last = this.segments.length - 1;
    if (last >= 0) this.segments[last] = this.segments[last].slice(0, this.length - last * SEGMENT);
  }

  endLine(next) {
    if (this.count + 1 >= this.starts.length) {
      const wider = new Uint32Array(this.starts.length * 2);
      wider.set(this.starts);
      this.starts = wider;
    }
    this.starts[this.count] = this.lineFrom;
    this.count += 1;
    this.starts[this.count] = next;
    this.lineFrom = next;
  }

  bytesBetween(from, to) {
    const first = Math.floor(from / SEGMENT);
    if (to <= (first + 1) * SEGMENT) return (this.segments[first] || new Uint8Array()).subarray(from - first * SEGMENT, to - first * SEGMENT);
    const joined = new Uint8Array(to - from);
    for (let at = from; at < to; ) {
      const segment = Math.floor(at / SEGMENT);
      const end = Math.min(to, (segment + 1) * SEGMENT);
      joined.set(this.segments[segment].subarray(at - segment * SEGMENT, end - segment * SEGMENT), at - from);
      at = end;
    }
    return joined;
  }

  byteLength(index) {
    return this.starts[index + 1] - this.starts[index];
  }

  // The text of a line without its end, at most `chars` characters; `more` says how many bytes were not shown.
  line(index, chars) {
    const from = this.starts[index];
    let to = this.starts[index + 1];
    if (to > from && this.byteAt(to - 1) === 10) to -= 1;
    const end = Math.min(to, from + chars * 4);
    // A character that is cut at the end is held back by the decoder and forgotten with it.
    const decoder = end < to ? new TextDecoder() : this.decoder;
    let text = decoder.decode(this.bytesBetween(from, end), { stream: end < to });
    if (text.length > chars) text = text.slice(0, chars);
    const more = end < to || text.length === chars ? to - from - new TextEncoder().encode(text).length : 0;
    return { text, more: Math.max(0, more) };
  }

  byteAt(at) {
    return this.segments[Math.floor(at / SEGMENT)][at % SEGMENT];
  }

  // The text of the lines from..to (not included), with their ends; of a monstrous line, its first 8 MB.
  block(from, to) {
    const end = Math.min(this.starts[to], this.starts[from] + 8e6);
    return this.decoder.decode(this.bytesBetween(this.starts[from], end));
  }
}
