/** The report as one comment of a merge request: the gravest first, details folded, never cut in the middle. */
import { several } from "../change/text.js";
import type { ChangeGroup, Finding, ReviewReport } from "../report-model.js";
import {
  ACTION_WORDS,
  ANSWERS,
  approverText,
  countsText,
  DECISIONS,
  differenceText,
  isEmpty,
  membersText,
  severalEnvironments,
  sourceText,
  summaryOf,
  whereText,
} from "./words.js";

/** Hidden first line by which the one comment is found again. */
export const MARKDOWN_MARKER = "<!-- transhumance:review -->";

/** Longest comment that GitLab takes, in characters. Source: GitLab, «Instance limits», size of comments. */
const GITLAB_LIMIT = 1_000_000;

export interface MarkdownOptions {
  /** Longest text, in characters. */
  limit?: number;
  /** Where the whole report is; named where something is left out. */
  link?: string | undefined;
}

const ICONS = { deny: "⛔", approve: "⚠️", note: "ℹ️" } as const;
const DECISION_ICONS = { deny: "⛔", "needs-approval": "⚠️", pass: "✅" } as const;
const MOST_SUBJECTS = 30;

/** Empty where nothing changed: then there is no comment to write. */
export function toMarkdown(
  report: ReviewReport,
  { limit = GITLAB_LIMIT, link }: MarkdownOptions = {},
): string {
  if (isEmpty(report)) return "";
  const { verdict } = report;
  const environments = severalEnvironments(report);
  const head = [
    MARKDOWN_MARKER,
    `## ${DECISION_ICONS[verdict.decision]} ${DECISIONS[verdict.decision]}`,
    "",
    `${summaryOf(report)} — ${countsText(report)}`,
    ...(verdict.approvals.length === 0
      ? []
      : [
          "",
          `To decide: ${verdict.approvals.map((approver) => `**${text(approverText(approver))}** (${approver.findings.length})`).join(", ")}`,
        ]),
    ...(report.notices.length === 0
      ? []
      : ["", ...report.notices.map(({ severity, message }) => `- ${ICONS[severity]} ${text(message)}`)]),
  ];
  const page = new Page(limit, link);
  page.add(head.join("\n"));
  page.section(
    "Findings",
    report.findings.map((finding) => findingText(finding, environments)),
  );
  page.section("Changes", report.changes.map(changeText));
  page.section("Drift", driftTexts(report));
  page.section(
    "Outputs",
    report.outputs.map(
      ({ name, action, before, after }) =>
        `- ${ACTION_WORDS[action]} ${text(differenceText({ path: name, ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) }))}`,
    ),
  );
  return page.end();
}

/** Adds whole pieces as long as there is room for them and for saying what is left out. */
class Page {
  private content = "";
  private left: string[] = [];

  constructor(
    private readonly limit: number,
    private readonly link: string | undefined,
  ) {}

  add(piece: string): boolean {
    if (
      this.content.length +
        piece.length +
        this.farewell(["9999999 findings", "9999999 changes", "9999999 more"]).length >
      this.limit
    )
      return false;
    this.content += `${piece}\n`;
    return true;
  }

  section(title: string, pieces: readonly string[]): void {
    const [first, ...rest] = pieces;
    if (first === undefined) return;
    let kept = this.add(`\n### ${title}\n\n${first}`) ? 1 : 0;
    if (kept === 1)
      for (const piece of rest) {
        if (!this.add(piece)) break;
        kept += 1;
      }
    if (kept < pieces.length)
      this.left.push(`${pieces.length - kept} of ${pieces.length} ${title.toLowerCase()}`);
  }

  end(): string {
    return `${this.content}${this.left.length === 0 ? "" : this.farewell(this.left)}`;
  }

  private farewell(left: readonly string[]): string {
    const where =
      this.link === undefined
        ? "they are in the report of the job"
        : `[the whole report](${this.link.replace(/[()\s<>]/g, encodeURIComponent)}) has them`;
    return `\n**Left out here: ${left.join(", ")}**; ${where}.\n`;
  }
}

