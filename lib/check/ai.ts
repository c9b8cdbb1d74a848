/** AI: what inference services and projects need that the estate does not have. */
import { type Estate, pointerTo } from "../../config/index.js";
import { gpuResource, gpusOfNode } from "../gpu/index.js";
import type { Finding } from "./finding.js";

/** Metrics to scale by, and GPUs of the kind that is asked for in the pools that are named. */
export function checkAi(estate: Estate): Finding[] {
  return [...checkMetrics(estate), ...checkHeld(estate)];
}

function checkMetrics({ ai, platform }: Estate): Finding[] {
  const [service] = Object.keys(ai.services);
  if (service === undefined || platform.metrics) return [];
  return [
    {
      pointer: pointerTo("ai/services", service),
      value: service,
      message: "is scaled by metrics, and `platform.yaml` does not say where they are",
      hint: "add `metrics` with its `namespace` and `query` to platform.yaml",
    },
  ];
}

/** A pod that asks for a kind of slice that no node offers would wait for ever. */
function checkHeld(estate: Estate): Finding[] {
  const { services, projects } = estate.ai;
  const offered = (pool: string) => Object.keys(offersOf(estate, pool));
  const lacking = (pools: readonly string[], resource: string, pointer: Finding["pointer"]): Finding => ({
    pointer,
    value: resource,
    message: `is offered by none of ${pools.join(", ")}`,
    allowed: [...new Set(pools.flatMap(offered))].join(", ") || "nothing: these pools have no GPUs",
    hint: "ask for what the nodes offer, or name another pool",
  });
  return [
    ...Object.entries(services).flatMap(([name, { serving }]) => {
      const resource = gpuResource(serving.slice);
      return serving.pools.flatMap((pool, index) =>
        offered(pool).includes(resource)
          ? []
          : [lacking([pool], resource, pointerTo("ai/services", name, "serving", "pools", index))],
      );
    }),
    ...Object.entries(projects).flatMap(([name, { jobs, notebooks, pools }]) =>
      [
        ...Object.entries(jobs).map(([job, { slice }]) => ({ slice, path: ["jobs", job] })),
        ...(notebooks ? [{ slice: notebooks.slice, path: ["notebooks"] }] : []),
      ].flatMap(({ slice, path }) => {
        const resource = gpuResource(slice);
        return pools.some((pool) => offered(pool).includes(resource))
          ? []
          : [lacking(pools, resource, pointerTo("ai/projects", name, ...path))];
      }),
    ),
  ];
}

function offersOf({ ai, environments }: Estate, name: string): Record<string, number> {
  const pool = ai.pools[name];
  if (!pool) return {};
  const group = environments[pool.environment]?.clusters[pool.cluster]?.nodeGroups[pool.nodeGroup];
  return group ? gpusOfNode(group) : {};
}
