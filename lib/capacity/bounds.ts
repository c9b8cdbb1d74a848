/** Bounds: whether services may have as many replicas as the plan gives them. */
import type { Estate } from "../../config/index.js";
import type { PlacedService } from "./production.js";

export interface Bound {
  service: string;
  /** `serving.replicas.max`, of each cluster. */
  max: number;
  /** The first quarter in which a pool needs more, and the pool with the most. */
  quarter: string;
  pool: string;
  replicas: number;
}

interface Quarter {
  quarter: string;
  services: readonly PlacedService[];
}

/** The first quarter of each service in which a cluster needs more of its replicas than it may have. */
export function bounds({ ai }: Pick<Estate, "ai">, quarters: readonly Quarter[]): Bound[] {
  const found = new Map<string, Bound>();
  for (const { quarter, services } of quarters) {
    for (const { service, placements } of services) {
      const max = ai.services[service]?.serving.replicas.max;
      const [most] = placements.toSorted((a, b) => b.replicas - a.replicas);
      if (max === undefined || most === undefined || most.replicas <= max || found.has(service)) continue;
      found.set(service, { service, max, quarter, pool: most.pool, replicas: most.replicas });
    }
  }
  return [...found.values()];
}
