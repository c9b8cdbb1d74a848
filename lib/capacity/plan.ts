/** Plan: need against delivered GPUs, quarter by quarter, and what to order when. */
import type { Estate } from "../../config/index.js";
import { type Balance, balances, bandOf, type PoolBalance } from "./balance.js";
import { type Bound, bounds } from "./bounds.js";
import type { Growth } from "./demand.js";
import { type Footprint, footprints, type Spent } from "./footprint.js";
import type { Slots } from "./innovation.js";
import { type Loss, lossesOf } from "./losses.js";
import { type Order, orders } from "./orders.js";
import { type KnownPool, poolOf } from "./pools.js";
import type { PlacedService } from "./production.js";
import { type Quarter, quarterOf } from "./quarters.js";
import { podKinds, type Stranded, strandedOn } from "./room.js";
import { toHundredths } from "./rounding.js";
import { type Unowned, unownedIn } from "./unowned.js";

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
  /** For each cluster, what the others carry when it is lost. */
  losses: Loss[];
  /** The same under the other assumptions on growth. */
  sensitivity: Record<Exclude<Growth, "base">, Omit<Balance, "capacity"> & { shortfall: number }>;
}

/** The first quarter in which a pool lacks GPUs; how many by then, and in which pools. */
export interface Behind {
  quarter: string;
  gpus: number;
  pools: Record<string, number>;
}

export interface CapacityPlan {
  today: string;
  band: { low: number; high: number };
  quarters: QuarterPlan[];
  orders: Order[];
  behind: Behind | null;
  /** The first quarter in which a pool lacks GPUs, under the other assumptions on growth. */
  behindIf: Record<Exclude<Growth, "base">, string | null>;
  /** Services that need more replicas than they may have in a cluster, from which quarter on. */
  bounds: Bound[];
  /**
   * Profiles that nobody has measured on such GPUs, or whose goals no load meets there (`unmet` has the rows that say so):
   * nothing is counted for them there.
   */
  unmeasured: { service: string; pool: string; profiles: string[]; unmet?: string[] }[];
  /** Pods that leave GPUs of a full node unused, for which nothing is counted. */
  stranded: Stranded[];
  /** Work of innovation that is not interruptible and runs on production's pools: it is never sure of them. */
  unowned: Unowned[];
}

export interface CapacityOptions {
  quarters?: number;
  /** Only pools of this environment. */
  environment?: string | undefined;
}

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
  const kinds = podKinds(estate);
  const firstShort = (growth: Exclude<Growth, "base">) =>
    plans.find(({ sensitivity }) => sensitivity[growth].shortfall > 0)?.quarter ?? null;
  return {
    today,
    band: bandOf(estate),
    quarters: plans,
    orders: orders(estate, pools, plans),
    behind: behind(plans),
    behindIf: { low: firstShort("low"), high: firstShort("high") },
    bounds: bounds(estate, plans),
    unmeasured: unmeasured(plans),
    stranded: pools.flatMap((known) => strandedOn(known, kinds)),
    unowned: unownedIn(estate, pools, plans),
  };
}

function behind(plans: readonly QuarterPlan[]): Behind | null {
  const short = plans.find(({ pools }) => shortfallOf(pools) > 0);
  if (!short) return null;
  const lacking = short.pools.filter(({ shortfall }) => shortfall > 0);
  return {
    quarter: short.quarter,
    gpus: shortfallOf(lacking),
    pools: Object.fromEntries(lacking.map(({ pool, shortfall }) => [pool, shortfall])),
  };
}

const shortfallOf = (pools: readonly PoolBalance[]) =>
  toHundredths(pools.reduce((sum, { shortfall }) => sum + shortfall, 0));

function quarterPlan(estate: Estate, pools: readonly KnownPool[], quarter: Quarter): QuarterPlan {
  const { base, low, high } = {
    base: balances(estate, pools, quarter, "base"),
    low: balances(estate, pools, quarter, "low"),
    high: balances(estate, pools, quarter, "high"),
  };
  const spent = footprints(estate, pools, quarter, base.services);
  const short = ({ all, pools: parts }: ReturnType<typeof balances>) => {
    const { demand, proportion, status } = all;
    return { demand, proportion, status, shortfall: shortfallOf(parts) };
  };
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
    losses: lossesOf(pools, base.services),
    sensitivity: { low: short(low), high: short(high) },
  };
}

/** Rows do not change from quarter to quarter; the pools that are there do. */
function unmeasured(plans: readonly QuarterPlan[]): CapacityPlan["unmeasured"] {
  const found = plans.flatMap(({ services }) =>
    services.flatMap(({ service, needs }) =>
      needs.map(({ pool, profiles }) => {
        const open = profiles.filter(({ basis }) => basis === "unmeasured");
        const unmet = [...new Set(open.flatMap((one) => one.unmet ?? []))];
        const found = { service, pool, profiles: open.map(({ profile }) => profile) };
        return unmet.length === 0 ? found : { ...found, unmet };
      }),
    ),
  );
  const known = new Map(found.map((one) => [JSON.stringify(one), one]));
  return [...known.values()].filter(({ profiles }) => profiles.length > 0);
}
