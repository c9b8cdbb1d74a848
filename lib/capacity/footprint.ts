/** Footprint: what services cost in a quarter, the energy and the carbon, and whose requests cause them. */
import type { Estate } from "../../config/index.js";
import type { KnownPool } from "./pools.js";
import type { PlacedService } from "./production.js";
import { type Quarter, secondsOf } from "./quarters.js";

export interface Spent {
  /** Written-off price of its GPUs and energy. */
  euros: number;
  kilowattHours: number;
  /** Absent where the estate does not say what a kilowatt-hour emits. */
  kilogramsOfCarbon?: number;
}

export interface Footprint extends Spent {
  academy: string;
  requestsPerDay: number;
}

const JOULES = 3_600_000;

export function footprints(
  estate: Estate,
  pools: readonly KnownPool[],
  quarter: Quarter,
  services: readonly PlacedService[],
) {
  const spent = services.map((service) => ({ ...service, ...spentBy(estate, pools, quarter, service) }));
  const academies = new Map<string, Footprint>();
  for (const { requests, euros, kilowattHours, kilogramsOfCarbon } of spent) {
    const total = Object.values(requests).reduce((sum, count) => sum + count, 0);
    for (const [academy, count] of Object.entries(requests)) {
      const before = academies.get(academy) ?? { academy, requestsPerDay: 0, euros: 0, kilowattHours: 0 };
      const part = count / total;
      academies.set(academy, {
        academy,
        requestsPerDay: before.requestsPerDay + count,
        euros: before.euros + part * euros,
        kilowattHours: before.kilowattHours + part * kilowattHours,
        ...(kilogramsOfCarbon === undefined
          ? {}
          : { kilogramsOfCarbon: (before.kilogramsOfCarbon ?? 0) + part * kilogramsOfCarbon }),
      });
    }
  }
  return {
    services: spent,
    academies: [...academies.values()].toSorted((a, b) => (a.academy < b.academy ? -1 : 1)),
  };
}

/** Cards draw their idle power and, as far as requests keep them busy, the rest up to their full power. */
function spentBy(
  { ai, platform }: Estate,
  pools: readonly KnownPool[],
  quarter: Quarter,
  { placements, peak, mean }: PlacedService,
): Spent {
  const seconds = secondsOf(quarter);
  const energy = platform.review?.energy;
  const busy = peak === 0 ? 0 : mean / peak;
  let writtenOff = 0;
  let watts = 0;
  for (const { pool, gpus } of placements) {
    const known = pools.find(({ name }) => name === pool);
    if (!known) continue;
    const { nodePrice, lifetime } = known.pool.order;
    const nodes = gpus / known.group.gpus.count;
    writtenOff += (nodes * nodePrice * seconds) / lifetime;
    watts +=
      nodes * known.pool.nodeWatts +
      gpus * (known.gpu.idleWatts + busy * (known.gpu.watts - known.gpu.idleWatts));
  }
  const kilowattHours = (watts * (energy?.powerUsageEffectiveness ?? 1) * seconds) / JOULES;
  return {
    euros: writtenOff + kilowattHours * (ai.sharing?.electricity ?? 0),
    kilowattHours,
    ...(energy ? { kilogramsOfCarbon: (kilowattHours * energy.gramsPerKilowattHour) / 1000 } : {}),
  };
}
