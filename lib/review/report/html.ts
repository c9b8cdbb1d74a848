/** The report as one self-contained page in French and English: no script, no address of anything else. */
import { createHash } from "node:crypto";
import type { Language, Text } from "../../../config/index.js";
import { bytes } from "../change/read.js";
import type { ChangeGroup, DriftGroup, Finding, ReviewReport, Source, Subject } from "../report-model.js";
import type { Decision, ReviewSeverity } from "../report-terms.js";
import { STYLE } from "./html-style.js";
import { both, code, english, list, prose, quoted, section, table } from "./html-text.js";
import {
  ACTION_WORDS,
  ANSWERS,
  approverText,
  countsText,
  DECISIONS,
  kindText,
  membersText,
  noiseText,
  RISK_WORDS,
  SEVERITY_WORDS,
  severalEnvironments,
  sourceText,
  summaryOf,
  textsOf,
  WORDS,
  whereText,
} from "./words.js";

/** Colours of the design system, by what they say. */
const TONES: Record<ReviewSeverity, string> = { deny: "error", approve: "warning", note: "info" };
const DECISION_TONES: Record<Decision, string> = {
  deny: "error",
  "needs-approval": "warning",
  pass: "success",
};

const PAGE = {
  title: { fr: "Revue", en: "Review" },
  skip: { fr: "Aller au contenu", en: "Go to the content" },
  quick: { fr: "Accès rapide", en: "Quick access" },
  language: { fr: "Langue", en: "Language" },
  action: { fr: "Action", en: "Action" },
  what: { fr: "Quoi", en: "What" },
  how: { fr: "Comment", en: "How" },
  now: { fr: "Et maintenant", en: "And now" },
  before: { fr: "Avant", en: "Before" },
  after: { fr: "Après", en: "After" },
  output: { fr: "Sortie", en: "Output" },
  toApprove: { fr: "À approuver par", en: "To approve" },
  whyAndWhere: { fr: "Pourquoi, que faire, où", en: "Why, what to do, where" },
  why: { fr: "Pourquoi", en: "Why" },
  toDo: { fr: "Que faire", en: "What to do" },
  where: { fr: "Où", en: "Where" },
  rule: { fr: "Règle", en: "Rule" },
  capacity: { fr: "Capacité", en: "Capacity" },
  team: { fr: "Équipe", en: "Team" },
  memory: { fr: "Mémoire", en: "Memory" },
  storage: { fr: "Stockage", en: "Storage" },
  sources: { fr: "Ce qui est comparé", en: "What is compared" },
} as const satisfies Record<string, Text>;

