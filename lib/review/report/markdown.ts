/** The report as one comment of a merge request: the gravest first, details folded, never cut in the middle. */
import type { Language } from "../../../config/index.js";
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

/** Hidden first line by which the one comment is found again. */
export const MARKDOWN_MARKER = "<!-- transhumance:review -->";

/** Longest comment that GitLab takes, in characters. Source: GitLab, «Instance limits», size of comments. */
const GITLAB_LIMIT = 1_000_000;

export interface MarkdownOptions {
  /** Longest text, in characters. */
  limit?: number;
  /** Where the whole report is; named where something is left out. */
  link?: string | undefined;
  language: Language;
}

const ICONS = { deny: "⛔", approve: "⚠️", note: "ℹ️" } as const;
const DECISION_ICONS = { deny: "⛔", "needs-approval": "⚠️", pass: "✅" } as const;
const MOST_SUBJECTS = 30;

/** Empty where nothing changed: then there is no comment to write. */
export function toMarkdown(
  report: ReviewReport,
  { limit = GITLAB_LIMIT, link, language }: MarkdownOptions,
): string {
  if (isEmpty(report)) return "";
  const { verdict } = report;
  const environments = severalEnvironments(report);
  const head = [
    MARKDOWN_MARKER,
    `## ${DECISION_ICONS[verdict.decision]} ${DECISIONS[verdict.decision][language]}`,
    "",
    `${summaryOf(report, language)} — ${countsText(report, language)}`,
    ...(verdict.approvals.length === 0
      ? []
      : [
          "",
          `${WORDS.toDecide[language]}${language === "fr" ? " :" : ":"} ${verdict.approvals.map((approver) => `**${text(approverText(approver, language))}** (${approver.findings.length})`).join(", ")}`,
        ]),
    ...(report.notices.length === 0
      ? []
      : ["", ...report.notices.map(({ severity, message }) => `- ${ICONS[severity]} ${text(message)}`)]),
  ];
  const page = new Page(limit, link, language);
  page.add(head.join("\n"));
  page.section(
    WORDS.findings[language],
    report.findings.map((finding) => findingText(finding, environments, language)),
  );
  page.section(
    WORDS.changes[language],
    report.changes.map((group) => changeText(group, language)),
  );
  page.section(WORDS.drift[language], driftTexts(report, language));
  page.section(
    WORDS.outputs[language],
    report.outputs.map(
      ({ name, action, before, after }) =>
        `- ${ACTION_WORDS[action][language]} ${text(differenceText({ path: name, ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) }, language))}`,
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
    private readonly language: Language,
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
      this.left.push(
        `${pieces.length - kept} ${this.language === "fr" ? "sur" : "of"} ${pieces.length} ${title.toLowerCase()}`,
      );
  }

  end(): string {
    return `${this.content}${this.left.length === 0 ? "" : this.farewell(this.left)}`;
  }

  private farewell(left: readonly string[]): string {
    const link = this.link?.replace(/[()\s<>]/g, encodeURIComponent);
    if (this.language === "fr") {
      const where =
        link === undefined ? "le rapport de la tâche les donne" : `[le rapport entier](${link}) les donne`;
      return `\n**Laissés de côté ici : ${left.join(", ")}** ; ${where}.\n`;
    }
    const where =
      link === undefined ? "they are in the report of the job" : `[the whole report](${link}) has them`;
    return `\n**Left out here: ${left.join(", ")}**; ${where}.\n`;
  }
}

function findingText(finding: Finding, environments: boolean, language: Language): string {
  const { severity, risk, rule, evidence, subjects, approver, waiver, standsOut } = finding;
  const { message, rationale, mitigation } = textsOf(finding, language);
  const where = whereText(finding, environments, language);
  const ask =
    waiver === undefined
      ? severity === "note"
        ? ""
        : ` → **${text(approverText(approver, language))}**`
      : ` — ${WORDS.waived[language]} ${code(waiver)}`;
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
  const rest =
    subjects.length > MOST_SUBJECTS
      ? [
          language === "fr"
            ? `  - et ${subjects.length - MOST_SUBJECTS} de plus`
            : `  - and ${subjects.length - MOST_SUBJECTS} more`,
        ]
      : [];
  return [
    `- ${ICONS[severity]} **${RISK_WORDS[risk][language]}**${where === "" ? "" : ` ${text(where)}${standsOut ? ` *${WORDS.alone[language]}*` : ""}`}: ${text(message)}${ask}`,
    `  <details><summary>${WORDS.details[language]}</summary>`,
    "",
    `  - ${code(rule)}: ${text(rationale)}`,
    `  - ${text(mitigation)}`,
    ...evidence.map((difference) => `  - ${code(differenceText(difference, language))}`),
    ...names,
    ...rest,
    "",
    "  </details>",
  ].join("\n");
}

function changeText(group: ChangeGroup, language: Language): string {
  const members = membersText(group, 6, language);
  const notes = [
    group.reason,
    group.standsOut ? WORDS.differs[language] : undefined,
    group.perpetual === undefined ? undefined : `${WORDS.returns[language]}; ${group.perpetual.cure}`,
  ].filter((note) => note !== undefined);
  const head = `**${ACTION_WORDS[group.action][language]}** ${text(kindText(group, language))} ${code(group.name)}${members === "" ? "" : ` (${text(members)})`}${notes.length === 0 ? "" : ` — ${text(notes.join("; "))}`}`;
  if (group.differences.length === 0) return `- ${head}`;
  return [
    `- ${head}`,
    `  <details><summary>${`${group.differences.length} ${language === "fr" ? "attribut" : "attribute"}${group.differences.length === 1 ? "" : "s"}`}</summary>`,
    "",
    ...group.differences.map((difference) => `  - ${code(differenceText(difference, language))}`),
    "",
    "  </details>",
  ].join("\n");
}

function driftTexts({ drift }: ReviewReport, language: Language): string[] {
  const line = (group: ReviewReport["drift"]["real"][number], note: string) => {
    const what =
      group.action === "delete"
        ? WORDS.deleted[language]
        : several(
            group.differences.map((difference) => differenceText(difference, language)),
            3,
            language,
          );
    return `- ${text(group.kind)} ${code(group.name)}: ${code(what)} — ${note}`;
  };
  return [
    ...drift.real.map((group) => line(group, ANSWERS[group.answer][language])),
    ...drift.controllers.map((group) => line(group, WORDS.controllers[language])),
    ...(drift.real.length + drift.controllers.length > 0 && drift.noise > 0
      ? [`- ${noiseText(drift.noise, language)}`]
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
