/** Unowned: work of innovation that is not interruptible and has no GPUs but production's. */
import { type Estate, type EstatePointer, pointerTo } from "../../config/index.js";
import type { PoolBalance } from "./balance.js";
import { queuesOf } from "./innovation.js";
import type { KnownPool } from "./pools.js";
import { quarterOf } from "./quarters.js";

export interface Unowned {
  project: string;
  /** Name of the job, or `notebooks`. */
  work: string;
  pointer: EstatePointer;
  /** Of production: no pool of innovation that the project names offers what it asks for. */
  pool: string;
  /** The first quarter in which production's peak leaves too few GPUs for such work. */
  lacking: string | null;
}

interface Quarter {
  quarter: string;
  from: string;
  pools: readonly PoolBalance[];
}

export function unownedIn(
  estate: Estate,
  pools: readonly KnownPool[],
  quarters: readonly Quarter[],
): Unowned[] {
  const productions = pools.filter(({ pool }) => pool.serves === "production").map(({ name }) => name);
  const found = new Map<EstatePointer, Unowned>();
  for (const { quarter, from, pools: balances } of quarters) {
    const works = queuesOf(estate, quarterOf(from), (pool) => productions.includes(pool)).flat();
    for (const { project, path, pool } of works.filter(({ borrows }) => !borrows)) {
      const pointer = pointerTo("ai/projects", project, ...path);
      const known = found.get(pointer) ?? { project, work: path.at(-1) ?? "", pointer, pool, lacking: null };
      const { shortfall = 0 } = balances.find((one) => one.pool === pool) ?? {};
      found.set(pointer, { ...known, lacking: known.lacking ?? (shortfall > 0 ? quarter : null) });
    }
  }
  return [...found.values()];
}

export const describeUnowned = ({ pool, lacking }: Unowned): string =>
  `has no GPUs of its own: it runs on what production leaves of ${pool}, and begins anew where production takes that back${lacking === null ? "" : `; in ${lacking} production's peak leaves too few`}`;
