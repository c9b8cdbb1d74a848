/** Governance: what the estate says of its own rules, of what they excuse, and of who approves. */
import type { Estate, Text } from "../../../config/index.js";
import { pointerTo, pointerToFile } from "../../../config/load/pointer.js";
import { differencesOf, isEqual } from "../change/differences.js";
import { phrase } from "../phrases/phrase.js";
import { SEVERITIES } from "../report-terms.js";
import { RULES, type RuleId } from "../rules/index.js";
import { type EstateSide, estateHit, type Hit, type Meaning } from "./hit.js";

export const governance: Meaning = ({ before, after }) =>
  before === undefined || after === undefined
    ? []
    : [...policies(before, after), ...waivers(before.estate, after), ...reviewing(before.estate, after)];

/** What of a policy decides; titles, reasons and examples do not. */
const DECIDING = ["match", "validations", "variables", "parameters", "uses", "scope"] as const;

function policies(before: EstateSide, after: EstateSide): Hit[] {
  return Object.entries(before.estate.policies).flatMap(([policy, then]): Hit[] => {
    const now = after.estate.policies[policy];
    const pointer = (...path: string[]) => pointerTo("policies", policy, ...path);
    if (now === undefined)
      return [
        estateHit(
          before,
          "policy-weakened",
          phrase("the policy {policy} is gone: nothing refuses any more what it refused", { policy }),
          pointer(),
        ),
      ];
    const said = [then, now].map((side) => (side.scope === "vocabulary" ? undefined : side.severity));
    if (said[0] === "deny" && said[1] === "warn")
      return [
        estateHit(
          after,
          "policy-weakened",
          phrase("the policy {policy} only warns now: what it refused is admitted", { policy }),
          pointer("severity"),
        ),
      ];
    const [old, young] = [then, now].map((side) => side as Partial<Record<string, unknown>>) as [
      object,
      object,
    ];
    const derived = new Set("derived" in now ? now.derived : []);
    const differing = DECIDING.filter(
      (key) => !isEqual(deciding(old, key, derived), deciding(young, key, derived)),
    );
    const [first] = differing;
    return first === undefined
      ? []
      : [
          {
            ...estateHit(
              after,
              "policy-changed",
              phrase("the policy {policy} judges otherwise: {parts}", { policy, parts: differing }),
              pointer(first),
            ),
            evidence: differing.flatMap((key) =>
              differencesOf({ [key]: deciding(old, key, derived) }, { [key]: deciding(young, key, derived) }),
            ),
          },
        ];
  });
}

/** Parameters that the rest of the estate gives are told there. */
function deciding(policy: object, key: (typeof DECIDING)[number], derived: ReadonlySet<string>): unknown {
  const value = (policy as Partial<Record<string, unknown>>)[key];
  return key === "parameters"
    ? Object.fromEntries(Object.entries((value ?? {}) as object).filter(([name]) => !derived.has(name)))
    : value;
}

/** New waivers, and those that excuse more or for longer. */
function waivers(before: Estate, after: EstateSide): Hit[] {
  return Object.entries(after.estate.waivers).flatMap(([name, now]): Hit[] => {
    const then = before.waivers[name];
    const rule = now.policy ?? now.rule ?? "";
    const said = { rule, subjects: now.subjects, expires: now.expires };
    const hit = (message: Text, ...path: string[]) => [
      estateHit(after, "waiver-granted", message, pointerTo("waivers", name, ...path), { team: now.owner }),
    ];
    if (then === undefined) return hit(phrase("{rule} is waived for {subjects} until {expires}", said));
    if (!isEqual([then.policy, then.rule, then.subjects], [now.policy, now.rule, now.subjects]))
      return hit(phrase("{rule} is now waived for {subjects} until {expires}", said), "subjects");
    return now.expires > then.expires
      ? hit(
          phrase("{rule} stays waived for {subjects} until {expires}, not {old}", {
            ...said,
            old: then.expires,
          }),
          "expires",
        )
      : [];
  });
}

/** The review itself: what one change eases counts from the next one on. */
function reviewing(before: Estate, after: EstateSide): Hit[] {
  const [then, now] = [before.platform.review, after.estate.platform.review];
  const hit = (message: Text, ...path: string[]) =>
    estateHit(after, "review-weakened", message, pointerToFile("platform", "review", ...path));
  const severityOf = (rule: string, review: typeof now) =>
    review?.severities[rule] ?? (Object.hasOwn(RULES, rule) ? RULES[rule as RuleId].severity : "note");
  const rules = [...new Set([then, now].flatMap((review) => Object.keys(review?.severities ?? {})))];
  const roles = ["platform", "security", "data"] as const;
  return [
    ...rules.flatMap((rule) => {
      const [old, young] = [severityOf(rule, then), severityOf(rule, now)];
      return SEVERITIES.indexOf(young) > SEVERITIES.indexOf(old)
        ? [
            hit(
              phrase("{rule} counts as {now}, not {old}", { rule, now: young, old: old }),
              "severities",
              rule,
            ),
          ]
        : [];
    }),
    ...roles.flatMap((role) => {
      const [old, young] = [then, now].map((review) => review?.approvers[role]);
      return old !== undefined && old !== young
        ? [
            hit(
              phrase("{team} approves for {role}, no longer {old}", {
                team: young ?? after.estate.platform.owner,
                role,
                old: old,
              }),
              "approvers",
              role,
            ),
          ]
        : [];
    }),
    ...(then?.costThreshold !== undefined &&
    (now?.costThreshold ?? Number.POSITIVE_INFINITY) > then.costThreshold
      ? [
          hit(
            phrase("costs need approval above {now} € a month, not {old} €", {
              now: now?.costThreshold ?? "∞",
              old: then.costThreshold,
            }),
            "costThreshold",
          ),
        ]
      : []),
  ];
}
