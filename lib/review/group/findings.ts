/** From hits to findings: alike ones are one, the gravest come first, and each says who must agree. */
import { createHash } from "node:crypto";
import type { Hit } from "../meaning/hit.js";
import type { Approver, Finding, Place, Subject } from "../report-model.js";
import { type ReviewSeverity, RISKS, SEVERITIES } from "../report-terms.js";
import { type ReviewRule, RULES, type RuleId } from "../rules.js";
import { memberOf, templateOf } from "./template.js";

export interface Judging {
  /** Team that holds the approver's role for a place. */
  approver(rule: ReviewRule, place: Place): Approver;
  /** The severity that the estate gives to a rule. */
  severity(rule: RuleId, usual: ReviewSeverity): ReviewSeverity;
  /** The waiver that excuses a rule for a subject. */
  waiver(rule: string, subject: string): string | undefined;
}

/** A finding before it is merged with others of its kind. */
export interface Single {
  finding: Omit<Finding, "id">;
  member: string | undefined;
}

/** Findings of the review's own rules and of policies (`others`), merged and in order. */
export function findingsOf(hits: readonly Hit[], others: readonly Single[], judging: Judging): Finding[] {
  return merge([...hits.map((hit) => fromHit(hit, judging)), ...others]);
}

function fromHit(hit: Hit, judging: Judging): Single {
  const { title, rationale, mitigation, risk, ...rule } = RULES[hit.rule] as ReviewRule;
  const place = hit.subjects[0]?.place ?? {};
  const severity = judging.severity(hit.rule, hit.severity ?? rule.severity);
  const waivers = hit.subjects.map(({ name, address, stack }) =>
    judging.waiver(hit.rule, [stack, address, name].filter(Boolean).join(" ")),
  );
  const waiver = waivers.every((found) => found !== undefined) ? waivers[0] : undefined;
  return {
    member: memberOf({ place }),
    finding: {
      ...{
        rule: hit.rule,
        risk,
        severity: waiver === undefined ? severity : "note",
        title,
        message: hit.message,
      },
      ...{ subjects: hit.subjects, rationale, mitigation, evidence: hit.evidence ?? [] },
      approver: judging.approver({ ...rule, risk, title, rationale, mitigation }, place),
      ...(waiver === undefined ? {} : { waiver }),
    },
  };
}

/** Findings that say the same of different members become one. */
function merge(singles: readonly Single[]): Finding[] {
  const groups = new Map<string, Single[]>();
  for (const single of singles) {
    const { rule, risk, severity, message, approver, waiver } = single.finding;
    // What a policy says of several containers or images is one thing to mend.
    const said = risk === "policy" ? "" : sayingOf(message, single.member);
    const key = JSON.stringify([rule, severity, said, approver, waiver]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [single]);
    else group.push(single);
  }
  const findings = [...groups.values()].map(together);
  return withOutstanding(findings)
    .toSorted(compare)
    .map((finding) => ({ id: idOf(finding), ...finding }));
}

/** What a message says of any member: neither its name nor the size of its things counts. */
const sayingOf = (message: string, member: string | undefined): string =>
  templateOf(message, member).replace(/ \(\d[\d.]*[KMGTP]?i?\)/g, "");

function together(group: readonly Single[]): Omit<Finding, "id"> {
  const [first] = group as [Single];
  if (group.length === 1) return first.finding;
  const templates = [...new Set(group.map(({ finding, member }) => sayingOf(finding.message, member)))];
  const same = new Set(group.map(({ finding }) => finding.message)).size === 1;
  return {
    ...first.finding,
    message: same
      ? first.finding.message
      : templates.length === 1
        ? (templates[0] ?? "")
        : `${templates[0]}; and ${templates.length - 1} more like it`,
    subjects: group.flatMap(({ finding }) => finding.subjects),
  };
}

/** Members of a finding: academies, else namespaces; in order, each once. */
export const membersOf = ({ subjects }: Pick<Finding, "subjects">): string[] =>
  [...new Set(subjects.map((subject) => memberOf(subject) ?? subject.name))].toSorted();

/** Many alike and one that is not: the one is what to look at. */
const MANY = 3;

/** Marks what few members do where most do otherwise; where everyone does something else, nobody stands out. */
function withOutstanding(findings: Omit<Finding, "id">[]): Omit<Finding, "id">[] {
  const sizes = new Map<string, { most: number; all: number }>();
  for (const finding of findings) {
    const { most, all } = sizes.get(finding.rule) ?? { most: 0, all: 0 };
    const members = membersOf(finding).length;
    sizes.set(finding.rule, { most: Math.max(most, members), all: all + members });
  }
  return findings.map((finding) => {
    const { most, all } = sizes.get(finding.rule) ?? { most: 0, all: 0 };
    const isFew = most >= MANY && membersOf(finding).length * MANY <= most;
    return isFew && most * 2 > all ? { ...finding, standsOut: true } : finding;
  });
}

function compare(a: Omit<Finding, "id">, b: Omit<Finding, "id">): number {
  return (
    SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
    RISKS.indexOf(a.risk) - RISKS.indexOf(b.risk) ||
    Number(b.standsOut ?? false) - Number(a.standsOut ?? false) ||
    ORDER.indexOf(a.rule) - ORDER.indexOf(b.rule) ||
    (a.message < b.message ? -1 : a.message > b.message ? 1 : 0) ||
    (nameOf(a.subjects) < nameOf(b.subjects) ? -1 : 1)
  );
}

const ORDER: readonly string[] = Object.keys(RULES);
const nameOf = (subjects: readonly Subject[]): string => subjects[0]?.name ?? "";

function idOf({ rule, message, subjects }: Omit<Finding, "id">): string {
  const names = subjects.map(({ name, stack }) => `${stack ?? ""} ${name}`).toSorted();
  return createHash("sha256")
    .update(JSON.stringify([rule, message, names]))
    .digest("hex")
    .slice(0, 12);
}
