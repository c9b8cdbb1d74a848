/** Balance: GPUs that are needed against those that are there, in one quarter under one assumption on growth. */
import type { Estate } from "../../config/index.js";
import type { Growth } from "./demand.js";
import { gpusOfSlots, innovationSlots } from "./innovation.js";
import { type KnownPool, nodesThroughout } from "./pools.js";
import { type PlacedService, placeServices, reserveOf } from "./production.js";
import type { Quarter } from "./quarters.js";

/** `none`: nothing is needed and nothing is there, so that nothing is in proportion. */
type Status = "starved" | "proportionate" | "idle" | "none";

/** GPUs that are needed and that are there. */
export interface Balance {
  demand: number;
  capacity: number;
  /** Capacity over demand; null where nothing is needed. */
  proportion: number | null;
  status: Status;
}

export interface PoolBalance extends Balance {
  pool: string;
  nodes: number;
  /** GPUs that services take, and those that are kept for a lost node. */
  services: number;
  reserve: number;
  /** GPUs that innovation needs as its own, those that it would borrow, and those that production leaves idle on average. */
  own: number;
  borrowing: number;
  idle: number;
  /**
   * GPUs that the other of production and innovation has of this pool: services of innovation's, as many as they need;
   * work that is not interruptible of production's, as far as services leave them at their peak.
   */
  lent: number;
  /** GPUs that are missing. */
  shortfall: number;
}

const NO_BAND = { low: 0.9, high: 1.4 };

export const bandOf = ({ ai }: Estate) => ai.sharing?.proportion ?? NO_BAND;

/** Need and delivery in a quarter: all together, production, innovation, and by pool. */
export function balances(estate: Estate, pools: readonly KnownPool[], quarter: Quarter, growth: Growth) {
  const delivered = new Map(
    pools.map((known) => [
      known.name,
      nodesThroughout(known, firstDay(estate, quarter), quarter.to) * known.group.gpus.count,
    ]),
  );
  const services = placeServices(estate, pools, quarter, growth, delivered);
  const slots = innovationSlots(estate, quarter, (name) => delivered.has(name));
  const balance = (demand: number, capacity: number) => balanceOf(estate, demand, capacity);
  const parts = pools.map((known) => {
    const ofPool = slots.filter(({ pool }) => pool === known.name);
    const gpus = delivered.get(known.name) ?? 0;
    const used = usedOf(services, known.name);
    const reserve = reserveOf(services, known);
    const own = gpusOfSlots(
      ofPool.filter(({ borrows }) => !borrows),
      known,
    );
    const borrowing = gpusOfSlots(
      ofPool.filter(({ borrows }) => borrows),
      known,
    );
    const isProductions = known.pool.serves === "production";
    const idle = isProductions ? Math.max(0, gpus - own - busyOf(services, known.name)) : 0;
    const shortfall = Math.max(0, used + reserve + own - gpus);
    const lent = isProductions ? Math.max(0, own - shortfall) : Math.min(gpus, used + reserve);
    return { known, isProductions, gpus, used, reserve, own, borrowing, idle, lent, shortfall };
  });
  const sum = (of: (part: (typeof parts)[number]) => number) =>
    parts.reduce((total, part) => total + of(part), 0);
  const production = sum(({ used, reserve }) => used + reserve);
  const share = (estate.ai.sharing?.innovation.share ?? 0) / 100;
  const floor = share < 1 ? (production * share) / (1 - share) : 0;
  const innovation = Math.max(
    sum(({ own, borrowing }) => own + borrowing),
    floor,
  );
  const borrowed = sum(({ borrowing, idle }) => Math.min(borrowing, idle));
  return {
    services,
    slots,
    borrowed: round(borrowed),
    production: balance(
      production,
      sum(({ isProductions, gpus, lent }) => (isProductions ? gpus : lent)),
    ),
    innovation: balance(
      innovation,
      sum(({ isProductions, gpus, lent }) => (isProductions ? lent : gpus - lent)) + borrowed,
    ),
    all: balance(
      production + Math.max(0, innovation - borrowed),
      sum(({ gpus }) => gpus),
    ),
    pools: parts.map(({ known, gpus, shortfall, ...part }): PoolBalance => {
      const { used, reserve, own, borrowing, idle, lent } = part;
      return {
        pool: known.name,
        nodes: gpus / known.group.gpus.count,
        ...balance(used + reserve + own, gpus),
        ...{ services: used, reserve, own, borrowing, idle, lent },
        shortfall: round(shortfall),
      };
    }),
  };
}

/** Of the quarter that has begun, what is there today counts. */
const firstDay = ({ platform }: Estate, { from, to }: Quarter) =>
  platform.today > from && platform.today <= to ? platform.today : from;

const placed = (services: readonly PlacedService[], pool: string) =>
  services.flatMap(({ placements, ...service }) =>
    placements.filter((one) => one.pool === pool).map((one) => ({ ...one, service })),
  );

const usedOf = (services: readonly PlacedService[], pool: string) =>
  placed(services, pool).reduce((sum, { gpus }) => sum + gpus, 0);

/** GPUs that services keep busy on average, as replicas follow demand. */
const busyOf = (services: readonly PlacedService[], pool: string) =>
  placed(services, pool).reduce(
    (sum, { gpus, service }) => sum + (service.peak === 0 ? 0 : (gpus * service.mean) / service.peak),
    0,
  );

function balanceOf(estate: Estate, demand: number, capacity: number): Balance {
  const { low, high } = bandOf(estate);
  const proportion = demand === 0 ? null : capacity / demand;
  const rounded = proportion === null ? null : Math.round(proportion * 1000) / 1000;
  const status = (): Status => {
    if (proportion === null) return capacity === 0 ? "none" : "idle";
    if (proportion < low) return "starved";
    return proportion > high ? "idle" : "proportionate";
  };
  return { demand: round(demand), capacity: round(capacity), proportion: rounded, status: status() };
}

export const round = (value: number) => Math.round(value * 100) / 100;
