/** The report as JUnit, for the widget of a merge request: one case a finding, failed where it must be decided. */
import type { Finding, ReviewReport } from "../report-model.js";
import { approverText, severalEnvironments, sourceText, whereText } from "./words.js";

export function toJunit(report: ReviewReport): string {
  const environments = severalEnvironments(report);
  const cases = report.findings.map((finding) => caseOf(finding, environments));
  const failures = report.findings.filter(({ severity }) => severity !== "note").length;
  const all = cases.length === 0 ? [`    <testcase classname="review" name="nothing to say" />`] : cases;
  return [
    `<?xml version="1.0" encoding="UTF-8"?>`,
    `<testsuites name="transhumance review" tests="${all.length}" failures="${failures}">`,
    `  <testsuite name="review" tests="${all.length}" failures="${failures}">`,
    ...all,
    "  </testsuite>",
    "</testsuites>",
  ].join("\n");
}

function caseOf(finding: Finding, environments: boolean): string {
  const { rule, risk, severity, message, rationale, mitigation, subjects, approver } = finding;
  const where = whereText(finding, environments, "en");
  const file = subjects.map(({ source }) => source?.file).find((name) => name !== undefined);
  const attributes = `classname="${quoted(`${risk}.${rule}`)}" name="${quoted([where, message].filter((part) => part !== "").join(": "))}"${file === undefined ? "" : ` file="${quoted(file)}"`}`;
  if (severity === "note") return `    <testcase ${attributes} />`;
  const names = subjects.map((subject) =>
    [subject.stack, subject.name, sourceText(subject)].filter((part) => part !== undefined).join(" "),
  );
  const body = [rationale, mitigation, `To approve: ${approverText(approver, "en")}`, ...names].join("\n");
  return `    <testcase ${attributes}>\n      <failure type="${severity}" message="${quoted(message)}">${quoted(body)}</failure>\n    </testcase>`;
}

const ENTITIES: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
};
/** XML 1.0 knows no other control characters than tab and line ends. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;
const quoted = (value: string): string =>
  value.replace(FORBIDDEN, "\ufffd").replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign);
