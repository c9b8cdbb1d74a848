/** Drift as a risk: what people changed by hand, and differences that return. */
import { movedText } from "../change/differences.js";
import { NOTHING_SAID, phrase, some } from "../phrases/phrase.js";
import { thingOf } from "./data.js";
import { type Hit, type Meaning, subjectOf } from "./hit.js";

export const drift: Meaning = ({ set, world }) => {
  const planned = new Map(set.changes.map((change) => [`${change.stack} ${change.address}`, change.action]));
  const isRefreshOnly = set.changes.length === 0 && set.untouched === 0;
  const byHand = set.drift.flatMap(({ kind, change }): Hit[] => {
    if (kind !== "real") return [];
    const what =
      change.action === "delete"
        ? phrase("was deleted", {})
        : phrase("was changed: {changes}", {
            changes: some(change.differences.map(movedText), 2),
          });
    const action = planned.get(`${change.stack} ${change.address}`);
    const reverted = !isRefreshOnly && action !== undefined && action !== "no-op";
    const scaler = change.differences.some(({ path }) => path === "spec.replicas")
      ? world.inNamespace("after", "HorizontalPodAutoscaler", change.cluster, change.place.namespace ?? "")
          .length > 0
      : false;
    const hint = scaler
      ? phrase("; an autoscaler is there too: if it did this, leave `replicas` out of the declaration", {})
      : NOTHING_SAID;
    const answer = isRefreshOnly
      ? phrase("applying accepts it", {})
      : reverted
        ? phrase("applying takes it back", {})
        : phrase("applying leaves it", {});
    return [
      {
        rule: reverted ? "drift-reverted" : "drift-accepted",
        message: phrase("{thing} {what} outside of Terraform; {answer}{hint}", {
          thing: thingOf(change),
          what,
          answer,
          hint,
        }),
        subjects: [subjectOf(change)],
        evidence: change.differences,
      },
    ];
  });
  const returning = set.changes.flatMap((change): Hit[] =>
    change.cure === undefined
      ? []
      : [
          {
            rule: "difference-returns",
            message: phrase("{thing} differs after every apply; {cure}", {
              thing: thingOf(change),
              cure: change.cure,
            }),
            subjects: [subjectOf(change)],
            evidence: change.differences,
          },
        ],
  );
  return [...byHand, ...returning];
};
