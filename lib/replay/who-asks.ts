/** Who asks for the GPUs of a cluster. */
import type { Estate } from "../../config/index.js";
import { projectRuns, serviceRuns } from "../framework/index.js";

/** A cluster's pools, and the projects and services with a pool there that run on the day that plans start from. */
export function whoAsks(
  { ai, platform: { today } }: Estate,
  place: { environment: string; cluster: string },
) {
  const here = new Set(
    Object.entries(ai.pools)
      .filter(([, pool]) => pool.environment === place.environment && pool.cluster === place.cluster)
      .map(([name]) => name),
  );
  const isHere = (pools: readonly string[]) => pools.some((pool) => here.has(pool));
  return {
    pools: [...here],
    projects: Object.entries(ai.projects).filter(
      ([, project]) => isHere(project.pools) && projectRuns(ai, project, today),
    ),
    services: Object.entries(ai.services).filter(
      ([, service]) => isHere(service.serving.pools) && serviceRuns(ai, service, today),
    ),
  };
}
