/** The report for a terminal: what matters in the first ten lines, what changes below. */
import type { Language } from "../../../config/index.js";
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
  kindText,
  membersText,
  noiseText,
  RISK_WORDS,
  severalEnvironments,
  sourceText,
  summaryOf,
  textsOf,
  WORDS,
  whereText,
} from "./words.js";

export interface TerminalOptions {
  colour: boolean;
  /** Every attribute, every address, every rationale. */
  details: boolean;
  language: Language;
}

const CODES: Record<ReviewSeverity, string> = { deny: "31;1", approve: "33", note: "2" };
const MARKS: Record<ReviewSeverity, string> = { deny: "✗", approve: "!", note: "·" };
const MOST_DIFFERENCES = 3;
const LONGEST_LINE = 220;
/** French sets a space before it. */
const COLONS: Record<Language, string> = { en: ": ", fr: " : " };
/** Of the longest word of a risk. */
const WIDTHS: Record<Language, number> = { en: 11, fr: 12 };

export function toTerminal(report: ReviewReport, options: TerminalOptions): string {
  const { colour, language } = options;
  const paint = (code: string, text: string) => (colour ? `\u001b[${code}m${text}\u001b[0m` : text);
  const environments = severalEnvironments(report);
  const { decision } = report.verdict;
  const code = { deny: CODES.deny, "needs-approval": CODES.approve, pass: "32" }[decision];
  const lines = [
    `${paint(code, DECISIONS[decision][language])}${COLONS[language]}${summaryOf(report, language)} — ${countsText(report, language)}`,
  ];
  for (const { severity, message } of report.notices)
    lines.push(`${paint(CODES[severity], MARKS[severity])} ${safe(message, 300)}`);
  for (const finding of report.findings) lines.push(...findingLines(finding, environments, options, paint));
  const { approvals } = report.verdict;
  if (approvals.length > 0) {
    lines.push(
      "",
      heading("toDecide", language),
      ...approvals.map(
        (approver) =>
          `  ${approverText(approver, language)}: ${findingsText(approver.findings.length, language)}`,
      ),
    );
  }
  if (report.changes.length > 0)
    lines.push(
      "",
      heading("changes", language),
      ...report.changes.flatMap((group) => changeLines(group, options, paint)),
    );
  lines.push(...driftLines(report, language));
  if (report.outputs.length > 0) {
    lines.push(
      "",
      heading("outputs", language),
      ...report.outputs.map(
        ({ name, action, before, after }) =>
          `  ${ACTION_WORDS[action][language]} ${differenceText({ path: name, ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) }, language)}`,
      ),
    );
  }
  return lines.join("\n");
}

/** A title of the vocabulary as terminals write one. */
const heading = (
  word: "toDecide" | "changes" | "outputs" | "drift" | "controllers",
  language: Language,
): string => (language === "fr" ? `${WORDS[word].fr} :` : `${WORDS[word].en}:`);

const findingsText = (count: number, language: Language): string =>
  `${count} ${language === "fr" ? "constat" : "finding"}${count === 1 ? "" : "s"}`;

type Paint = (code: string, text: string) => string;

