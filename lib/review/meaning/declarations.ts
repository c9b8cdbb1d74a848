/** Declarations: what the estate says of applications and operators that no object shows. */
import type { Estate, Text } from "../../../config/index.js";
import { pointerTo } from "../../../config/load/pointer.js";
import { phrase } from "../phrases/phrase.js";
import type { Place } from "../report-model.js";
import type { RuleId } from "../rules/index.js";
import { type EstateSide, estateHit, type Hit, inBoth, type Meaning } from "./hit.js";

export const declarations: Meaning = ({ before, after }) =>
  before === undefined || after === undefined
    ? []
    : [...applications(before.estate, after), ...operators(before.estate, after)];

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
