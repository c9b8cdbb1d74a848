/** Decides how the GPUs of one cluster are shared: flavors, queues and what each holds as its own. */
import type { Cluster, Estate, GpuPool, NodeGroup, Project } from "../../config/index.js";
import { projectRuns, serviceRuns } from "../framework/index.js";
import { burstLabel, gpuResource, gpusOfNode, nodesOf } from "../gpu/index.js";
import type { FlavorPlan, QueuePlan, ResourceGroupPlan } from "./ai-plan.js";

/** Name of production's ClusterQueue, and of the LocalQueue in the namespaces of services. */
export const PRODUCTION = "production";
/** The LocalQueue in a project's namespace. */
export const PROJECT_QUEUE = "innovation";

/** The ClusterQueue of a team's projects. */
export const teamQueue = (team: string): string => `${PROJECT_QUEUE}-${team}`;

/** One pool on its cluster. */
export interface PoolFacts {
  name: string;
  pool: GpuPool;
  group: NodeGroup;
  /** What all its nodes offer, by resource. */
  offers: Record<string, number>;
}

/** The pools of a cluster whose nodes the environment has, those of production first; burst nodes are not shared. */
export function poolsOf(
  estate: Estate,
  environment: string,
  cluster: string,
  facts: Pick<Cluster, "nodeGroups" | "zones">,
) {
  return Object.entries(estate.ai.pools)
    .filter(([, pool]) => pool.environment === environment && pool.cluster === cluster)
    .flatMap(([name, pool]): PoolFacts[] => {
      const group = facts.nodeGroups[pool.nodeGroup];
      if (group === undefined || group.labels[burstLabel(estate.platform.labelPrefix)] === "true") return [];
      const nodes = nodesOf(facts, group);
      const offers = Object.fromEntries(
        Object.entries(gpusOfNode(group)).map(([resource, count]) => [resource, count * nodes]),
      );
      return [{ name, pool, group, offers }];
    })
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

export const flavorOf = ({ name, pool, group }: PoolFacts): FlavorPlan => ({
  name,
  nodeGroup: pool.nodeGroup,
  taints: group.taints,
  product: group.gpus?.product ?? "",
  mig: group.gpus?.mig,
});

/** Units that replicas of services may hold at most of a pool, by resource: nobody may take them back. */
function heldByServices({ ai, platform }: Estate, { name, offers }: PoolFacts): Record<string, number> {
  const held: Record<string, number> = {};
  for (const service of Object.values(ai.services)) {
    const { pools, slice, gpus, replicas } = service.serving;
    if (!pools.includes(name) || !serviceRuns(ai, service, platform.today)) continue;
    const resource = gpuResource(slice);
    held[resource] = Math.min(offers[resource] ?? 0, (held[resource] ?? 0) + gpus * replicas.max);
  }
  return held;
}

/**
 * Production's queue and one a team with projects here. Production holds all of its pools, and of those of innovation what
 * its services there may have; teams with a project that is open share the rest by weight, and borrow what else is idle.
 */
export function queuesOf(estate: Estate, pools: readonly PoolFacts[]): QueuePlan[] {
  const { ai, platform } = estate;
  const { projects, sharing } = ai;
  const weightOf = (team: string) => sharing?.weights[team] ?? 1;
  const teams = [...new Set(pools.flatMap(({ name }) => teamsOf(projects, name)))].toSorted();
  const isOpen = (project: Project) => projectRuns(ai, project, platform.today);
  const productions = new Map(
    pools.map((facts) => [
      facts.name,
      facts.pool.serves === PRODUCTION ? facts.offers : heldByServices(estate, facts),
    ]),
  );
  const shares = new Map(
    pools.map(({ name, pool, offers }) => [
      name,
      pool.serves === PRODUCTION
        ? {}
        : Object.fromEntries(
            Object.entries(offers).map(([resource, count]) => [
              resource,
              shareOut(
                count - (productions.get(name)?.[resource] ?? 0),
                Object.fromEntries(teamsOf(projects, name, isOpen).map((team) => [team, weightOf(team)])),
              ),
            ]),
          ),
    ]),
  );
  return [
    {
      name: PRODUCTION,
      team: undefined,
      weight: 1,
      groups: resourceGroups(
        sorted(pools, PRODUCTION),
        ({ name }, resource) => productions.get(name)?.[resource] ?? 0,
      ),
    },
    ...teams.map((team) => ({
      name: teamQueue(team),
      team,
      weight: weightOf(team),
      groups: resourceGroups(
        sorted(pools, "innovation").filter(({ name }) => teamsOf(projects, name).includes(team)),
        ({ name }, resource) => shares.get(name)?.[resource]?.[team] ?? 0,
      ),
    })),
  ];
}

/** Teams whose projects, or those that `isMeant`, name the pool: their queues reach its GPUs. */
export const teamsOf = (
  projects: Record<string, Project>,
  pool: string,
  isMeant: (project: Project) => boolean = () => true,
): string[] => [
  ...new Set(
    Object.values(projects)
      .filter((project) => project.pools.includes(pool) && isMeant(project))
      .map(({ team }) => team)
      .toSorted(),
  ),
];

/** Those that are meant for it are tried first. */
const sorted = (pools: readonly PoolFacts[], serves: GpuPool["serves"]) =>
  pools.toSorted((a, b) => Number(b.pool.serves === serves) - Number(a.pool.serves === serves));

/** Whole parts of `count` by weight, of which none is lost: remainders go to the largest, then by name. */
export function shareOut(count: number, weights: Record<string, number>): Record<string, number> {
  const total = Object.values(weights).reduce((sum, weight) => sum + weight, 0);
  if (total === 0) return {};
  const exact = Object.entries(weights).map(([name, weight]) => ({ name, part: (count * weight) / total }));
  const left = count - exact.reduce((sum, { part }) => sum + Math.floor(part), 0);
  const favoured = exact
    .toSorted((a, b) => (b.part % 1) - (a.part % 1) || (a.name < b.name ? -1 : 1))
    .slice(0, left)
    .map(({ name }) => name);
  return Object.fromEntries(
    exact.map(({ name, part }) => [name, Math.floor(part) + (favoured.includes(name) ? 1 : 0)]),
  );
}

/**
 * In a ClusterQueue each resource and each flavor is in one group only, and all flavors of a group name all its
 * resources: pools that share a resource are in one group. Source: Kueue, ClusterQueue, resource groups.
 */
function resourceGroups(
  pools: readonly PoolFacts[],
  nominal: (pool: PoolFacts, resource: string) => number,
): ResourceGroupPlan[] {
  let groups: { resources: Set<string>; pools: PoolFacts[] }[] = [];
  for (const pool of pools) {
    const resources = Object.keys(pool.offers);
    const joined = groups.filter((group) => resources.some((resource) => group.resources.has(resource)));
    groups = [
      ...groups.filter((group) => !joined.includes(group)),
      {
        resources: new Set([...joined.flatMap((group) => [...group.resources]), ...resources]),
        pools: [...joined.flatMap((group) => group.pools), pool],
      },
    ];
  }
  return groups.map((group) => {
    const resources = [...group.resources].toSorted();
    return {
      resources,
      flavors: group.pools.map((pool) => ({
        pool: pool.name,
        nominal: Object.fromEntries(resources.map((resource) => [resource, nominal(pool, resource)])),
      })),
    };
  });
}