function findingText(finding: Finding, environments: boolean): string {
  const {
    severity,
    risk,
    rule,
    message,
    rationale,
    mitigation,
    evidence,
    subjects,
    approver,
    waiver,
    standsOut,
  } = finding;
  const where = whereText(finding, environments);
  const ask =
    waiver === undefined
      ? severity === "note"
        ? ""
        : ` → **${text(approverText(approver))}**`
      : ` — waived by ${code(waiver)}`;
  const names = subjects.slice(0, MOST_SUBJECTS).map((subject) => {
    const source = sourceText(subject);
    return `  - ${[
      subject.stack,
      subject.address,
      subject.name === subject.address ? undefined : subject.name,
      source,
    ]
      .filter((part) => part !== undefined)
      .map(code)
      .join(" ")}`;
  });
  const rest = subjects.length > MOST_SUBJECTS ? [`  - and ${subjects.length - MOST_SUBJECTS} more`] : [];
  return [
    `- ${ICONS[severity]} **${risk}**${where === "" ? "" : ` ${text(where)}${standsOut ? " *alone*" : ""}`}: ${text(message)}${ask}`,
    "  <details><summary>why, what to do, where</summary>",
    "",
    `  - ${code(rule)}: ${text(rationale)}`,
    `  - ${text(mitigation)}`,
    ...evidence.map((difference) => `  - ${code(differenceText(difference))}`),
    ...names,
    ...rest,
    "",
    "  </details>",
  ].join("\n");
}

function changeText(group: ChangeGroup): string {
  const members = membersText(group, 6);
  const notes = [
    group.reason,
    group.standsOut ? "differs from the others" : undefined,
    group.perpetual === undefined ? undefined : `comes back after every apply; ${group.perpetual.cure}`,
  ].filter((note) => note !== undefined);
  const head = `**${ACTION_WORDS[group.action]}** ${text(group.kind)} ${code(group.name)}${members === "" ? "" : ` (${text(members)})`}${notes.length === 0 ? "" : ` — ${text(notes.join("; "))}`}`;
  if (group.differences.length === 0) return `- ${head}`;
  return [
    `- ${head}`,
    `  <details><summary>${group.differences.length === 1 ? "1 attribute" : `${group.differences.length} attributes`}</summary>`,
    "",
    ...group.differences.map((difference) => `  - ${code(differenceText(difference))}`),
    "",
    "  </details>",
  ].join("\n");
}

function driftTexts({ drift }: ReviewReport): string[] {
  const line = (group: ReviewReport["drift"]["real"][number], note: string) => {
    const what = group.action === "delete" ? "deleted" : several(group.differences.map(differenceText), 3);
    return `- ${text(group.kind)} ${code(group.name)}: ${code(what)} — ${note}`;
  };
  return [
    ...drift.real.map((group) => line(group, ANSWERS[group.answer])),
    ...drift.controllers.map((group) => line(group, "made by a controller, harmless")),
    ...(drift.real.length + drift.controllers.length > 0 && drift.noise > 0
      ? [`- ${drift.noise} more entries are noise: what the server filled in`]
      : []),
  ];
}

/** Stops a mention, a label or an address from being one, and is seen by nobody. */
const JOINER = "\u2060";

/** Plain text in which nothing is Markdown, HTML, a mention or a link. */
function text(value: string): string {
  return value
    .replace(/\s+/g, " ")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replace(/[\\`*_{}[\]()#+!|~$^%-]/g, "\\$&")
    .replaceAll("@", `@${JOINER}`)
    .replace(/:\/\//g, `:${JOINER}//`)
    .replace(/\bwww\./gi, `www${JOINER}.`);
}

/** A code span: nothing in it is read as anything. */
function code(value: string): string {
  const line = value.replace(/\s+/g, " ").trim();
  const longest = Math.max(0, ...(line.match(/`+/g) ?? []).map((run) => run.length));
  const fence = "`".repeat(longest + 1);
  const pad = line.startsWith("`") || line.endsWith("`") ? " " : "";
  return line === "" ? "" : `${fence}${pad}${line}${pad}${fence}`;
}
