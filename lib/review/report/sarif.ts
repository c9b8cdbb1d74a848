/** The report as SARIF 2.1.0, for code scanners' viewers. Source: OASIS, «Static Analysis Results Interchange Format». */
import type { Finding, ReviewReport, Subject } from "../report-model.js";
import type { ReviewSeverity } from "../report-terms.js";
import { approverText } from "./words.js";

const LEVELS: Record<ReviewSeverity, string> = { deny: "error", approve: "warning", note: "note" };

export function toSarif({ findings }: ReviewReport): string {
  const rules = [...new Map(findings.map((finding) => [finding.rule, finding])).values()].map(
    ({ rule, title, rationale, mitigation, risk }) => ({
      id: rule,
      shortDescription: { text: title },
      fullDescription: { text: rationale },
      help: { text: mitigation },
      properties: { tags: [risk] },
    }),
  );
  const index = new Map(rules.map(({ id }, position) => [id, position]));
  const log = {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "transhumance review", rules } },
        columnKind: "utf16CodeUnits",
        results: findings.map((finding) => resultOf(finding, index.get(finding.rule) ?? 0)),
      },
    ],
  };
  return JSON.stringify(log, null, 2);
}

function resultOf(
  { id, rule, severity, message, subjects, approver, waiver }: Finding,
  ruleIndex: number,
): object {
  return {
    ruleId: rule,
    ruleIndex,
    level: LEVELS[severity],
    message: { text: message },
    locations: subjects.map(locationOf),
    partialFingerprints: { "transhumance/v1": id },
    properties: { approver: approverText(approver, "en") },
    ...(waiver === undefined ? {} : { suppressions: [{ kind: "external", justification: waiver }] }),
  };
}

function locationOf({ name, address, stack, source }: Subject): object {
  const fullyQualifiedName = [stack, address ?? name].filter((part) => part !== undefined).join("/");
  return {
    logicalLocations: [{ name, fullyQualifiedName, kind: "resource" }],
    ...(source === undefined
      ? {}
      : {
          physicalLocation: {
            artifactLocation: { uri: encodeURI(source.file) },
            region: { startLine: source.line, startColumn: source.column },
          },
        }),
  };
}