function findingLines(
  finding: Finding,
  environments: boolean,
  { details, language }: TerminalOptions,
  paint: Paint,
): string[] {
  const { severity, risk, rule, standsOut, waiver, approver } = finding;
  const { message, rationale, mitigation } = textsOf(finding, language);
  const where = whereText(finding, environments, language);
  const sources = [...new Set(finding.subjects.flatMap((subject) => sourceText(subject) ?? []))];
  const colon = COLONS[language];
  const label = (word: "why" | "do" | "where") =>
    language === "fr" ? `${WORDS[word].fr.padEnd(8)} : ` : `${WORDS[word].en}:`.padEnd(5);
  const head = `${paint(CODES[severity], `${MARKS[severity]} ${RISK_WORDS[risk][language].padEnd(WIDTHS[language])}`)} ${where === "" ? "" : `${where}${standsOut ? ` ${WORDS.alone[language]}` : ""}${colon}`}${message}`;
  const tail = [
    waiver === undefined ? undefined : `${WORDS.waived[language]} ${waiver}`,
    severity === "note" ? undefined : `→ ${approverText(approver, language)}`,
  ]
    .filter((part) => part !== undefined)
    .join("; ");
  const lines = [`${safeLine(head)} ${paint("2", `[${rule}] ${tail}`.trim())}`];
  if (!details) return lines;
  return [
    ...lines,
    `    ${label("why")}${rationale}`,
    `    ${label("do")}${mitigation}`,
    ...finding.evidence.map((difference) => `    ${differenceText(difference, language)}`),
    ...(sources.length === 0 ? [] : [`    ${label("where")}${several(sources, 5, language)}`]),
    ...finding.subjects.map(
      ({ name, address, stack }) =>
        `    ${[stack, address, address === name ? undefined : name].filter(Boolean).join(" ")}`,
    ),
  ];
}

/** Escape codes of the mark count too; what is cut is only the end of the message. */
const safeLine = (line: string): string =>
  line.length > LONGEST_LINE * 2 ? `${line.slice(0, LONGEST_LINE * 2)}…` : line;

function changeLines(group: ChangeGroup, { details, language }: TerminalOptions, paint: Paint): string[] {
  const colour = {
    delete: "31",
    replace: "31",
    update: "33",
    create: "32",
    forget: "33",
    read: "2",
    "no-op": "2",
  }[group.action];
  const members = membersText(group, details ? 100 : 6, language);
  const head = `  ${paint(colour, ACTION_WORDS[group.action][language].padEnd(language === "fr" ? 9 : 7))} ${kindText(group, language)} ${group.name}${members === "" ? "" : ` (${members})`}${group.standsOut ? ` — ${WORDS.differs[language]}` : ""}`;
  const shown = details
    ? group.differences
    : group.differences
        .toSorted((a, b) => Number(b.forcesReplacement ?? false) - Number(a.forcesReplacement ?? false))
        .slice(0, MOST_DIFFERENCES);
  const rest = group.differences.length - shown.length;
  return [
    `${head}${group.reason === undefined ? "" : ` — ${group.reason}`}`,
    ...shown.map((difference) => `          ${differenceText(difference, language)}`),
    ...(rest > 0
      ? [
          language === "fr"
            ? `          et ${rest} de plus (--details)`
            : `          and ${rest} more (--details)`,
        ]
      : []),
    ...(group.perpetual === undefined
      ? []
      : [`          ${WORDS.returns[language]}; ${group.perpetual.cure}`]),
    ...(details
      ? group.subjects.map(({ address, stack }) => `          ${[stack, address].filter(Boolean).join(" ")}`)
      : []),
  ];
}

function driftLines({ drift }: ReviewReport, language: Language): string[] {
  const { real, controllers, noise } = drift;
  if (real.length + controllers.length + noise === 0) return [];
  const line = (group: DriftGroup, answer: string) => {
    const members = membersText(group, 6, language);
    const what =
      group.action === "delete"
        ? WORDS.deleted[language]
        : group.differences
            .slice(0, MOST_DIFFERENCES)
            .map((difference) => differenceText(difference, language))
            .join("; ");
    return `  ${group.kind} ${group.name}${members === "" ? "" : ` (${members})`}: ${what}${answer === "" ? "" : ` — ${answer}`}`;
  };
  return [
    "",
    real.length === 0 ? WORDS.noDrift[language] : heading("drift", language),
    ...real.map((group) => line(group, ANSWERS[group.answer][language])),
    ...(controllers.length === 0
      ? []
      : [`  ${heading("controllers", language)}`, ...controllers.map((group) => `  ${line(group, "")}`)]),
    ...(noise === 0 ? [] : [`  ${noiseText(noise, language)}`]),
  ];
}
