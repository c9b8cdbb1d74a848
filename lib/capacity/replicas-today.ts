/** What today's plan places on one cluster. */
import type { Estate } from "../../config/index.js";
import { planCapacity } from "./plan.js";

/** Replicas by service, those that a lost cluster asks for included. */
export function replicasToday(
  estate: Estate,
  { environment, cluster }: { environment: string; cluster: string },
): Map<string, number> {
  const [quarter] = planCapacity(estate, { quarters: 1, environment }).quarters;
  return new Map(
    (quarter?.services ?? []).map(({ service, placements }) => [
      service,
      placements
        .filter(({ pool }) => estate.ai.pools[pool]?.cluster === cluster)
        .reduce((sum, { replicas }) => sum + replicas, 0),
    ]),
  );
}
