// What could not be told: rules that ended as error, rules that were skipped, and notices on the archive. Groups by skips.js.

import { el, icon, inLink } from "./dom.js";
import { fold, steps } from "./controls.js";
import { firstLine, num, plural, visible } from "./format.js";
import { encodePart } from "./router.js";
import { skipGroups } from "./skips.js";

export function untoldPart(store) {
  const { rules } = store.report;
  const errors = rules.filter((rule) => rule.outcome === "error");
  const skips = rules.filter((rule) => rule.outcome === "skip");
  const notices = store.report.notices || [];
  const parts = [];
  if (errors.length) {
    parts.push(fold([icon("error", "error"), " ", el("strong", null, plural(errors.length, "rule") + " ended as error"), " and judged nothing"], () => ruleLines(errors), { open: true }));
  }
  for (const group of skipGroups(skips)) {
    parts.push(fold([el("strong", null, plural(group.rules.length, "rule")), ": " + group.title], () => skipReasons(group)));
  }
  if (notices.length) parts.push(fold([el("strong", null, plural(notices.length, "notice")), " on the archive"], () => noticeLines(notices), { open: notices.length < 4 }));
  if (parts.length === 0) return null;
  const lead = skips.length ? plural(skips.length, "rule") + " of " + num(rules.length) + "; that does not mean fine" : "";
  return el("section", { class: "untold", "aria-label": "Could not be told" }, el("h2", null, "What could not be told", el("span", { class: "h-note" }, lead)), parts);
}

function ruleLines(rules) {
  return steps(rules, (rule) => [inLink("#rules?rule=" + encodePart(rule.id), null, rule.id), " " + firstLine(rule.reason || rule.title, 300)], 20);
}

function skipReasons(group) {
  return steps(
    group.reasons,
    ([reason, rules]) => [
      visible(reason) + ": ",
      rules.slice(0, 40).map((rule, i) => [i ? ", " : "", inLink("#rules?rule=" + encodePart(rule.id), null, rule.id)]),
      rules.length > 40 ? " and " + num(rules.length - 40) + " more" : null,
    ],
    12,
  );
}

function noticeLines(notices) {
  return steps(
    notices,
    (notice) => [icon(notice.severity, notice.severity), " ", firstLine(notice.message, 500), notice.file ? el("span", { class: "muted" }, " " + visible(notice.file)) : null],
    20,
  );
}
