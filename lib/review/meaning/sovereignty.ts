/** Sovereignty: where data is kept, how it is classed, whose programs run. */
import type { Estate, EstatePointer, Position } from "../../../config/index.js";
import { pointerTo } from "../../../config/load/pointer.js";
import type { Change } from "../change/model.js";
import { at, listAt, textAt } from "../change/read.js";
import { safe, several } from "../change/text.js";
import type { RuleId } from "../rules.js";
import { shortName } from "./data.js";
import { type EstateSide, type Hit, type Meaning, subjectOf } from "./hit.js";

/** Least protected first. Source: config/schema/application.ts, DataClass. */
const CLASSES = ["synthetic", "public", "internal", "personal", "sensitive"];

export const sovereignty: Meaning = ({ set, before, after }) => {
  const registries = registriesIn(set.changes);
  return [
    ...set.changes.flatMap((change) => [...classOf(change), ...registry(change, registries)]),
    ...(before === undefined || after === undefined ? [] : estateHits(before, after)),
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
          message: `the data of ${shortName(change)} goes from ${String(then)} to ${safe(String(now ?? "no class"))}`,
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
          message: safe(
            `${change.kind} ${shortName(change)} takes its image from ${several(foreign)}, no longer from ${several([...new Set(imagesOf(change.before).map(registryOf))])}`,
          ),
          subjects: [subjectOf(change)],
          evidence: change.differences,
        },
      ];
}

function estateHits(before: EstateSide, after: EstateSide): Hit[] {
  const hit = (
    rule: RuleId,
    message: string,
    pointer: EstatePointer,
    place: Hit["subjects"][number]["place"] = {},
  ): Hit => ({
    rule,
    message: safe(message, 300),
    subjects: [{ name: pointer, place, source: pick(after.locate(pointer)) }],
  });
  const both = <Thing>(noun: (estate: Estate) => Record<string, Thing>) =>
    Object.entries(noun(after.estate)).flatMap(([name, now]) =>
      Object.hasOwn(noun(before.estate), name)
        ? [[name, noun(before.estate)[name] as Thing, now] as const]
        : [],
    );
  return [
    ...both((estate) => estate.applications).flatMap(([name, then, now]) =>
      CLASSES.indexOf(now.dataClass) < CLASSES.indexOf(then.dataClass)
        ? [
            hit(
              "data-class-lowered",
              `the data of ${name} goes from ${then.dataClass} to ${now.dataClass}`,
              pointerTo("applications", name, "dataClass"),
              { application: name, team: now.owner },
            ),
          ]
        : [],
    ),
    ...both((estate) => estate.environments).flatMap(([environment, then, now]) =>
      Object.entries(now.clusters).flatMap(([cluster, young]) => {
        const old = then.clusters[cluster];
        const place = { environment, cluster };
        const moved = (what: string, from: string, to: string, ...path: string[]) =>
          from === to
            ? []
            : [
                hit(
                  "location-changed",
                  `${what} of ${environment}/${cluster} goes from ${from} to ${to}`,
                  pointerTo("environments", environment, "clusters", cluster, ...path),
                  place,
                ),
              ];
        if (old === undefined) return [];
        return [
          ...moved("the location", old.location, young.location, "location"),
          ...moved("the qualification", old.qualification, young.qualification, "qualification"),
          ...moved(
            "the place of the backups",
            old.backup.location,
            young.backup.location,
            "backup",
            "location",
          ),
        ];
      }),
    ),
    ...both((estate) => estate.operators).flatMap(([name, then, now]) => {
      const [from, to] = [textAt(then, "licence"), textAt(now, "licence")];
      return from === to
        ? []
        : [
            hit(
              "licence-changed",
              `${name} goes from ${from ?? "no licence"} to ${to ?? "no licence"}`,
              pointerTo("operators", name, "licence"),
            ),
          ];
    }),
  ];
}

const pick = ({ file, line, column }: Position): Position => ({ file, line, column });
