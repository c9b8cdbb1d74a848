/** The report for a terminal: what matters in the first ten lines, what changes below. */
import { safe, several } from "../change/text.js";
import type { ChangeGroup, DriftGroup, Finding, ReviewReport } from "../report-model.js";
import type { ReviewSeverity } from "../report-terms.js";
import {
  ACTION_WORDS,
  ANSWERS,
  approverText,
  countsText,
  DECISIONS,
  differenceText,
  membersText,
  severalEnvironments,
  sourceText,
  summaryOf,
  whereText,
} from "./words.js";

export interface TerminalOptions {
  colour: boolean;
  /** Every attribute, every address, every rationale. */
  details: boolean;
}

const CODES: Record<ReviewSeverity, string> = { deny: "31;1", approve: "33", note: "2" };
const MARKS: Record<ReviewSeverity, string> = { deny: "✗", approve: "!", note: "·" };
const MOST_DIFFERENCES = 3;
const LONGEST_LINE = 220;

export function toTerminal(report: ReviewReport, { colour, details }: TerminalOptions): string {
  const paint = (code: string, text: string) => (colour ? `\u001b[${code}m${text}\u001b[0m` : text);
  const environments = severalEnvironments(report);
  const { decision } = report.verdict;
  const code = { deny: CODES.deny, "needs-approval": CODES.approve, pass: "32" }[decision];
  const lines = [`${paint(code, DECISIONS[decision])}: ${summaryOf(report)} — ${countsText(report)}`];
  for (const { severity, message } of report.notices)
    lines.push(`${paint(CODES[severity], MARKS[severity])} ${safe(message, 300)}`);
  for (const finding of report.findings) lines.push(...findingLines(finding, environments, details, paint));
  const { approvals } = report.verdict;
  if (approvals.length > 0) {
    lines.push(
      "",
      "To decide:",
      ...approvals.map(
        (approver) =>
          `  ${approverText(approver)}: ${approver.findings.length === 1 ? "1 finding" : `${approver.findings.length} findings`}`,
      ),
    );
  }
  if (report.changes.length > 0)
    lines.push("", "Changes:", ...report.changes.flatMap((group) => changeLines(group, details, paint)));
  lines.push(...driftLines(report));
  if (report.outputs.length > 0) {
    lines.push(
      "",
      "Outputs:",
      ...report.outputs.map(
        ({ name, action, before, after }) =>
          `  ${ACTION_WORDS[action]} ${differenceText({ path: name, ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) })}`,
      ),
    );
  }
  return lines.join("\n");
}

type Paint = (code: string, text: string) => string;

function findingLines(finding: Finding, environments: boolean, details: boolean, paint: Paint): string[] {
  const { severity, risk, rule, message, standsOut, waiver, approver } = finding;
  const where = whereText(finding, environments);
  const sources = [...new Set(finding.subjects.flatMap((subject) => sourceText(subject) ?? []))];
  const head = `${paint(CODES[severity], `${MARKS[severity]} ${risk.padEnd(11)}`)} ${where === "" ? "" : `${where}${standsOut ? " alone" : ""}: `}${message}`;
  const tail = [
    waiver === undefined ? undefined : `waived by ${waiver}`,
    severity === "note" ? undefined : `→ ${approverText(approver)}`,
  ]
    .filter((part) => part !== undefined)
    .join("; ");
  const lines = [`${safeLine(head)} ${paint("2", `[${rule}] ${tail}`.trim())}`];
  if (!details) return lines;
  return [
    ...lines,
    `    why: ${finding.rationale}`,
    `    do:  ${finding.mitigation}`,
    ...finding.evidence.map((difference) => `    ${differenceText(difference)}`),
    ...(sources.length === 0 ? [] : [`    in:  ${several(sources, 5)}`]),
    ...finding.subjects.map(
      ({ name, address, stack }) =>
        `    ${[stack, address, address === name ? undefined : name].filter(Boolean).join(" ")}`,
    ),
  ];
}

/** Escape codes of the mark count too; what is cut is only the end of the message. */
const safeLine = (line: string): string =>
  line.length > LONGEST_LINE * 2 ? `${line.slice(0, LONGEST_LINE * 2)}…` : line;

function changeLines(group: ChangeGroup, details: boolean, paint: Paint): string[] {
  const colour = {
    delete: "31",
    replace: "31",
    update: "33",
    create: "32",
    forget: "33",
    read: "2",
    "no-op": "2",
  }[group.action];
  const members = membersText(group, details ? 100 : 6);
  const head = `  ${paint(colour, ACTION_WORDS[group.action].padEnd(7))} ${group.kind} ${group.name}${members === "" ? "" : ` (${members})`}${group.standsOut ? " — differs from the others" : ""}`;
  const shown = details
    ? group.differences
    : group.differences
        .toSorted((a, b) => Number(b.forcesReplacement ?? false) - Number(a.forcesReplacement ?? false))
        .slice(0, MOST_DIFFERENCES);
  const rest = group.differences.length - shown.length;
  return [
    `${head}${group.reason === undefined ? "" : ` — ${group.reason}`}`,
    ...shown.map((difference) => `          ${differenceText(difference)}`),
    ...(rest > 0 ? [`          and ${rest} more (--details)`] : []),
    ...(group.perpetual === undefined
      ? []
      : [`          comes back after every apply; ${group.perpetual.cure}`]),
    ...(details
      ? group.subjects.map(({ address, stack }) => `          ${[stack, address].filter(Boolean).join(" ")}`)
      : []),
  ];
}

function driftLines({ drift }: ReviewReport): string[] {
  const { real, controllers, noise } = drift;
  if (real.length + controllers.length + noise === 0) return [];
  const line = (group: DriftGroup, answer: string) => {
    const members = membersText(group, 6);
    const what =
      group.action === "delete"
        ? "deleted"
        : group.differences.slice(0, MOST_DIFFERENCES).map(differenceText).join("; ");
    return `  ${group.kind} ${group.name}${members === "" ? "" : ` (${members})`}: ${what}${answer === "" ? "" : ` — ${answer}`}`;
  };
  return [
    "",
    real.length === 0 ? "Drift: none that anybody made." : "Drift, made outside of Terraform:",
    ...real.map((group) => line(group, ANSWERS[group.answer])),
    ...(controllers.length === 0
      ? []
      : ["  Made by controllers, harmless:", ...controllers.map((group) => `  ${line(group, "")}`)]),
    ...(noise === 0 ? [] : [`  ${noise} more entries are noise: what the server filled in.`]),
  ];
}
