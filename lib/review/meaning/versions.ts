/** Versions: databases and operators that are raised or lowered with everything that rests on them. */
import type { Change } from "../change/model.js";
import { textAt } from "../change/read.js";
import { phrase } from "../phrases/phrase.js";
import { thingOf } from "./data.js";
import { type Hit, type Meaning, subjectOf } from "./hit.js";

export const versions: Meaning = ({ set }) =>
  set.changes.flatMap((change) => [...database(change), ...operator(change)]);

/** `17.7` of `registry.example/postgresql:17.7-standard@sha256:…`. */
const versionOf = (image: string | undefined): string | undefined =>
  /:v?(\d+(?:\.\d+)*)[^/]*$/.exec((image ?? "").replace(/@sha256:.*/, ""))?.[1];

const parts = (version: string): number[] => version.split(".").map(Number);

function compareVersions(a: string, b: string): number {
  const [left, right] = [parts(a), parts(b)];
  for (let index = 0; index < Math.max(left.length, right.length); index += 1) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** A major version of PostgreSQL stops the database while its files are rewritten, and cannot be taken back. */
function database(change: Change): Hit[] {
  const [then, now] = [change.before, change.after].map((object) =>
    object?.kind === "Cluster" ? versionOf(textAt(object, "spec", "imageName")) : undefined,
  );
  if (then === undefined || now === undefined || then === now) return [];
  const said = { thing: thingOf(change), old: then, now };
  const found = { subjects: [subjectOf(change)], evidence: change.differences.slice(0, 10) };
  if (compareVersions(now, then) < 0)
    return [
      {
        rule: "database-downgraded",
        message: phrase("{thing} goes back from PostgreSQL {old} to {now}", said),
        ...found,
      },
    ];
  return parts(then)[0] === parts(now)[0]
    ? [
        {
          rule: "database-updated",
          message: phrase("{thing} goes from PostgreSQL {old} to {now}", said),
          ...found,
        },
      ]
    : [
        {
          rule: "database-upgraded",
          message: phrase("{thing} goes from PostgreSQL {old} to {now}, another major version", said),
          ...found,
        },
      ];
}

/** A Helm release: its chart brings programs that act on every application, and definitions of resources. */
function operator(change: Change): Hit[] {
  if (change.type !== "helm_release" || change.action !== "update") return [];
  const version = change.differences.find(({ path }) => path === "version");
  if (version === undefined) return [];
  return [
    {
      rule: "operator-changed",
      message: phrase("the operator {name} goes from chart {old} to {now}", {
        name: textAt(change.values?.after, "name") ?? change.address,
        old: version.before ?? "?",
        now: version.after ?? "?",
      }),
      subjects: [subjectOf(change)],
      evidence: change.differences.slice(0, 10),
    },
  ];
}
