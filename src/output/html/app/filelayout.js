// Which row of the file viewer shows what: lines, gaps of lines that are not in the page, notes of findings. No elements.

// runs: {row, count, kind: "lines"|"gap"|"note", …} in the order of rows. `notes` maps a line to what is noted below it.
export function layoutFile(parts, total, from, to, notes) {
  const runs = [];
  let row = 0;
  const push = (run) => {
    runs.push({ row, ...run });
    row += run.count;
  };
  const noted = [...notes.keys()].sort((a, b) => a - b);
  const pushNote = (line) => push({ kind: "note", count: 1, line, marks: notes.get(line) });
  const pushGap = (first, last) => {
    if (last >= first) push({ kind: "gap", count: 1, from: first, to: last });
    for (const line of noted) if (line >= first && line <= last) pushNote(line);
  };
  let next = from;
  for (const part of parts) {
    const first = Math.max(from, part.from);
    const last = Math.min(to, part.from + part.count - 1);
    if (last < first) continue;
    if (first > next) pushGap(next, first - 1);
    let at = first;
    for (const line of noted) {
      if (line < at || line > last) continue;
      push({ kind: "lines", count: line - at + 1, from: at, part });
      pushNote(line);
      at = line + 1;
    }
    if (at <= last) push({ kind: "lines", count: last - at + 1, from: at, part });
    next = last + 1;
  }
  const end = Math.min(to, Math.max(total, next - 1));
  if (end >= next) pushGap(next, end);
  return { runs, rows: row };
}

export function runAt(runs, row) {
  let low = 0;
  let high = runs.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (runs[middle].row <= row) low = middle;
    else high = middle - 1;
  }
  return runs[low];
}

// The row of a line, or of the gap it lies in; -1 when it is out of range.
export function rowOfLine(runs, line) {
  for (const run of runs) {
    if (run.kind === "lines" && line >= run.from && line < run.from + run.count) return run.row + line - run.from;
    if (run.kind === "gap" && line >= run.from && line <= run.to) return run.row;
  }
  return -1;
}
