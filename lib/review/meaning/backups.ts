/** Backups: schedules that stop, and what is kept for less long than before. */
import type { Text } from "../../../config/index.js";
import type { KubernetesObject } from "../../kubernetes/index.js";
import type { Change } from "../change/model.js";
import { at, listAt, textAt } from "../change/read.js";
import type { World } from "../change/world.js";
import { phrase } from "../phrases/phrase.js";
import { thingOf } from "./data.js";
import { type Hit, type Meaning, subjectOf } from "./hit.js";

export const backups: Meaning = ({ set, world }) => set.changes.flatMap((change) => backup(change, world));

function backup(change: Change, world: World): Hit[] {
  const { before, after, kind } = change;
  const thing = thingOf(change);
  if (before === undefined) return [];
  const isSchedule =
    kind === "ScheduledBackup" || (kind === "Schedule" && before.apiVersion.startsWith("velero.io/"));
  if (isSchedule) {
    if (change.action === "delete")
      return savedGoes(change, world)
        ? []
        : [weaker(change, phrase("{thing} is deleted: nothing is saved any more", { thing }))];
    const wasOn = specOf(before, "suspend") !== true && specOf(before, "paused") !== true;
    if (wasOn && (specOf(after, "suspend") === true || specOf(after, "paused") === true))
      return [weaker(change, phrase("{thing} is suspended", { thing }))];
  }
  const archiveEnds = kind === "Cluster" && after !== undefined && archives(before) && !archives(after);
  return [
    ...moved(change),
    ...retained(change),
    ...(archiveEnds
      ? [
          weaker(
            change,
            phrase("{thing} no longer archives its write-ahead log: no point-in-time recovery", { thing }),
          ),
        ]
      : []),
  ];
}

/** `general`: what is said of all objects of the kind. */
const weaker = (change: Change, message: Text, general = message): Hit => ({
  rule: "backup-weakened",
  ...{ message, general },
  subjects: [subjectOf(change)],
  evidence: change.differences,
});

/** Another bucket, or another place in it. */
function moved(change: Change): Hit[] {
  const [from, to] = [change.before, change.after].map((object) =>
    textAt(object, "spec", "configuration", "destinationPath"),
  );
  if (from === undefined || to === undefined || from === to) return [];
  const bucket = (path: string) => path.replace(/^(\w+:\/\/[^/]+).*/, "$1/*");
  const say = (thing: string, to: string, from: string) =>
    phrase("{thing} saves to {to}, no longer to {from}", { thing, to, from });
  const message = say(thingOf(change), to, from);
  const general = say(change.kind, bucket(to), bucket(from));
  return [{ ...weaker(change, message, general), rule: "backup-moved" }];
}

function retained(change: Change): Hit[] {
  const { before, after } = change;
  if (before === undefined || after === undefined) return [];
  return RETENTIONS.flatMap((path): Hit[] => {
    const [old, young] = [days(textAt(before, ...path)), days(textAt(after, ...path))];
    if (old === undefined || (young !== undefined && young >= old)) return [];
    const say = (thing: string) =>
      young === undefined
        ? phrase("{thing} no longer says how long backups are kept ({old} days before)", { thing, old })
        : phrase("{thing} keeps backups for {young} days instead of {old}", { thing, young, old });
    return [weaker(change, say(thingOf(change)), say(change.kind))];
  });
}

const specOf = (object: unknown, key: string): unknown => at(object, "spec", key);

/** A schedule that goes together with its database is told there. */
function savedGoes(change: Change, world: World): boolean {
  const name = textAt(change.before, "spec", "cluster", "name");
  const namespace = change.before?.metadata.namespace ?? "";
  return world
    .inNamespace("after", "Cluster", change.cluster, namespace)
    .every(({ object }) => object.metadata.name !== name);
}

const RETENTIONS = [
  ["spec", "retentionPolicy"],
  ["spec", "backup", "retentionPolicy"],
  ["spec", "template", "ttl"],
];

/** `30d`, `8w`, `3m` (months) of Barman, `720h0m0s` of Velero, in days. */
function days(text: string | undefined): number | undefined {
  const [, count, unit] = text === undefined ? [] : (/^(\d{1,6})([hdwm])/.exec(text) ?? []);
  const factor = unit === undefined ? undefined : { h: 1 / 24, d: 1, w: 7, m: 30 }[unit];
  return factor === undefined ? undefined : Math.floor(Number(count) * factor);
}

const archives = (cluster: KubernetesObject): boolean =>
  textAt(cluster, "spec", "backup", "barmanObjectStore", "destinationPath") !== undefined ||
  listAt(cluster, "spec", "plugins").some(
    (plugin) => (plugin as { isWALArchiver?: unknown }).isWALArchiver === true,
  );
