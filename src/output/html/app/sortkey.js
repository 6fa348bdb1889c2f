// Keys that put the cells of a column in order: ages by length, numbers by value, text without case. No elements.

const AGE = /^(?:\d+[ydhms])+$/;
const UNITS = { y: 31536000, d: 86400, h: 3600, m: 60, s: 1 };

function ageSeconds(text) {
  let sum = 0;
  for (const [, digits, unit] of text.matchAll(/(\d+)([ydhms])/g)) sum += Number(digits) * UNITS[unit];
  return sum;
}

function naturalKey(text) {
  return text.slice(0, 300).toLowerCase().replace(/\d+/g, (d) => d.padStart(15, "0"));
}

// One key for each text. Empty texts have the key null and stay at the end in both directions.
export function columnKeys(texts) {
  const filled = texts.filter((t) => t !== "" && t !== "<none>" && t !== "<unknown>");
  const ages = filled.length > 0 && filled.every((t) => AGE.test(t));
  return texts.map((t) => {
    if (t === "") return null;
    if (ages) return AGE.test(t) ? ageSeconds(t) : null;
    return naturalKey(t);
  });
}

// The order of the indexes 0..n by their keys; equal keys stay as they were.
export function orderBy(keys, descending) {
  const order = keys.map((_, i) => i);
  const sign = descending ? -1 : 1;
  return order.sort((a, b) => {
    const x = keys[a];
    const y = keys[b];
    if (x === y) return a - b;
    if (x === null) return 1;
    if (y === null) return -1;
    return x < y ? -sign : sign;
  });
}
