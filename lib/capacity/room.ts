/** Room: how many pods of a kind the cores, memory and disk of a full node hold, where its GPUs would take more. */
import { type EstatePointer, pointerTo } from "../../config/index.js";
import { gpuResource, gpusOfNode, NODE_DISK, WHOLE_GPU } from "../gpu/index.js";
import { type KnownPool, type PoolEstate, poolOf } from "./pools.js";
import { roundDown } from "./rounding.js";

/** Millicores, bytes and bytes. */
export interface Amounts {
  cpu: number;
  memory: number;
  disk: number;
}

/** Pods of one shape: replicas of a service, or one kind of work of a project. */
export interface PodKind {
  /** `resume-dossiers`, `detection-decrochage training` */
  by: string;
  /** What has the `requests`. */
  pointer: EstatePointer;
  /** The GPUs or slices that one pod holds. */
  resource: string;
  units: number;
  asks: Amounts;
  /** Pools that it may run on and that offer what it holds. */
  pools: KnownPool[];
  /** The plan gives a service replicas on each of its pools; work of a project goes where there is room. */
  everywhere: boolean;
}

/** What a kind of pod leaves unused of a full node. */
export interface Stranded {
  pool: string;
  by: string;
  pointer: EstatePointer;
  resource: string;
  /** GPUs or slices of one node, and those of them that no such pod reaches. */
  offered: number;
  unused: number;
  /** What runs out first; how much of it there is for such pods, how much one asks for, and might at most. */
  short: keyof Amounts;
  room: number;
  asks: number;
  most: number;
}

export const AMOUNTS = ["cpu", "memory", "disk"] as const;

export const amountsOf = ({ group }: KnownPool): Amounts => ({
  cpu: group.cpu,
  memory: group.memory,
  disk: group.ephemeralStorage,
});

/** Kinds that hold more than one node offers have no pools: other checks name them. */
export function podKinds({ ai, ...estate }: PoolEstate): PodKind[] {
  const kind = (by: string, pointer: EstatePointer, held: Held, pools: readonly string[]) => {
    const resource = gpuResource(held.slice);
    const offering = pools
      .flatMap((name) => poolOf({ ai, ...estate }, name) ?? [])
      .filter(({ group }) => (gpusOfNode(group)[resource] ?? 0) >= held.gpus);
    return { by, pointer, resource, units: held.gpus, pools: offering };
  };
  const replicas = Object.entries(ai.services).map(([name, { serving }]) => ({
    ...kind(name, pointerTo("ai/services", name, "serving"), serving, serving.pools),
    ...{ asks: { ...serving.requests, disk: NODE_DISK.replica }, everywhere: true },
  }));
  const work = Object.entries(ai.projects).flatMap(([name, { jobs, notebooks, pools }]) =>
    [
      ...Object.entries(jobs).map(([job, held]) => ({ by: job, held, path: ["jobs", job] })),
      ...(notebooks ? [{ by: "notebooks", held: notebooks, path: ["notebooks"] }] : []),
    ].map(({ by, held, path }) => ({
      ...kind(`${name} ${by}`, pointerTo("ai/projects", name, ...path), held, pools),
      ...{ asks: { ...held.requests, disk: NODE_DISK.job }, everywhere: false },
    })),
  );
  return [...replicas, ...work];
}

interface Held {
  gpus: number;
  slice?: string | undefined;
}

/** Kinds that leave GPUs or slices of a full node of a pool unused. */
export function strandedOn(known: KnownPool, kinds: readonly PodKind[]): Stranded[] {
  const here = kinds.filter(({ pools }) => pools.some(({ name }) => name === known.name));
  const offers = gpusOfNode(known.group);
  const parts = Object.fromEntries(AMOUNTS.map((name) => [name, fairParts(known, here, name)]));
  return here.flatMap(({ by, pointer, resource, units, asks }): Stranded[] => {
    const offered = offers[resource] ?? 0;
    const full = Math.floor(offered / units);
    const [tightest] = AMOUNTS.map((short) => {
      const room = parts[short]?.get(resource) ?? 0;
      return { short, room, asks: asks[short], placed: roundDown(room / asks[short]) };
    }).toSorted((a, b) => a.placed - b.placed);
    if (!tightest || tightest.placed >= full) return [];
    const { placed, ...short } = tightest;
    const unused = (full - placed) * units;
    return [{ pool: known.name, by, pointer, resource, offered, unused, ...short, most: short.room / full }];
  });
}

/**
 * How much of a full node pods of each GPU or slice have: what they ask for where that is less than their part, a slice's
 * by its memory; the others share the rest by their parts. So all have what they ask for wherever the node holds it.
 */
function fairParts(known: KnownPool, kinds: readonly PodKind[], name: keyof Amounts): Map<string, number> {
  const profiles = known.gpu.mig?.profiles ?? {};
  const weights = new Map([
    [WHOLE_GPU, 1],
    ...Object.entries(profiles).map(
      ([slice, { memorySlices }]) => [gpuResource(slice), memorySlices] as const,
    ),
  ]);
  const wanted = Object.entries(gpusOfNode(known.group)).map(([resource, offered]) => {
    const asked = kinds
      .filter((kind) => kind.resource === resource)
      .map(({ units, asks }) => Math.floor(offered / units) * asks[name]);
    return { resource, most: Math.max(0, ...asked), weight: offered * (weights.get(resource) ?? 1) };
  });
  let room = amountsOf(known)[name];
  let weight = wanted.reduce((sum, one) => sum + one.weight, 0);
  return new Map(
    wanted
      .toSorted((a, b) => a.most / a.weight - b.most / b.weight)
      .map((one) => {
        const part = Math.min(one.most, (room * one.weight) / weight);
        room -= part;
        weight -= one.weight;
        return [one.resource, part];
      }),
  );
}
