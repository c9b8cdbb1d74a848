/** Sovereignty: where data is kept, how it is classed, whose programs run. */
import type { Text } from "../../../config/index.js";
import { pointerTo } from "../../../config/load/pointer.js";
import type { Change } from "../change/model.js";
import { at, listAt, textAt } from "../change/read.js";
import { NOTHING_SAID, phrase } from "../phrases/phrase.js";
import type { RuleId } from "../rules/index.js";
import { shortName, thingOf } from "./data.js";
import { type EstateSide, estateHit, type Hit, inBoth, type Meaning, subjectOf } from "./hit.js";

/** Least protected first. Source: config/schema/application.ts, DataClass. */
const CLASSES = ["synthetic", "public", "internal", "personal", "sensitive"];

export const sovereignty: Meaning = ({ set, before, after }) => {
  const registries = registriesIn(set.changes);
  return [
    ...set.changes.flatMap((change) => registry(change, registries)),
    ...(before === undefined || after === undefined
      ? set.changes.flatMap(classOf)
      : estateHits(before, after)),
  ];
};

/** Labels that class the data of a namespace, when no estate says more. */
function classOf(change: Change): Hit[] {
  if (change.kind !== "Namespace" || change.before === undefined || change.after === undefined) return [];
  const classed = (object: unknown) =>
    Object.entries((at(object, "metadata", "labels") as Record<string, unknown> | undefined) ?? {}).find(
      ([key]) => key.endsWith("/data-class"),
    )?.[1];
  const [then, now] = [classed(change.before), classed(change.after)];
  const [rank, young] = [CLASSES.indexOf(String(then)), CLASSES.indexOf(String(now))];
  return rank >= 0 && young < rank
    ? [
        {
          rule: "data-class-lowered",
          message: phrase("the data of {name} goes from {old} to {now}", {
            name: shortName(change),
            old: String(then),
            now: now === undefined ? phrase("no class", {}) : String(now),
          }),
          subjects: [subjectOf(change)],
          evidence: change.differences,
        },
      ]
    : [];
}

/** `registry.example/path/name:tag@digest` comes from `registry.example`. */
const registryOf = (image: string): string => {
  const first = image.split("/")[0] ?? "";
  return image.includes("/") && /[.:]|^localhost$/.test(first) ? first : "docker.io";
};

function imagesOf(object: unknown): string[] {
  const pod =
    at(object, "spec", "template", "spec") ??
    at(object, "spec", "jobTemplate", "spec", "template", "spec") ??
    at(object, "spec");
  const containers = [...listAt(pod, "containers"), ...listAt(pod, "initContainers")].flatMap(
    (container) => textAt(container, "image") ?? [],
  );
  const image = textAt(object, "spec", "imageName");
  return image === undefined ? containers : [...containers, image];
}

/** Registries that are in use before the change: another tag from one of them is nothing new. */
const registriesIn = (changes: readonly Change[]): Set<string> =>
  new Set(changes.flatMap(({ before }) => imagesOf(before).map(registryOf)));

function registry(change: Change, known: ReadonlySet<string>): Hit[] {
  if (change.before === undefined || change.after === undefined) return [];
  const foreign = [...new Set(imagesOf(change.after).map(registryOf))].filter(
    (name) => !known.has(name) && !name.startsWith("("),
  );
  return foreign.length === 0
    ? []
    : [
        {
          rule: "registry-changed",
          message: phrase("{thing} takes its image from {registries}, no longer from {before}", {
            thing: thingOf(change),
            registries: foreign,
            before: [...new Set(imagesOf(change.before).map(registryOf))],
          }),
          subjects: [subjectOf(change)],
          evidence: change.differences,
        },
      ];
}

function estateHits(before: EstateSide, after: EstateSide): Hit[] {
  return [
    ...inBoth(before.estate, after, ({ applications }) => applications).flatMap(([name, then, now]) =>
      CLASSES.indexOf(now.dataClass) < CLASSES.indexOf(then.dataClass)
        ? [
            estateHit(
              after,
              "data-class-lowered",
              phrase("the data of {name} goes from {old} to {now}", {
                name,
                old: then.dataClass,
                now: now.dataClass,
              }),
              pointerTo("applications", name, "dataClass"),
              { application: name, team: now.owner },
            ),
          ]
        : [],
    ),
    ...inBoth(before.estate, after, ({ environments }) => environments).flatMap(([environment, then, now]) =>
      Object.entries(now.clusters).flatMap(([cluster, young]) => {
        const old = then.clusters[cluster];
        const place = { environment, cluster };
        if (old === undefined) return [];
        const said = { cluster: `${environment}/${cluster}` };
        const moved = (rule: RuleId, from: string, to: string, message: Text, ...path: string[]) =>
          from === to
            ? []
            : [
                estateHit(
                  after,
                  rule,
                  message,
                  pointerTo("environments", environment, "clusters", cluster, ...path),
                  place,
                ),
              ];
        const beside = Object.entries(now.clusters)
          .filter(([other, { location }]) => other !== cluster && location === young.location)
          .map(([other]) => `${environment}/${other}`);
        const shared =
          beside.length === 0
            ? NOTHING_SAID
            : phrase("; {beside} stands there too: one disaster takes both", { beside });
        const [backup, kept] = [old.backup.location, young.backup.location];
        return [
          ...moved(
            "location-changed",
            old.location,
            young.location,
            phrase("{cluster} moves from {from} to {to}{shared}", {
              ...said,
              from: old.location,
              to: young.location,
              shared,
            }),
            "location",
          ),
          ...moved(
            "location-changed",
            old.qualification,
            young.qualification,
            phrase("the qualification of {cluster} goes from {from} to {to}", {
              ...said,
              from: old.qualification,
              to: young.qualification,
            }),
            "qualification",
          ),
          ...moved(
            "location-changed",
            backup,
            kept,
            phrase("the backups of {cluster} move from {from} to {to}", { ...said, from: backup, to: kept }),
            "backup",
            "location",
          ),
        ];
      }),
    ),
    ...inBoth(before.estate, after, ({ operators }) => operators).flatMap(([name, then, now]) => {
      const [from, to] = [textAt(then, "licence"), textAt(now, "licence")];
      return from === to
        ? []
        : [
            estateHit(
              after,
              "licence-changed",
              phrase("{name} goes from {from} to {to}", {
                name,
                from: from ?? phrase("no licence", {}),
                to: to ?? phrase("no licence", {}),
              }),
              pointerTo("operators", name, "licence"),
            ),
          ];
    }),
  ];
}
