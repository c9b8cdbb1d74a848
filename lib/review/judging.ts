/** What the estate says about judging: who approves, how grave each rule is, what is waived. */
import type { Estate } from "../../config/index.js";
import { didYouMean } from "../../config/load/words.js";
import type { Waivers } from "../policy/index.js";
import type { Judging } from "./group/findings.js";
import { RULE_IDS } from "./rules/index.js";

/** Without an estate roles have no teams, every rule is as grave as usual, and nothing is waived. */
export function judgingBy(estate?: Estate, excuses?: Pick<Waivers, "waiverOf">): Judging {
  if (estate === undefined) {
    return {
      approver: ({ approver }) => ({ role: approver }),
      severity: (_, usual) => usual,
      waiver: () => undefined,
    };
  }
  const { platform, teams } = estate;
  const holders = platform.review?.approvers ?? {};
  const severities = platform.review?.severities ?? {};
  return {
    approver({ approver: role }, { team }) {
      if (role === "owner")
        return { role, team: team !== undefined && Object.hasOwn(teams, team) ? team : platform.owner };
      return { role, team: holders[role] ?? platform.owner };
    },
    severity: (rule, usual) => (Object.hasOwn(severities, rule) ? (severities[rule] ?? usual) : usual),
    waiver: (rule, subject) => excuses?.waiverOf(rule, subject),
  };
}

/** Rules that the estate names and the review does not have, each with the way out. */
export function unknownRules({ platform, waivers }: Estate): string[] {
  const known: readonly string[] = RULE_IDS;
  const complain = (place: string, rule: string) =>
    `${place}: "${rule}" is no rule of the review; ${didYouMean(rule, known) ?? `allowed: ${known.join(", ")}`}`;
  return [
    ...Object.keys(platform.review?.severities ?? {})
      .filter((rule) => !known.includes(rule))
      .map((rule) => complain("platform.yaml: review.severities", rule)),
    ...Object.entries(waivers).flatMap(([id, { rule }]) =>
      rule === undefined || known.includes(rule) ? [] : [complain(`waivers/${id}.yaml: rule`, rule)],
    ),
  ];
}
