/** From hits to findings: alike ones are one, the gravest come first, and each says who must agree. */
import { createHash } from "node:crypto";
import type { Language, Text } from "../../../config/index.js";
import type { Hit } from "../meaning/hit.js";
import { mapText, phrase } from "../phrases/phrase.js";
import type { Approver, Finding, Place, Subject } from "../report-model.js";
import { type ReviewSeverity, RISKS, SEVERITIES } from "../report-terms.js";
import { type ReviewRule, RULES, type RuleId } from "../rules/index.js";
import { memberOf, templateOf } from "./template.js";

export interface Judging {
  /** Team that holds the approver's role for a place. */
  approver(rule: ReviewRule, place: Place): Approver;
  /** The severity that the estate gives to a rule. */
  severity(rule: RuleId, usual: ReviewSeverity): ReviewSeverity;
  /** The waiver that excuses a rule for a subject. */
  waiver(rule: string, subject: string): string | undefined;
}

/** A finding before it is merged with others of its kind; its texts are still in both languages. */
export interface Single {
  finding: Omit<Finding, "id" | "french" | (typeof TEXTS)[number]> & Record<(typeof TEXTS)[number], Text>;
  /** What is said of many that differ in their values only. */
  general?: Text;
  member: string | undefined;
}

const TEXTS = ["title", "message", "rationale", "mitigation"] as const;

/** Findings of the review's own rules and of policies (`others`), merged and in order. */
export function findingsOf(hits: readonly Hit[], others: readonly Single[], judging: Judging): Finding[] {
  return merge([...hits.map((hit) => fromHit(hit, judging)), ...others]);
}

function fromHit({ general, ...hit }: Hit, judging: Judging): Single {
  const { title, rationale, mitigation, risk, severity: usual } = RULES[hit.rule] as ReviewRule;
  const place = hit.subjects[0]?.place ?? {};
  const severity = judging.severity(hit.rule, hit.severity ?? usual);
  const waivers = hit.subjects.map(({ name, address, stack }) =>
    judging.waiver(hit.rule, [stack, address, name].filter(Boolean).join(" ")),
  );
  const waiver = waivers.every((found) => found !== undefined) ? waivers[0] : undefined;
  return {
    member: memberOf({ place }),
    ...(general === undefined ? {} : { general }),
    finding: {
      ...{ rule: hit.rule, risk, severity: waiver === undefined ? severity : "note" },
      ...{ title, message: hit.message, rationale, mitigation },
      ...{ subjects: hit.subjects, evidence: hit.evidence ?? [] },
      approver: judging.approver(RULES[hit.rule], place),
      ...(waiver === undefined ? {} : { waiver }),
    },
  };
}

/** Findings that say the same of different members become one. */
function merge(singles: readonly Single[]): Finding[] {
  const groups = new Map<string, Single[]>();
  for (const single of singles) {
    const { rule, severity, message, approver, waiver } = single.finding;
    // What a policy says of several containers or images is one thing to mend.
    const said = approver.role === "policy" ? "" : sayingOf((single.general ?? message).en, single.member);
    const key = JSON.stringify([rule, severity, said, approver, waiver]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [single]);
    else group.push(single);
  }
  return withOutstanding([...groups.values()].map(together)).toSorted(compare);
}

/** What a message says of any member: neither its name nor the size of its things counts. */
const sayingOf = (message: string, member: string | undefined): string =>
  templateOf(message, member).replace(/ \(\d[\d.]*[KMGTP]?i?\)/g, "");

const MOST_EVIDENCE = 20;

function together(group: readonly Single[]): Finding {
  const [{ finding, general, member }] = group as [Single];
  const subjects = group.flatMap((single) => single.finding.subjects);
  const message = messageOf(group, general, member);
  const evidence = new Map(
    group.flatMap((single) =>
      single.finding.evidence.map((entry) => [JSON.stringify(entry), entry] as const),
    ),
  );
  const { title, rationale, mitigation } = finding;
  const inLanguage = (language: Language) => ({
    ...{ title: title[language], message: message[language] },
    ...{ rationale: rationale[language], mitigation: mitigation[language] },
  });
  const { rule, risk, severity, approver, waiver } = finding;
  return {
    id: idOf(rule, message.en, subjects),
    ...{ rule, risk, severity, ...inLanguage("en"), subjects, approver },
    evidence: group.length === 1 ? finding.evidence : [...evidence.values()].slice(0, MOST_EVIDENCE),
    french: inLanguage("fr"),
    ...(waiver === undefined ? {} : { waiver }),
  };
}

function messageOf(group: readonly Single[], general: Text | undefined, member: string | undefined): Text {
  const first = (group[0] as Single).finding.message;
  const distinct = new Set(group.map(({ finding }) => finding.message.en)).size;
  if (distinct === 1) return first;
  const templates = new Set(group.map((single) => sayingOf(single.finding.message.en, single.member)));
  if (templates.size > 1 && general !== undefined) {
    const isOne = group.every((single) => single.member === member);
    return isOne ? general : mapText(general, (text) => sayingOf(text, member));
  }
  const template = mapText(first, (text) => sayingOf(text, member));
  if (templates.size <= 1) return template;
  return phrase("{first}; and {count} more like it", { first: template, count: templates.size - 1 });
}

/** Members of a finding: academies, else namespaces; in order, each once. */
export const membersOf = ({ subjects }: Pick<Finding, "subjects">): string[] =>
  [...new Set(subjects.map((subject) => memberOf(subject) ?? subject.name))].toSorted();

/** Many alike and one that is not: the one is what to look at. */
const MANY = 3;

/** Marks what few members do where most do otherwise; where everyone does something else, nobody stands out. */
function withOutstanding(findings: Finding[]): Finding[] {
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

function compare(a: Finding, b: Finding): number {
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

function idOf(rule: string, message: string, subjects: readonly Subject[]): string {
  const names = subjects.map(({ name, stack }) => `${stack ?? ""} ${name}`).toSorted();
  return createHash("sha256")
    .update(JSON.stringify([rule, message, names]))
    .digest("hex")
    .slice(0, 12);
}
