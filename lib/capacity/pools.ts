/** Pools: the nodes that stand behind them, and how many there are on a day. */
import type { Estate, Gpu, GpuPool, NodeGroup } from "../../config/index.js";
import { nodesOf } from "../gpu/index.js";

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
export function poolOf({ ai, environments }: Estate, name: string): KnownPool | undefined {
  const pool = ai.pools[name];
  if (!pool) return undefined;
  const cluster = environments[pool.environment]?.clusters[pool.cluster];
  const group = cluster?.nodeGroups[pool.nodeGroup];
  const gpu = ai.gpus[pool.gpu];
  if (!cluster || !group?.gpus || !gpu) return undefined;
  return { name, pool, gpu, group: { ...group, gpus: group.gpus }, nodes: nodesOf(cluster, group) };
}

/** Nodes that are there from the first to the last of these days, `YYYY-MM-DD`: what comes in between comes later. */
export function nodesThroughout({ pool, nodes }: KnownPool, first: string, last: string): number {
  if (pool.since > first) return 0;
  const changes = Object.values(pool.deliveries).filter(
    ({ on, nodes: more }) => on <= (more > 0 ? first : last),
  );
  return Math.max(
    0,
    changes.reduce((sum, { nodes: more }) => sum + more, nodes),
  );
}

/** GPUs that a replica takes of a node, those that it leaves unusable to its like included. */
export function gpusTaken({ group }: KnownPool, gpus: number, slice: string | undefined): number {
  const { count, mig } = group.gpus;
  if (slice !== undefined) return 1 / Math.max(1, mig?.[slice] ?? 0);
  return count / Math.max(1, Math.floor(count / gpus));
}
