/** What autoscalers did: replicas that nobody declares are theirs to set. */
import type { ChangeSet, DriftEntry } from "../change/model.js";
import type { World } from "../change/world.js";

/** The drift of a set, where replicas that an autoscaler keeps within its bounds count as written by a controller. */
export function withAutoscaled({ drift, changes }: ChangeSet, world: World): DriftEntry[] {
  const planned = new Set(
    changes.filter(({ action }) => action !== "no-op").map(({ stack, address }) => `${stack} ${address}`),
  );
  return drift.map((entry) =>
    entry.kind === "real" &&
    !planned.has(`${entry.change.stack} ${entry.change.address}`) &&
    isAutoscaled(entry.change, world)
      ? { ...entry, kind: "controller" }
      : entry,
  );
}

interface Autoscaler {
  spec?: {
    scaleTargetRef?: { kind?: string; name?: string };
    minReplicas?: number;
    maxReplicas?: number;
  };
}

function isAutoscaled(
  { action, kind, after, cluster, differences }: DriftEntry["change"],
  world: World,
): boolean {
  if (action === "delete" || after === undefined) return false;
  if (differences.length === 0 || !differences.every(({ path }) => path === "spec.replicas")) return false;
  const { name, namespace = "" } = after.metadata;
  const now = Number(differences[0]?.after);
  return world.inNamespace("after", "HorizontalPodAutoscaler", cluster, namespace).some(({ object }) => {
    const { scaleTargetRef, minReplicas = 1, maxReplicas = 0 } = (object as Autoscaler).spec ?? {};
    return (
      scaleTargetRef?.kind === kind &&
      scaleTargetRef.name === name &&
      minReplicas <= now &&
      now <= maxReplicas
    );
  });
}
