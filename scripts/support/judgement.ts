/** What the policies say of the estate and of its stacks, with the place in the estate that each finding comes from. */
import { type Position, type Problem, showPointer } from "../../config/index.js";
import type { StackPlan } from "../../lib/placement/index.js";
import { type Finding, forbids, PolicyEngine, policiesOf, Waivers } from "../../lib/policy/index.js";
import type { CheckedEstate } from "./estate.js";
import { readFindings, readProvenance } from "./synthesis.js";

/** Subjects of one rule that are shown; the others are counted. */
const MOST_SUBJECTS = 3;

/** A finding, and where it is cured. */
export type LocatedFinding = Finding & Partial<Position>;

export interface Judgement {
  /** Denied ones first. */
  findings: LocatedFinding[];
  /** Waivers that excused none of them. */
  unusedWaivers: Problem[];
}

/** Judges the estate itself, and adds what was found when the stacks of `plans` were rendered. */
export function judge(
  { estate, locate, today }: CheckedEstate,
  plans: StackPlan[],
  output?: string,
): Judgement {
  const waivers = new Waivers(estate.waivers, today);
  const estateFindings = new PolicyEngine(policiesOf(estate)).judgeEstate(estate).map((finding) => ({
    ...finding,
    ...(finding.pointer ? locate(finding.pointer) : {}),
  }));
  const stackFindings = plans.flatMap(({ stack }) => {
    const findings = readFindings(stack, output);
    if (findings.length === 0) return [];
    const provenance = readProvenance(stack, output);
    return findings.map((finding) => ({ ...finding, ...(provenance[finding.address ?? ""] ?? {}) }));
  });
  const order = (finding: Finding) => (finding.waiver ? 2 : forbids(finding) ? 0 : 1);
  return {
    findings: waivers
      .excuse([...estateFindings, ...stackFindings])
      .toSorted((a, b) => order(a) - order(b) || (a.policy < b.policy ? -1 : a.policy > b.policy ? 1 : 0)),
    unusedWaivers: waivers.unused().map(({ pointer, message }) => ({
      ...locate(pointer),
      path: showPointer(pointer),
      message,
    })),
  };
}

/** Findings that nothing excuses, by severity, and those that a waiver does. */
export function countFindings(findings: readonly Finding[]): { deny: number; warn: number; waived: number } {
  const open = findings.filter(({ waiver }) => waiver === undefined);
  const denied = open.filter(forbids).length;
  return { deny: denied, warn: open.length - denied, waived: findings.length - open.length };
}

/** The open findings for people: rule by rule, with why and the way out; empty where there are none. */
export function describeFindings(findings: readonly LocatedFinding[]): string {
  const open = findings.filter(({ waiver }) => waiver === undefined);
  const rules = [...new Set(open.map(({ policy }) => policy))];
  return rules.map((rule) => describeRule(open.filter(({ policy }) => policy === rule))).join("\n\n");
}

function describeRule(findings: readonly LocatedFinding[]): string {
  const [first] = findings;
  if (!first) return "";
  const shown = findings.slice(0, MOST_SUBJECTS);
  return [
    `${first.severity} ${first.policy} (owner: ${first.owner})`,
    ...shown.flatMap(({ subject, message, file, line, column }) => [
      `  ${subject}: ${message}`,
      ...(file === undefined ? [] : [`    from ${file}:${line}:${column}`]),
    ]),
    ...(findings.length > shown.length ? [`  … and ${findings.length - shown.length} more`] : []),
    `  why: ${first.rationale}`,
    `  way out: ${first.mitigation}`,
  ].join("\n");
}
