// Numbers, times and odd characters as a person reads them. Knows no report and no element.

export function num(n) {
  return String(n).replace(/\B(?=(\d{3})+(?!\d))/g, ",");
}

export function plural(n, one, many) {
  return num(n) + " " + (n === 1 ? one : many || one + "s");
}

export function size(bytes) {
  if (bytes < 1000) return plural(bytes, "byte");
  const units = ["kB", "MB", "GB", "TB"];
  let value = bytes / 1000;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return (value < 10 ? value.toFixed(1) : Math.round(value)) + " " + units[unit];
}

// "2023-03-08 11:47:24 UTC", or the text itself when it is no time.
export function when(text) {
  const at = Date.parse(text);
  return Number.isNaN(at) ? visible(text || "") : stamp(at) + " UTC";
}

export function stamp(ms) {
  if (!Number.isFinite(ms) || Math.abs(ms) > 8.64e15) return "";
  return new Date(ms).toISOString().slice(0, 19).replace("T", " ");
}

// A span of time as `oc` writes ages: 45s, 7m, 2h5m, 5d3h.
export function span(ms) {
  const s = Math.round(Math.abs(ms) / 1000);
  if (s < 120) return s + "s";
  const m = Math.floor(s / 60);
  if (m < 120) return m + "m" + (m < 10 && s % 60 ? (s % 60) + "s" : "");
  const h = Math.floor(m / 60);
  if (h < 48) return h + "h" + (m % 60 ? (m % 60) + "m" : "");
  const d = Math.floor(h / 24);
  return d + "d" + (d < 8 && h % 24 ? (h % 24) + "h" : "");
}

const ODD = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;

// Control, bidirectional and invisible characters as signs, so that none of them acts on the page.
export function visible(text) {
  return String(text).replace(ODD, (c) => {
    const code = c.charCodeAt(0);
    if (code === 13) return "";
    if (code < 32) return String.fromCharCode(0x2400 + code);
    if (code === 127) return "\u2421";
    return "\u27e8U+" + code.toString(16).toUpperCase().padStart(4, "0") + "\u27e9";
  });
}

export function clip(text, chars) {
  return text.length > chars ? text.slice(0, chars) + "\u2026" : text;
}

// The first line that holds something, for lists and headings.
export function firstLine(text, chars) {
  const head = String(text).slice(0, 4000).split("\n").find((line) => line.trim() !== "") || "";
  return clip(visible(head.trim()), chars || 400);
}

export function baseName(path) {
  return path.slice(path.lastIndexOf("/") + 1);
}
