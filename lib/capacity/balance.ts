/** Balance: GPUs that are needed against those that are there, in one quarter under one assumption on growth. */
import type { Estate } from "../../config/index.js";
import type { Growth } from "./demand.js";
import { innovationSlots } from "./innovation.js";
import { needOfPool, type PoolNeed } from "./pool-balance.js";
import { type KnownPool, nodesThroughout } from "./pools.js";
import { placeServices } from "./production.js";
import type { Quarter } from "./quarters.js";
import { toHundredths } from "./rounding.js";

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

export interface PoolBalance extends Balance, PoolNeed {
  pool: string;
  nodes: number;
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
    const gpus = delivered.get(known.name) ?? 0;
    const isProductions = known.pool.serves === "production";
    return { known, gpus, isProductions, ...needOfPool(known, gpus, services, slots) };
  });
  const sum = (of: (part: (typeof parts)[number]) => number) =>
    parts.reduce((total, part) => total + of(part), 0);
  const production = sum((part) => part.services + part.reserve);
  const share = (estate.ai.sharing?.innovation.share ?? 0) / 100;
  const floor = (production * share) / (1 - share);
  const innovation = Math.max(
    sum(({ own, borrowing }) => own + borrowing),
    floor,
  );
  const borrowed = sum(({ borrowing, idle }) => Math.min(borrowing, idle));
  return {
    services,
    slots,
    borrowed: toHundredths(borrowed),
    production: balance(
      production,
      sum(({ isProductions, gpus, lent }) => (isProductions ? gpus : lent)),
    ),
    innovation: balance(
      innovation,
      sum(({ isProductions, gpus, lent, shared }) =>
        isProductions ? lent : gpus - Math.max(0, lent - shared),
      ) + borrowed,
    ),
    all: balance(
      production + innovation - borrowed - sum(({ shared }) => shared),
      sum(({ gpus }) => gpus),
    ),
    pools: parts.map(({ known, isProductions: _, gpus, ...need }): PoolBalance => {
      const pool = { pool: known.name, nodes: gpus / known.group.gpus.count };
      return { ...pool, ...need, ...balance(need.demand, gpus), shortfall: toHundredths(need.shortfall) };
    }),
  };
}

/** Of the quarter that has begun, what is there today counts. */
const firstDay = ({ platform }: Estate, { from, to }: Quarter) =>
  platform.today > from && platform.today <= to ? platform.today : from;

function balanceOf(estate: Estate, demand: number, capacity: number): Balance {
  const { low, high } = bandOf(estate);
  const proportion = demand === 0 ? null : capacity / demand;
  const rounded = proportion === null ? null : Math.round(proportion * 1000) / 1000;
  const status = (): Status => {
    if (proportion === null) return capacity === 0 ? "none" : "idle";
    if (proportion < low) return "starved";
    return proportion > high ? "idle" : "proportionate";
  };
  return {
    demand: toHundredths(demand),
    capacity: toHundredths(capacity),
    proportion: rounded,
    status: status(),
  };
}
