/** Pools: the nodes that stand behind them, and how many there are on a day. */
import type { Estate, Gpu, GpuPool, NodeGroup } from "../../config/index.js";
import { nodesOf } from "../gpu/index.js";

/** What says where pools are, and what is asked of them. */
export type PoolEstate = Pick<Estate, "ai" | "environments">;

/** A pool with what it names. */
export interface KnownPool {
  name: string;
  pool: GpuPool;
  gpu: Gpu;
  group: NodeGroup & { gpus: NonNullable<NodeGroup["gpus"]> };
  /** Nodes that were delivered first. */
  nodes: number;
}

/** Undefined where it names what does not exist: the checks say so. */
export function poolOf({ ai, environments }: PoolEstate, name: string): KnownPool | undefined {
  const pool = ai.pools[name];
  if (!pool) return undefined;
  const cluster = environments[pool.environment]?.clusters[pool.cluster];
  const group = cluster?.nodeGroups[pool.nodeGroup];
  const gpu = ai.gpus[pool.gpu];
  if (!cluster || !group?.gpus || !gpu) return undefined;
  return { name, pool, gpu, group: { ...group, gpus: group.gpus }, nodes: nodesOf(cluster, group) };
}

/** Nodes that are there on each of the days from the first to the last, `YYYY-MM-DD`: the fewest of any day. */
export const nodesThroughout = (known: KnownPool, first: string, last: string): number =>
  known.pool.since > first ? 0 : Math.min(...nodesBetween(known, first, last));

/** The most nodes that are there on any day up to the last, `YYYY-MM-DD`. */
export const mostNodes = (known: KnownPool, last: string): number =>
  known.pool.since > last ? 0 : Math.max(...nodesBetween(known, known.pool.since, last));

/** Nodes on the first day, and after each change up to the last. */
function nodesBetween({ pool, nodes }: KnownPool, first: string, last: string): number[] {
  const changes = Object.values(pool.deliveries);
  const on = (day: string) =>
    changes.reduce((sum, change) => (change.on <= day ? sum + change.nodes : sum), nodes);
  const turns = changes.map((change) => change.on).filter((day) => day > first && day <= last);
  return [first, ...turns].map((day) => Math.max(0, on(day)));
}

/** GPUs that a replica takes of a node, those that it leaves unusable to its like included; of a slice its part of a card. */
export function gpusTaken(known: KnownPool, gpus: number, slice: string | undefined): number {
  const { count } = known.group.gpus;
  if (slice === undefined) return count / Math.max(1, Math.floor(count / gpus));
  const { part, all } = partOfCard(known, slice);
  return part / all;
}

/** Memory slices of a slice, and of all that its card is cut into. */
export function partOfCard({ gpu, group }: KnownPool, slice: string): { part: number; all: number } {
  const memory = (profile: string) => gpu.mig?.profiles[profile]?.memorySlices ?? 1;
  const layout = Object.entries(group.gpus.mig ?? { [slice]: 1 });
  return {
    part: memory(slice),
    all: layout.reduce((sum, [profile, slices]) => sum + slices * memory(profile), 0),
  };
}
