/** Burst: whose data may be computed in a public cloud, of which class, in which region. */
import type { Burst, Estate, EstatePointer, Text } from "../../../config/index.js";
import { pointerToFile } from "../../../config/load/pointer.js";
import { burstStack } from "../../burst/index.js";
import { CARRIER } from "../change/carried.js";
import { differencesOf, isEqual } from "../change/differences.js";
import type { Change } from "../change/model.js";
import { textAt } from "../change/read.js";
import { several, show } from "../change/text.js";
import { phrase } from "../phrases/phrase.js";
import type { Subject } from "../report-model.js";
import type { ReviewSeverity } from "../report-terms.js";
import { type EstateSide, type Hit, type Meaning, subjectOf } from "./hit.js";

/** What may leave the platform; the policy `burst-classes` says the same of the estate. */
const ADMITTED = ["public", "synthetic"];

/** Fields of the burst that say what leaves the platform, and where it goes. */
const FIELDS = ["region", "dataClasses", "projects"] as const;

export const burst: Meaning = ({ set, before, after }) => [
  ...set.changes.flatMap((change) => stackHits(change, before, after)),
  ...(before === undefined || after === undefined ? [] : estateHits(before, after)),
];

/** The stack in the cloud, made or changed by a plan. */
function stackHits(change: Change, before: EstateSide | undefined, after: EstateSide | undefined): Hit[] {
  if (change.type !== CARRIER || !["create", "update", "replace"].includes(change.action)) return [];
  const declared = after?.estate.ai.burst;
  const isDeclared = [before, after].some((side) => stackOf(side?.estate.ai.burst) === change.stack);
  const tag = textAt(change.values?.after, "tags_all", "burst");
  if (!isDeclared && tag === undefined) return [];
  const known = isDeclared ? declared : undefined;
  const region = textAt(change.values?.after, "region") ?? known?.region ?? "(?)";
  const scope =
    known === undefined
      ? phrase("in {region}; no estate says whose data goes there", { region })
      : scopeOf({ ...known, region });
  return [
    {
      rule: "burst-changed",
      message:
        change.action === "create"
          ? phrase("the stack of the burst is made: {scope}", { scope })
          : change.action === "replace"
            ? phrase("the stack of the burst is made anew: {scope}", { scope })
            : phrase("the stack of the burst changes: {scope}", { scope }),
      subjects: [
        subjectOf(change),
        ...(known === undefined || after === undefined ? [] : FIELDS.map((field) => subject(after, field))),
      ],
      evidence: change.differences.slice(0, 10),
      ...severityOf(after?.estate, known),
    },
  ];
}

/** The estate's own words, whether or not the burst is switched on. */
function estateHits(before: EstateSide, after: EstateSide): Hit[] {
  const [then, now] = [before.estate.ai.burst, after.estate.ai.burst];
  if (now === undefined)
    return then?.enabled ? [ended(phrase("the burst is no longer declared", {}), subject(before))] : [];
  const scope = scopeOf(now);
  const hit = (field: keyof Burst, message: Text): Hit => ({
    rule: "burst-changed",
    message,
    subjects: [field, ...FIELDS.filter((other) => other !== field)].map((name) => subject(after, name)),
    evidence: differencesOf(pick(then, field), pick(now, field)),
    ...severityOf(after.estate, now),
  });
  if (then === undefined)
    return [
      hit(
        "enabled",
        now.enabled
          ? phrase("a burst is declared, switched on: {scope}", { scope })
          : phrase("a burst is declared, switched off: {scope}", { scope }),
      ),
    ];
  const switched =
    now.enabled && !then.enabled
      ? [hit("enabled", phrase("the burst is switched on: {scope}", { scope }))]
      : [];
  const off =
    then.enabled && !now.enabled ? [ended(phrase("the burst is switched off", {}), subject(after))] : [];
  const changed = FIELDS.filter((field) => !isEqual(then[field], now[field])).map((field) =>
    hit(
      field,
      phrase("{field} of the burst: {old} → {now}: {scope}", {
        field,
        old: listed(then[field]),
        now: listed(now[field]),
        scope,
      }),
    ),
  );
  return [...switched, ...off, ...changed];
}

/** Nothing leaves the platform any more: that is told, and needs nobody. */
const ended = (message: Text, where: Subject): Hit => ({
  rule: "burst-changed",
  message,
  subjects: [where],
  severity: "note",
});

function scopeOf({ region, dataClasses, projects }: Pick<Burst, (typeof FIELDS)[number]>): Text {
  return phrase("{dataClasses} data of {projects} in {region}", { dataClasses, projects, region });
}

/** Denied where any class is not admitted: one that the burst names, or that one of its projects has. */
function severityOf(estate: Estate | undefined, declared: Burst | undefined): { severity?: ReviewSeverity } {
  if (declared === undefined) return {};
  const classes = [
    ...declared.dataClasses,
    ...declared.projects.flatMap((name) => estate?.ai.projects[name]?.dataClass ?? []),
  ];
  return classes.every((name) => ADMITTED.includes(name)) ? {} : { severity: "deny" };
}

const stackOf = (declared: Burst | undefined): string | undefined =>
  declared === undefined ? undefined : burstStack(declared);

const listed = (value: string | readonly string[]): string =>
  typeof value === "string" ? value : value.length === 0 ? show(value) : several(value);

const pick = (declared: Burst | undefined, field: keyof Burst) =>
  declared === undefined ? {} : { [field]: declared[field] };

function subject({ estate, locate }: EstateSide, field: keyof Burst = "enabled"): Subject {
  const pointer: EstatePointer = pointerToFile("ai/burst", field);
  const { file, line, column } = locate(pointer);
  const { environment, cluster, owner } = estate.ai.burst ?? {};
  return {
    name: pointer,
    place: {
      ...(environment === undefined ? {} : { environment }),
      ...(cluster === undefined ? {} : { cluster }),
      ...(owner === undefined ? {} : { team: owner }),
    },
    source: { file, line, column },
  };
}
