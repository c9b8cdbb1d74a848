/** Orders: how many nodes of which pool are missing when, and by which day they are ordered. */
import type { Estate } from "../../config/index.js";
import type { KnownPool } from "./pools.js";
import { daysBefore } from "./quarters.js";
import { roundUp } from "./rounding.js";

export interface Order {
  pool: string;
  nodes: number;
  /** Euros. */
  price: number;
  /** The quarter that they are needed in, and the last day on which they are ordered in time. */
  quarter: string;
  orderBy: string;
  /** Ordered today, they are in service from this day on. */
  earliest: string;
  /** Whether that is after the quarter has begun. */
  late: boolean;
}

/** What is missing in a quarter, from its first to its last day. */
interface Missing {
  quarter: string;
  from: string;
  to: string;
  pools: readonly { pool: string; shortfall: number }[];
}

/** Nodes are ordered as far as they are missing when they can be there: other deliveries may close a gap before. */
export function orders(
  { platform }: Estate,
  pools: readonly KnownPool[],
  plans: readonly Missing[],
): Order[] {
  return pools
    .flatMap(({ name, pool, group }) => {
      const { leadTime, nodePrice } = pool.order;
      const earliest = daysBefore(platform.today, -leadTime);
      const missing = (plan: Missing) => {
        const { shortfall = 0 } = plan.pools.find((one) => one.pool === name) ?? {};
        return roundUp(shortfall / group.gpus.count);
      };
      // The first quarter that an order of today reaches; where the plan has none, nobody knows what is missing then.
      const reached = plans.find(({ to }) => to >= earliest);
      const then = reached === undefined ? Infinity : missing(reached);
      let ordered = 0;
      return plans.flatMap((plan): Order[] => {
        const late = earliest > plan.from;
        const nodes = Math.min(missing(plan), late ? then : Infinity) - ordered;
        if (nodes <= 0) return [];
        ordered += nodes;
        return [
          {
            pool: name,
            nodes,
            price: nodes * nodePrice,
            quarter: plan.quarter,
            orderBy: daysBefore(plan.from, leadTime),
            earliest,
            late,
          },
        ];
      });
    })
    .toSorted((a, b) => (a.orderBy < b.orderBy ? -1 : a.orderBy > b.orderBy ? 1 : 0));
}