/** The page begins in `language`; its reader may choose the other. */
export function toHtml(report: ReviewReport, language: Language): string {
  const { decision } = report.verdict;
  const digest = createHash("sha256").update(STYLE).digest("base64");
  const environments = severalEnvironments(report);
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-${digest}'">
<title>${DECISIONS[decision][language]} – ${PAGE.title[language]}</title>
<style>${STYLE}</style>
</head>
<body>
<nav class="fr-skiplinks" aria-label="${PAGE.quick[language]}"><a href="#content">${both(PAGE.skip)}</a></nav>
<header class="fr-header"><div class="fr-container">
<p class="fr-header__service-title">transhumance – ${both(PAGE.title)}</p>
${languages(language)}
</div></header>
<main id="content" class="fr-container" tabindex="-1">
${verdictHtml(report)}
${list(report.notices.map(({ severity, message }) => `<span class="fr-badge fr-badge--${TONES[severity]}">${both(SEVERITY_WORDS[severity])}</span> ${english(message)}`))}
${section("findings", WORDS.findings, report.findings.map((finding) => findingHtml(finding, environments)).join("\n"))}
${section("changes", WORDS.changes, table(WORDS.changes, [PAGE.action, PAGE.what, WORDS.attributes], report.changes.map(changeRow)))}
${section("drift", WORDS.drift, driftHtml(report))}
${section("capacity", PAGE.capacity, capacityHtml(report))}
${section("outputs", WORDS.outputs, outputsHtml(report))}
</main>
<footer class="fr-footer"><div class="fr-container"><p>${both(PAGE.sources)}</p>${list(report.sources.map(sourceHtml))}</div></footer>
</body>
</html>`;
}

function languages(chosen: Language): string {
  const choice = (language: Language, name: string) =>
    `<input type="radio" name="language" id="language-${language}"${language === chosen ? " checked" : ""}><label for="language-${language}" lang="${language}">${name}</label>`;
  return `<fieldset class="fr-translate"><legend class="fr-sr-only">${both(PAGE.language)}</legend>${choice("fr", "Français")} ${choice("en", "English")}</fieldset>`;
}

function verdictHtml(report: ReviewReport): string {
  const { decision, approvals } = report.verdict;
  const deciding = approvals.map(
    (approver) =>
      `<strong>${both((language) => approverText(approver, language))}</strong> (${approver.findings.length})`,
  );
  return `<div class="fr-alert fr-alert--${DECISION_TONES[decision]}">
<h1>${both(DECISIONS[decision])}</h1>
<p>${both((language) => summaryOf(report, language))} – ${both((language) => countsText(report, language))}</p>
${deciding.length === 0 ? "" : `<p>${both(WORDS.toDecide)}${COLON} ${deciding.join(", ")}</p>`}
</div>`;
}

/** French sets a space before it. */
const COLON = both({ fr: " :", en: ":" });

function findingHtml(finding: Finding, environments: boolean): string {
  const { severity, risk, rule, evidence, subjects, approver, waiver, standsOut, id } = finding;
  const text = (field: "title" | "message" | "rationale" | "mitigation"): Text => ({
    fr: textsOf(finding, "fr")[field],
    en: textsOf(finding, "en")[field],
  });
  const where = both((language) => whereText(finding, environments, language));
  const alone = standsOut ? ` <em>${both(WORDS.alone)}</em>` : "";
  const ask =
    waiver === undefined
      ? severity === "note"
        ? ""
        : `<p>${both(PAGE.toApprove)}${COLON} <strong>${both((language) => approverText(approver, language))}</strong></p>`
      : `<p>${both(WORDS.waived)} ${code(waiver)}</p>`;
  const part = (title: Text, content: string) =>
    content === "" ? "" : `<dt>${both(title)}</dt><dd>${content}</dd>`;
  return `<article class="fr-card fr-card--${TONES[severity]}" id="${id}" aria-labelledby="title-${id}">
<h3 id="title-${id}"><span class="fr-badge fr-badge--${TONES[severity]}">${both(SEVERITY_WORDS[severity])} · ${both(RISK_WORDS[risk])}</span> ${prose(text("title"))}</h3>
<p>${where === "" ? "" : `<strong>${where}</strong>${alone}${COLON} `}${prose(text("message"))}</p>
${ask}
<details><summary>${both(PAGE.whyAndWhere)}</summary><dl>
${part(PAGE.why, prose(text("rationale")))}
${part(PAGE.toDo, prose(text("mitigation")))}
${part(WORDS.attributes, list(evidence.map(differenceHtml)))}
${part(PAGE.where, list(subjects.map(subjectHtml)))}
${part(PAGE.rule, code(rule))}
</dl></details>
</article>`;
}

const subjectHtml = (subject: Subject): string =>
  [
    subject.stack,
    subject.address,
    subject.name === subject.address ? undefined : subject.name,
    sourceText(subject),
  ]
    .filter((part) => part !== undefined)
    .map(code)
    .join(" ");

function differenceHtml({ path, before, after, forcesReplacement }: Finding["evidence"][number]): string {
  const values = [
    before === undefined ? "" : `<del>${code(before)}</del>`,
    after === undefined ? "" : `<ins>${code(after)}</ins>`,
  ]
    .filter((part) => part !== "")
    .join(" → ");
  return `${code(path)} ${values}${forcesReplacement ? ` <em>${both(WORDS.forced)}</em>` : ""}`;
}

function changeRow(group: ChangeGroup): string[] {
  const members = both((language) => membersText(group, 30, language));
  const notes = [
    group.reason === undefined ? undefined : english(group.reason),
    group.standsOut ? both(WORDS.differs) : undefined,
    group.perpetual === undefined ? undefined : english(group.perpetual.cure),
  ].filter((note) => note !== undefined);
  const count = group.differences.length;
  return [
    both(ACTION_WORDS[group.action]),
    `${both((language) => kindText(group, language))} ${code(group.name)}${members === "" ? "" : ` (${members})`}${notes.length === 0 ? "" : `<br>${notes.join("; ")}`}`,
    count === 0
      ? ""
      : `<details><summary>${count} ${both({ fr: count === 1 ? "attribut" : "attributs", en: count === 1 ? "attribute" : "attributes" })}</summary>${list(group.differences.map(differenceHtml))}</details>`,
  ];
}

function driftHtml({ drift }: ReviewReport): string {
  const row = (group: DriftGroup, note: Text) => [
    `${quoted(group.kind)} ${code(group.name)}`,
    group.action === "delete" ? both(WORDS.deleted) : list(group.differences.map(differenceHtml)),
    both(note),
  ];
  const rows = [
    ...drift.real.map((group) => row(group, ANSWERS[group.answer])),
    ...drift.controllers.map((group) => row(group, WORDS.controllers)),
  ];
  const noise = drift.noise === 0 ? "" : `<p>${both((language) => noiseText(drift.noise, language))}</p>`;
  return `${table(WORDS.drift, [PAGE.what, PAGE.how, PAGE.now], rows)}${noise}`;
}

function capacityHtml({ capacity, cost }: ReviewReport): string {
  const rows = capacity.map(({ cluster, team, before, after }) => [
    `${quoted(team)} – ${quoted(cluster)}`,
    `${before.cpu} → ${after.cpu}`,
    `${bytes(before.memory)} → ${bytes(after.memory)}`,
    `${bytes(before.storage)} → ${bytes(after.storage)}`,
    `${before.gpu} → ${after.gpu}`,
  ]);
  const same = (name: string): Text => ({ fr: name, en: name });
  const estimate =
    cost === undefined
      ? ""
      : `<p>${both({ fr: "Différence estimée par mois", en: "Estimated difference a month" })}${COLON} ${cost.euros} €, ${cost.kilowattHours} kWh, ${cost.kilogramsCO2e} kg CO₂e</p>`;
  const head = [PAGE.team, same("CPU"), PAGE.memory, PAGE.storage, same("GPU")];
  return `${table(PAGE.capacity, head, rows)}${estimate}`;
}

function outputsHtml({ outputs }: ReviewReport): string {
  return table(
    WORDS.outputs,
    [PAGE.action, PAGE.output, PAGE.before, PAGE.after],
    outputs.map(({ action, name, before, after }) => [
      both(ACTION_WORDS[action]),
      code(name),
      code(before ?? ""),
      code(after ?? ""),
    ]),
  );
}

const sourceHtml = (source: Source): string => {
  switch (source.kind) {
    case "plan":
      return `${code(source.file)} ${code(source.digest.slice(0, 12))}`;
    case "estate":
      return `${code(source.base)} ${code(source.baseCommit.slice(0, 12))}`;
    case "template":
      return `${code(source.before)} → ${code(source.after)}`;
  }
};
