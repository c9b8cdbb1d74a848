/** Checks that GPUs are left beside the replicas that are always there: else some never run, or a rollout never ends. */
import { type Estate, pointerTo } from "../../config/index.js";
import { serviceRuns } from "../framework/index.js";
import { gpuResource, gpusOfNode } from "../gpu/index.js";
import type { CapacityFinding } from "./finding.js";
import { type KnownPool, poolOf } from "./pools.js";

/** What the least replicas of a service hold of a pool. */
interface Kept {
  service: string;
  min: number;
  gpus: number;
}

export const warnMinima = (estate: Estate): CapacityFinding[] =>
  Object.keys(estate.ai.pools).flatMap((name) => {
    const known = poolOf(estate, name);
    if (known === undefined) return [];
    return Object.entries(gpusOfNode(known.group)).flatMap(([resource, units]) =>
      warnPool(known, resource, units * known.nodes, keptOf(estate, name, resource)),
    );
  });

const keptOf = ({ ai, platform }: Estate, pool: string, resource: string): Kept[] =>
  Object.entries(ai.services).flatMap(([service, facts]) => {
    const { pools, slice, gpus, replicas } = facts.serving;
    const isKept = pools.includes(pool) && gpuResource(slice) === resource && replicas.min > 0;
    return isKept && serviceRuns(ai, facts, platform.today) ? [{ service, min: replicas.min, gpus }] : [];
  });

/** A Deployment of an engine adds a replica before it takes one away: a rollout needs the GPUs of one more. */
function warnPool(
  { name }: KnownPool,
  resource: string,
  offered: number,
  kept: readonly Kept[],
): CapacityFinding[] {
  const [largest] = kept.toSorted((a, b) => b.min * b.gpus - a.min * a.gpus);
  if (largest === undefined) return [];
  const needed = kept.reduce((sum, { min, gpus }) => sum + min * gpus, 0);
  const more = Math.max(...kept.map(({ gpus }) => gpus));
  if (needed + more <= offered) return [];
  const most = Math.floor((offered - more - needed) / largest.gpus) + largest.min;
  return [
    {
      pointer: pointerTo("ai/services", largest.service, "serving", "replicas", "min"),
      value: largest.min,
      message:
        needed > offered
          ? `makes ${needed} × ${resource} that services keep of ${name}, which has ${offered}: some replicas never run`
          : `leaves none of the ${offered} × ${resource} of ${name} for one replica more: no rollout there ends`,
      ...(most >= 0 ? { allowed: `at most ${most}` } : {}),
      hint: "lower it, or add nodes",
    },
  ];
}
