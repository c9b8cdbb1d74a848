/** Declarations: what the estate says of applications, environments and operators that no object shows. */
import type { Estate, EstatePointer, Text } from "../../../config/index.js";
import { pointerTo } from "../../../config/load/pointer.js";
import { counted, phrase } from "../phrases/phrase.js";
import type { Place } from "../report-model.js";
import type { RuleId } from "../rules/index.js";
import { type EstateSide, estateHit, type Hit, inBoth, type Meaning } from "./hit.js";

export const declarations: Meaning = ({ before, after }) =>
  before === undefined || after === undefined
    ? []
    : [
        ...applications(before.estate, after),
        ...environments(before.estate, after),
        ...operators(before.estate, after),
      ];

function applications(before: Estate, after: EstateSide): Hit[] {
  return inBoth(before, after, ({ applications }) => applications).flatMap(
    ([application, then, now]): Hit[] => {
      const hit = (rule: RuleId, message: Text, place: Place, ...path: string[]) =>
        estateHit(after, rule, message, pointerTo("applications", application, ...path), {
          application,
          ...place,
        });
      const withdrawn = then.secrets.filter((secret) => !now.secrets.includes(secret));
      const [old, young] = [then.objectives, now.objectives];
      return [
        ...(then.owner === now.owner
          ? []
          : [
              hit(
                "owner-changed",
                phrase("belongs to {now}, no longer to {old}", {
                  old: then.owner,
                  now: now.owner,
                }),
                { team: then.owner },
                "owner",
              ),
            ]),
        ...(withdrawn.length === 0
          ? []
          : [
              hit(
                "secret-withdrawn",
                phrase("no longer gets the secret {secrets}", { secrets: withdrawn }),
                { team: now.owner },
                "secrets",
              ),
            ]),
        ...(young.recoveryTime > old.recoveryTime || young.recoveryPoint > old.recoveryPoint
          ? [
              hit(
                "objectives-lowered",
                phrase(
                  "may be away for {time} h and lose {point} h of writes, not {oldTime} and {oldPoint}",
                  {
                    time: hours(young.recoveryTime),
                    point: hours(young.recoveryPoint),
                    oldTime: hours(old.recoveryTime),
                    oldPoint: hours(old.recoveryPoint),
                  },
                ),
                { team: now.owner },
                "objectives",
              ),
            ]
          : []),
      ];
    },
  );
}

const hours = (seconds: number): number => Math.round((seconds / 3600) * 100) / 100;

function environments(before: Estate, after: EstateSide): Hit[] {
  return inBoth(before, after, ({ environments }) => environments).flatMap(
    ([environment, then, now]): Hit[] => {
      const admitted = now.dataClasses.filter((name) => !then.dataClasses.includes(name));
      const pointer = (...path: (string | number)[]) => pointerTo("environments", environment, ...path);
      return [
        ...(admitted.length === 0
          ? []
          : [
              estateHit(
                after,
                "class-admitted",
                phrase("{environment} now admits {classes} data", { environment, classes: admitted }),
                pointer("dataClasses"),
                { environment },
              ),
            ]),
        ...Object.entries(now.clusters).flatMap(([cluster, young]): Hit[] => {
          const old = then.clusters[cluster];
          if (old === undefined) return [];
          const place = { environment, cluster };
          const where = `${environment}/${cluster}`;
          const at = (...path: string[]): EstatePointer => pointer("clusters", cluster, ...path);
          const lost = old.zones.filter((zone) => !young.zones.includes(zone));
          const isMove = old.location !== young.location;
          return [
            ...(lost.length > 0 && young.zones.length < old.zones.length && !isMove
              ? [
                  estateHit(
                    after,
                    "zones-reduced",
                    phrase("{where} gives up {zones}: {rest} left", {
                      where,
                      zones: lost,
                      rest: counted(young.zones.length, "zone"),
                    }),
                    at("zones"),
                    place,
                  ),
                ]
              : []),
            ...Object.entries(old.nodeGroups).flatMap(([group, was]) => {
              const is = young.nodeGroups[group];
              const [then, now] = [was.nodesPerZone, is?.nodesPerZone ?? 0];
              return now < then
                ? [
                    estateHit(
                      after,
                      "nodes-reduced",
                      phrase("{group} of {where} goes from {old} to {now} nodes a zone", {
                        group,
                        where,
                        old: then,
                        now,
                      }),
                      at("nodeGroups", ...(is === undefined ? [] : [group, "nodesPerZone"])),
                      place,
                    ),
                  ]
                : [];
            }),
          ];
        }),
      ];
    },
  );
}

/** Definitions that a chart no longer brings. */
function operators(before: Estate, after: EstateSide): Hit[] {
  return inBoth(before, after, ({ operators }) => operators).flatMap(([name, then, now]) => {
    const gone = then.crds.filter((crd) => !now.crds.includes(crd));
    return gone.length === 0
      ? []
      : [
          estateHit(
            after,
            "definition-deleted",
            phrase("{name} no longer brings {definitions}, and with them goes every resource of their kind", {
              name,
              definitions: gone,
            }),
            pointerTo("operators", name, "crds"),
          ),
        ];
  });
}
