/** Drift as a risk: what people changed by hand, and differences that return. */
import { several } from "../change/text.js";
import { shortName } from "./data.js";
import { type Hit, type Meaning, subjectOf } from "./hit.js";

export const drift: Meaning = ({ set, world }) => {
  const planned = new Map(set.changes.map((change) => [`${change.stack} ${change.address}`, change.action]));
  const isRefreshOnly = set.changes.length === 0 && set.untouched === 0;
  const byHand = set.drift.flatMap(({ kind, change }): Hit[] => {
    if (kind !== "real") return [];
    const what =
      change.action === "delete"
        ? "was deleted"
        : `was changed: ${several(
            change.differences.map(
              ({ path, before, after }) => `${path} ${before ?? "(nothing)"} → ${after ?? "(nothing)"}`,
            ),
            2,
          )}`;
    const action = planned.get(`${change.stack} ${change.address}`);
    const reverted = !isRefreshOnly && action !== undefined && action !== "no-op";
    const scaler = change.differences.some(({ path }) => path === "spec.replicas")
      ? world.inNamespace("after", "HorizontalPodAutoscaler", change.cluster, change.place.namespace ?? "")
          .length > 0
      : false;
    const hint = scaler
      ? "; an autoscaler is there too: if it did this, leave `replicas` out of the declaration"
      : "";
    const answer = isRefreshOnly
      ? "applying accepts it"
      : reverted
        ? "applying takes it back"
        : "applying leaves it";
    return [
      {
        rule: reverted ? "drift-reverted" : "drift-accepted",
        message: `${change.kind} ${shortName(change)} ${what} outside of Terraform; ${answer}${hint}`,
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
            message: `${change.kind} ${shortName(change)} differs after every apply; ${change.cure}`,
            subjects: [subjectOf(change)],
            evidence: change.differences,
          },
        ],
  );
  return [...byHand, ...returning];
};
