/** Words that all forms share. */
import { several } from "../change/text.js";
import { membersOf } from "../group/findings.js";
import type {
  Approver,
  ChangeGroup,
  Difference,
  DriftGroup,
  Finding,
  ReviewReport,
  Subject,
} from "../report-model.js";
import type { Action, Decision, ReviewSeverity } from "../report-terms.js";

export const DECISIONS: Record<Decision, string> = {
  pass: "May pass",
  "needs-approval": "Needs approval",
  deny: "May not pass",
};
export const SEVERITY_WORDS: Record<ReviewSeverity, string> = {
  deny: "deny",
  approve: "approve",
  note: "note",
};

export const ACTION_WORDS: Record<Action, string> = {
  delete: "delete",
  replace: "replace",
  update: "change",
  create: "create",
  forget: "forget",
  read: "read",
  "no-op": "keep",
};

/** `2 deny, 1 needs approval (securite), 3 notes`. */
export function summaryOf({ findings }: ReviewReport): string {
  const count = (severity: ReviewSeverity) =>
    findings.filter((finding) => finding.severity === severity).length;
  const parts = [
    count("deny") > 0 ? `${count("deny")} deny` : undefined,
    count("approve") > 0 ? `${count("approve")} to approve` : undefined,
    count("note") > 0 ? `${count("note")} to note` : undefined,
  ].filter((part) => part !== undefined);
  return parts.length === 0 ? "nothing to say" : parts.join(", ");
}

/** `17 delete, 2 replace, 10 change, 18 create, 40 keep`; actions that nothing undergoes are left out. */
export function countsText({ counts }: Pick<ReviewReport, "counts">): string {
  const parts = (Object.entries(counts) as [Action, number][])
    .filter(([, count]) => count > 0)
    .map(([action, count]) => `${count} ${ACTION_WORDS[action]}`);
  return parts.length === 0 ? "no resource" : parts.join(", ");
}

export const approverText = ({ role, team }: Approver): string =>
  team === undefined ? role : role === "owner" ? team : `${team} (${role})`;

/** Where it is: `siecle · corse` or `siecle · 30 academies`; with the environment where the report has several. */
export function whereText(finding: Finding, environments: boolean): string {
  const places = finding.subjects.map(({ place }) => place);
  const distinct = (key: "environment" | "application") => [
    ...new Set(places.flatMap((place) => place[key] ?? [])),
  ];
  const members = membersOf(finding);
  const academies = members.length > 3 ? `${members.length} academies` : several(members, 3);
  const parts = [
    environments ? several(distinct("environment"), 2) : "",
    several(distinct("application"), 2),
    places[0]?.academy === undefined && members.length < 2 ? (places[0]?.namespace ?? "") : academies,
  ];
  return [...new Set(parts)].filter((part) => part !== "").join(" · ");
}

export const severalEnvironments = ({ findings }: ReviewReport): boolean =>
  new Set(findings.flatMap(({ subjects }) => subjects.flatMap(({ place }) => place.environment ?? []))).size >
  1;

/** `spec.replicas: 2 → 3`. */
export function differenceText({ path, before, after, forcesReplacement }: Difference): string {
  const change =
    before === undefined && after === undefined
      ? ""
      : `: ${before === undefined ? "" : `${before} `}→ ${after ?? "(removed)"}`;
  return `${path}${before === undefined && after !== undefined ? `: + ${after}` : change}${forcesReplacement ? " (forces the replacement)" : ""}`;
}

/** `lyon, paris`; left out where the name says it. */
export const membersText = (
  { members, name }: Pick<ChangeGroup | DriftGroup, "members" | "name">,
  most: number,
): string =>
  members.length === 1 && name.includes(members[0] ?? "")
    ? ""
    : members.length > 1
      ? `${members.length}: ${several(members, most)}`
      : (members[0] ?? "");

/** `config/estate/applications/siecle.yaml:12`. */
export const sourceText = ({ source }: Subject): string | undefined =>
  source === undefined ? undefined : `${source.file}:${source.line}`;

export const isEmpty = (report: ReviewReport): boolean =>
  report.findings.length === 0 &&
  report.changes.length === 0 &&
  report.outputs.length === 0 &&
  report.drift.real.length === 0 &&
  report.notices.length === 0;

export const ANSWERS: Record<DriftGroup["answer"], string> = {
  reverted: "this plan takes it back",
  "made again": "this plan makes it again",
  kept: "this plan leaves it",
  accepted: "this plan accepts it",
};
