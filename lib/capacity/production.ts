/** Production: where replicas of services run in a quarter, and what is kept for a lost node or cluster. */
import type { Estate, InferenceService } from "../../config/index.js";
import { type Demand, demandIn, type Growth } from "./demand.js";
import { needOn, type ServiceNeed } from "./need.js";
import { gpusTaken, type KnownPool } from "./pools.js";
import type { Quarter } from "./quarters.js";

export interface Placement {
  pool: string;
  replicas: number;
  /** GPUs that they take; those of a node that they leave unusable to their like included. */
  gpus: number;
}

export interface PlacedService extends Demand {
  service: string;
  /** What it would need on each of its pools alone, in the order of its preference. */
  needs: (ServiceNeed & { pool: string })[];
  /** Replicas that meet the goals, on the first of its pools. */
  replicas: number;
  /** Whether the goals are met as measured, in all profiles, on all pools that it has replicas on. */
  goalsMet: boolean;
  /** Those that run, the ones for a lost cluster included. */
  placements: Placement[];
  /** GPUs are kept on its pools for a lost node. */
  keepsNode: boolean;
}

export function placeServices(
  estate: Estate,
  pools: readonly KnownPool[],
  quarter: Quarter,
  growth: Growth,
  delivered: ReadonlyMap<string, number>,
): PlacedService[] {
  const free = new Map(delivered);
  return Object.entries(estate.ai.services).flatMap(([name, service]) => {
    const own = service.serving.pools.flatMap((pool) => pools.find((known) => known.name === pool) ?? []);
    const [first] = own;
    if (!first) return [];
    const demand = demandIn(estate, service, quarter, growth, academiesOf(estate, first));
    const needs = own.map((known) => ({ known, need: needOn(estate, service, known, demand.peak) }));
    const spread = service.survives.cluster && own.length > 1;
    const placements = spread ? everywhere(needs, service) : inOrder(needs, service, free);
    for (const { pool, gpus } of placements) free.set(pool, (free.get(pool) ?? 0) - gpus);
    return [
      {
        service: name,
        ...demand,
        needs: needs.map(({ known, need }) => ({ pool: known.name, ...need })),
        replicas: needs[0]?.need.replicas ?? 0,
        goalsMet: needs.every(
          ({ known, need }) => need.goalsMet || !placements.some(({ pool }) => pool === known.name),
        ),
        placements,
        keepsNode: service.survives.node && !spread,
      },
    ];
  });
}

function academiesOf({ environments, academies }: Estate, { pool }: KnownPool): string[] {
  const present = environments[pool.environment]?.academies ?? "all";
  return present === "all" ? Object.keys(academies) : present;
}

type Needs = readonly { known: KnownPool; need: ServiceNeed }[];

/** Whatever cluster is lost, the others hold all replicas. */
function everywhere(needs: Needs, service: InferenceService): Placement[] {
  return needs.map(({ known, need }) =>
    placement(known, service, Math.ceil(need.replicas / (needs.length - 1))),
  );
}

/** In the first pool, as far as it has GPUs, then in the next; what finds none stays needed in the first. */
function inOrder(needs: Needs, service: InferenceService, free: ReadonlyMap<string, number>): Placement[] {
  let part = 1;
  const found = needs.map(({ known, need }) => {
    const wanted = Math.ceil(part * need.replicas - 1e-9);
    const fits = Math.floor((free.get(known.name) ?? 0) / gpusOf(known, service) + 1e-9);
    const replicas = Math.max(0, Math.min(wanted, fits));
    if (need.replicas > 0) part = Math.max(0, part - replicas / need.replicas);
    return { known, need, replicas };
  });
  return found
    .map(({ known, need, replicas }, index) =>
      placement(known, service, index === 0 ? replicas + Math.ceil(part * need.replicas - 1e-9) : replicas),
    )
    .filter(({ replicas }, index) => index === 0 || replicas > 0);
}

const gpusOf = (known: KnownPool, { serving }: InferenceService) =>
  gpusTaken(known, serving.gpus, serving.slice);

const placement = (known: KnownPool, service: InferenceService, replicas: number): Placement => ({
  pool: known.name,
  replicas: Math.max(0, replicas),
  gpus: Math.max(0, replicas) * gpusOf(known, service),
});

/**
 * GPUs of a pool that are kept for a lost node: one node's, or all that services which survive it take, where that is
 * less. A service that survives the loss of a cluster survives that of a node as well.
 */
export function reserveOf(services: readonly PlacedService[], { name, group }: KnownPool): number {
  const kept = services
    .filter(({ keepsNode }) => keepsNode)
    .flatMap(({ placements }) => placements)
    .filter(({ pool }) => pool === name)
    .reduce((sum, { gpus }) => sum + gpus, 0);
  return Math.min(group.gpus.count, kept);
}
