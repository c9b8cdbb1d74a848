/** Who asks for the GPUs of a cluster. */
import type { Estate } from "../../config/index.js";
import { projectRuns, serviceRuns } from "../framework/index.js";

/**
 * A cluster's pools, and the projects and services with a pool there that run on the day that plans start from; `closed`
 * are the names of the others.
 */
export function whoAsks(
  { ai, platform: { today, metrics } }: Estate,
  place: { environment: string; cluster: string },
) {
  const here = new Set(
    Object.entries(ai.pools)
      .filter(([, pool]) => pool.environment === place.environment && pool.cluster === place.cluster)
      .map(([name]) => name),
  );
  const isHere = (pools: readonly string[]) => pools.some((pool) => here.has(pool));
  const projects = Object.entries(ai.projects).filter(([, { pools }]) => isHere(pools));
  const services = Object.entries(ai.services).filter(([, { serving }]) => isHere(serving.pools));
  const runs = {
    projects: projects.filter(([, project]) => projectRuns(ai, project, today)),
    // Without metrics nobody decides how many replicas there are, so none is declared.
    services: services.filter(([, service]) => metrics && serviceRuns(ai, service, today)),
  };
  const running = new Set([...runs.projects, ...runs.services].map(([name]) => name));
  const closed = [...projects, ...services].map(([name]) => name).filter((name) => !running.has(name));
  return { pools: [...here], ...runs, closed };
}
