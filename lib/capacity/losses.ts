/** Losses: what production is still served by when a cluster is gone. */
import type { KnownPool } from "./pools.js";
import type { PlacedService } from "./production.js";

/** One cluster with production's GPUs, and what the others carry when it is lost. */
export interface Loss {
  environment: string;
  cluster: string;
  services: {
    service: string;
    /** `survives.cluster`: its goals are still met. */
    promised: boolean;
    /** Replicas on the clusters that are left, by pool; nothing where the service is down. */
    carried: Record<string, number>;
  }[];
}

export function lossesOf(pools: readonly KnownPool[], services: readonly PlacedService[]): Loss[] {
  const clusterOf = new Map(
    pools.map(({ name, pool: { environment, cluster } }) => [name, `${environment}/${cluster}`]),
  );
  return [...new Set(clusterOf.values())].map((lost) => {
    const [environment = "", cluster = ""] = lost.split("/");
    return {
      ...{ environment, cluster },
      services: services
        .filter((placed) => placed.environment === environment)
        .map(({ service, survivesCluster, placements }) => ({
          service,
          promised: survivesCluster,
          carried: Object.fromEntries(
            placements
              .filter(({ pool, replicas }) => replicas > 0 && clusterOf.get(pool) !== lost)
              .map(({ pool, replicas }) => [pool, replicas]),
          ),
        })),
    };
  });
}
