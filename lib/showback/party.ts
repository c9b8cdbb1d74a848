/** Whose account a namespace is on: its labels say which team, and whether it is production or innovation. */
import type { KubernetesObject } from "../kubernetes/index.js";
import { LabelKeys } from "../labels/index.js";
import type { Party } from "./hours.js";

/** By namespace, of those that may use GPUs; `queues` are the ClusterQueues behind their LocalQueues. */
export function partiesOf(
  namespaces: readonly KubernetesObject[],
  queues: ReadonlyMap<string, string>,
  labelPrefix: string,
): Map<string, Party> {
  const keys = new LabelKeys(labelPrefix);
  return new Map(
    namespaces.flatMap(({ metadata: { name, labels = {} } }): [string, Party][] => {
      const kind = labels[keys.serves];
      const team = labels[keys.team];
      if ((kind !== "production" && kind !== "innovation") || team === undefined) return [];
      return [[name, { team, kind, queue: queues.get(name) ?? "" }]];
    }),
  );
}
