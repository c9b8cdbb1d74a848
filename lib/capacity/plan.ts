/** Plan: need against delivered GPUs, quarter by quarter, and what to order when. */
import type { Estate } from "../../config/index.js";
import type { Growth } from "./demand.js";
import { type Footprint, footprints, type Spent } from "./footprint.js";
import { gpusOfSlots, innovationSlots, type Slots } from "./innovation.js";
import { type Order, orders } from "./orders.js";
import { type KnownPool, nodesThroughout, poolOf } from "./pools.js";
import { type PlacedService, placeServices, reserveOf } from "./production.js";
import { type Quarter, quarterOf } from "./quarters.js";

export type Status = "starved" | "proportionate" | "idle";

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
  /** GPUs that are missing. */
  shortfall: number;
}

export interface QuarterPlan extends Balance {
  /** `2027-Q1`, with its first and last day. */
  quarter: string;
  from: string;
  to: string;
  production: Balance;
  innovation: Balance & { borrowed: number; slots: Slots[] };
  pools: PoolBalance[];
  services: (PlacedService & Spent)[];
  academies: Footprint[];
  /** The same under the other assumptions on growth. */
  sensitivity: Record<Exclude<Growth, "base">, { demand: number; proportion: number | null; status: Status }>;
}

export interface CapacityPlan {
  today: string;
  band: { low: number; high: number };
  quarters: QuarterPlan[];
  orders: Order[];
  /** The first quarter in which a pool lacks GPUs, and how many by then. */
  behind: { quarter: string; gpus: number } | null;
  /** Services that nobody has measured with such prompts, on such GPUs: nothing is counted for them. */
  unmeasured: { service: string; profiles: string[] }[];
}

export interface CapacityOptions {
  quarters?: number;
  /** Only pools of this environment. */
  environment?: string | undefined;
}

const NO_BAND = { low: 0.9, high: 1.4 };

export function planCapacity(
  estate: Estate,
  { quarters = 8, environment }: CapacityOptions = {},
): CapacityPlan {
  const { today } = estate.platform;
  const pools = Object.keys(estate.ai.pools)
    .flatMap((name) => poolOf(estate, name) ?? [])
    .filter(({ pool }) => environment === undefined || pool.environment === environment);
  const plans = Array.from({ length: quarters }, (_, later) =>
    quarterPlan(estate, pools, quarterOf(today, later)),
  );
  const short = plans.find((plan) => plan.pools.some(({ shortfall }) => shortfall > 0));
  return {
    today,
    band: bandOf(estate),
    quarters: plans,
    orders: orders(estate, pools, plans),
    behind: short ? { quarter: short.quarter, gpus: shortfall(short) } : null,
    unmeasured: unmeasured(plans),
  };
}

const shortfall = ({ pools }: QuarterPlan) => round(pools.reduce((sum, pool) => sum + pool.shortfall, 0));

const bandOf = ({ ai }: Estate) => ai.sharing?.proportion ?? NO_BAND;

function quarterPlan(estate: Estate, pools: readonly KnownPool[], quarter: Quarter): QuarterPlan {
  const { base, low, high } = {
    base: balances(estate, pools, quarter, "base"),
    low: balances(estate, pools, quarter, "low").all,
    high: balances(estate, pools, quarter, "high").all,
  };
  const spent = footprints(estate, pools, quarter, base.services);
  const short = ({ demand, proportion, status }: Balance) => ({ demand, proportion, status });
  return {
    quarter: quarter.name,
    from: quarter.from,
    to: quarter.to,
    ...base.all,
    production: base.production,
    innovation: { ...base.innovation, borrowed: base.borrowed, slots: base.slots },
    pools: base.pools,
    services: spent.services,
    academies: spent.academies,
    sensitivity: { low: short(low), high: short(high) },
  };
}

function balances(estate: Estate, pools: readonly KnownPool[], quarter: Quarter, growth: Growth) {
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
    const production = usedOf(services, known.name) + reserveOf(services, known);
    const own = gpusOfSlots(
      ofPool.filter(({ borrows }) => !borrows),
      known,
    );
    const borrowing = gpusOfSlots(
      ofPool.filter(({ borrows }) => borrows),
      known,
    );
    const idle =
      known.pool.serves === "production" ? Math.max(0, gpus - own - busyOf(services, known.name)) : 0;
    return { known, gpus, production, own, borrowing, borrowed: Math.min(borrowing, idle) };
  });
  const sum = (of: (part: (typeof parts)[number]) => number) =>
    parts.reduce((total, part) => total + of(part), 0);
  const serving = (serves: string) => sum(({ known, gpus }) => (known.pool.serves === serves ? gpus : 0));
  const production = sum((part) => part.production);
  const share = (estate.ai.sharing?.innovation.share ?? 0) / 100;
  const floor = share < 1 ? (production * share) / (1 - share) : 0;
  const innovation = Math.max(
    sum(({ own, borrowing }) => own + borrowing),
    floor,
  );
  const borrowed = sum((part) => part.borrowed);
  return {
    services,
    slots,
    borrowed: round(borrowed),
    production: balance(production, serving("production")),
    innovation: balance(innovation, serving("innovation") + borrowed),
    all: balance(
      production + Math.max(0, innovation - borrowed),
      sum(({ gpus }) => gpus),
    ),
    pools: parts.map(
      ({ known, gpus, production: needed, own }): PoolBalance => ({
        pool: known.name,
        nodes: gpus / known.group.gpus.count,
        ...balance(needed + own, gpus),
        shortfall: round(Math.max(0, needed + own - gpus)),
      }),
    ),
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
  const idle = proportion === null ? capacity > 0 : proportion > high;
  const status = proportion !== null && proportion < low ? "starved" : idle ? "idle" : "proportionate";
  const rounded = proportion === null ? null : Math.round(proportion * 1000) / 1000;
  return { demand: round(demand), capacity: round(capacity), proportion: rounded, status };
}

const round = (value: number) => Math.round(value * 100) / 100;

function unmeasured(plans: readonly QuarterPlan[]): CapacityPlan["unmeasured"] {
  const found = new Map<string, Set<string>>();
  for (const { services } of plans) {
    for (const { service, profiles } of services) {
      for (const { profile, basis } of profiles) {
        if (basis === "unmeasured") found.set(service, (found.get(service) ?? new Set()).add(profile));
      }
    }
  }
  return [...found].map(([service, profiles]) => ({ service, profiles: [...profiles] }));
}
