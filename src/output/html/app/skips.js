// Groups the rules that could not be judged by what they missed. Draws nothing.

const KINDS = [
  [/^no log\b/, "the log they read is not in this archive"],
  [/^no file\b/, "the file they read is not in this archive"],
  [/^(no .* in this must-gather$|no .* was gathered|nothing of )/, "the objects they judge are not in this archive"],
  [/gather time/, "the time of the gather is not known well enough"],
  [/^the cluster was (installing|not settled)/, "the cluster was being installed"],
  [/^(OpenShift |the platform |the product |the version )/, "not for this version, platform or product"],
];

// [{title, rules, reasons: [[reason, rules]]}], the largest first.
export function skipGroups(rules) {
  const groups = new Map();
  for (const rule of rules) {
    const reason = rule.reason || "no reason was given";
    const kind = KINDS.find(([pattern]) => pattern.test(reason));
    const title = kind ? kind[1] : "other reasons";
    if (!groups.has(title)) groups.set(title, { title, rules: [], byReason: new Map() });
    const group = groups.get(title);
    group.rules.push(rule);
    if (!group.byReason.has(reason)) group.byReason.set(reason, []);
    group.byReason.get(reason).push(rule);
  }
  for (const group of groups.values()) {
    group.reasons = [...group.byReason].sort((a, b) => b[1].length - a[1].length);
  }
  return [...groups.values()].sort((a, b) => b.rules.length - a.rules.length);
}
