/** The report as one self-contained page: no script, no address of anything else. */

import { bytes } from "../change/read.js";
import type { ChangeGroup, Finding, ReviewReport, Subject } from "../report-model.js";
import {
  ACTION_WORDS,
  ANSWERS,
  approverText,
  countsText,
  DECISIONS,
  membersText,
  SEVERITY_WORDS,
  severalEnvironments,
  sourceText,
  summaryOf,
  whereText,
} from "./words.js";

const STYLE = `
:root { color-scheme: light dark; --deny: #b1121d; --approve: #8a5a00; --note: #4a5568; --pass: #18703c; --line: #8884; }
@media (prefers-color-scheme: dark) { :root { --deny: #ff8a80; --approve: #ffcf70; --note: #b8c0cc; --pass: #7fd99a; } }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 72rem; margin: 2rem auto; padding: 0 1rem; }
h1 { margin-bottom: 0; } .deny { color: var(--deny); } .approve { color: var(--approve); } .note { color: var(--note); } .pass { color: var(--pass); }
article { border-left: .3rem solid currentColor; padding: .2rem 0 .2rem .8rem; margin: .8rem 0; } article > * { color: CanvasText; } article > h3 { font-size: 1rem; margin: 0; }
table { border-collapse: collapse; width: 100%; } th, td { text-align: left; vertical-align: top; padding: .3rem .6rem; border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
code { font-size: .9em; overflow-wrap: anywhere; } del { color: var(--deny); } ins { color: var(--pass); text-decoration: none; } summary { cursor: pointer; }
`;

export function toHtml(report: ReviewReport): string {
  const { decision, approvals } = report.verdict;
  const tone = { deny: "deny", "needs-approval": "approve", pass: "pass" }[decision];
  const environments = severalEnvironments(report);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${DECISIONS[decision]}: review</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1 class="${tone}">${DECISIONS[decision]}</h1>
<p>${quoted(summaryOf(report))} — ${quoted(countsText(report))}</p>
${approvals.length === 0 ? "" : `<p>To decide: ${approvals.map((approver) => `<strong>${quoted(approverText(approver))}</strong> (${approver.findings.length})`).join(", ")}</p>`}
${list(report.notices.map(({ severity, message }) => `<span class="${severity}">${quoted(message)}</span>`))}
${section("Findings", report.findings.map((finding) => findingHtml(finding, environments)).join("\n"))}
${section("Changes", table(["Action", "What", "Attributes"], report.changes.map(changeRow)))}
${section("Drift", driftHtml(report))}
${section("Capacity", capacityHtml(report))}
${section(
  "Outputs",
  table(
    ["Action", "Output", "Before", "After"],
    report.outputs.map(({ action, name, before, after }) => [
      ACTION_WORDS[action],
      code(name),
      code(before ?? ""),
      code(after ?? ""),
    ]),
  ),
)}
</main>
</body>
</html>`;
}

function findingHtml(finding: Finding, environments: boolean): string {
  const {
    severity,
    risk,
    rule,
    title,
    message,
    rationale,
    mitigation,
    evidence,
    subjects,
    approver,
    waiver,
    standsOut,
    id,
  } = finding;
  const where = whereText(finding, environments);
  return `<article class="${severity}" id="${id}">
<h3><span class="${severity}">${SEVERITY_WORDS[severity]} · ${risk}</span> ${quoted(where)}${standsOut ? " <em>alone</em>" : ""}: ${quoted(message)}</h3>
<p>${quoted(title)}. ${severity === "note" ? "" : `To approve: <strong>${quoted(approverText(approver))}</strong>.`} ${waiver === undefined ? "" : `Waived by ${code(waiver)}.`}</p>
<details><summary>Why, what to do, where</summary>
<p>${quoted(rationale)}</p><p>${quoted(mitigation)}</p><p>Rule ${code(rule)}</p>
${list(evidence.map(differenceHtml))}
${list(subjects.map(subjectHtml))}
</details>
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
  return `${code(path)} ${values}${forcesReplacement ? " <em>forces the replacement</em>" : ""}`;
}

function changeRow(group: ChangeGroup): string[] {
  const members = membersText(group, 30);
  const notes = [
    group.reason,
    group.standsOut ? "differs from the others" : undefined,
    group.perpetual?.cure,
  ].filter((note) => note !== undefined);
  return [
    ACTION_WORDS[group.action],
    `${quoted(group.kind)} ${code(group.name)}${members === "" ? "" : ` (${quoted(members)})`}${notes.length === 0 ? "" : `<br>${quoted(notes.join("; "))}`}`,
    group.differences.length === 0
      ? ""
      : `<details><summary>${group.differences.length}</summary>${list(group.differences.map(differenceHtml))}</details>`,
  ];
}

function driftHtml({ drift }: ReviewReport): string {
  const rows = (
    groups: ReviewReport["drift"]["real"],
    note: (group: ReviewReport["drift"]["real"][number]) => string,
  ) =>
    groups.map((group) => [
      `${quoted(group.kind)} ${code(group.name)}`,
      group.action === "delete" ? "deleted" : list(group.differences.map(differenceHtml)),
      note(group),
    ]);
  const all = [
    ...rows(drift.real, ({ answer }) => ANSWERS[answer]),
    ...rows(drift.controllers, () => "made by a controller, harmless"),
  ];
  return `${table(["What", "How", "And now"], all)}${drift.noise === 0 ? "" : `<p>${drift.noise} entries are noise: what the server filled in.</p>`}`;
}

function capacityHtml({ capacity, cost }: ReviewReport): string {
  const rows = capacity.map(({ cluster, team, before, after }) => [
    `${quoted(team)} on ${quoted(cluster)}`,
    `${before.cpu} → ${after.cpu} cores`,
    `${bytes(before.memory)} → ${bytes(after.memory)}`,
    `${bytes(before.storage)} → ${bytes(after.storage)}`,
    `${before.gpu} → ${after.gpu}`,
  ]);
  const estimate =
    cost === undefined
      ? ""
      : `<p>Estimated difference a month: ${cost.euros} €, ${cost.kilowattHours} kWh, ${cost.kilogramsCO2e} kg CO₂e.</p>`;
  return `${table(["Team", "CPU", "Memory", "Storage", "GPU"], rows)}${estimate}`;
}

const section = (title: string, content: string): string =>
  content.trim() === "" ? "" : `<section><h2>${title}</h2>\n${content}\n</section>`;
const list = (items: readonly string[]): string =>
  items.length === 0 ? "" : `<ul>${items.map((item) => `<li>${item}</li>`).join("")}</ul>`;

function table(head: readonly string[], rows: readonly string[][]): string {
  if (rows.length === 0) return "";
  const body = rows.map((row) => `<tr>${row.map((cell) => `<td>${cell}</td>`).join("")}</tr>`).join("\n");
  return `<table><thead><tr>${head.map((cell) => `<th scope="col">${cell}</th>`).join("")}</tr></thead><tbody>${body}</tbody></table>`;
}

const code = (value: string): string => (value === "" ? "" : `<code>${quoted(value)}</code>`);

const ENTITIES: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};
const quoted = (value: string): string => value.replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign);
