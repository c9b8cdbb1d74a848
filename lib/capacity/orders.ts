/** Orders: how many nodes of which pool are missing when, and by which day they are ordered. */
import type { Estate } from "../../config/index.js";
import type { KnownPool } from "./pools.js";
import { daysBefore } from "./quarters.js";

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

/** What is missing in a quarter that begins on `from`. */
interface Missing {
  quarter: string;
  from: string;
  pools: readonly { pool: string; shortfall: number }[];
}

export function orders(
  { platform }: Estate,
  pools: readonly KnownPool[],
  plans: readonly Missing[],
): Order[] {
  return pools
    .flatMap(({ name, pool, group }) => {
      let ordered = 0;
      return plans.flatMap((plan): Order[] => {
        const missing = plan.pools.find((one) => one.pool === name)?.shortfall ?? 0;
        const nodes = Math.ceil(missing / group.gpus.count - 1e-9) - ordered;
        if (nodes <= 0) return [];
        ordered += nodes;
        const { leadTime, nodePrice } = pool.order;
        const earliest = daysBefore(platform.today, -leadTime);
        return [
          {
            pool: name,
            nodes,
            price: nodes * nodePrice,
            quarter: plan.quarter,
            orderBy: daysBefore(plan.from, leadTime),
            earliest,
            late: earliest > plan.from,
          },
        ];
      });
    })
    .toSorted((a, b) => (a.orderBy < b.orderBy ? -1 : a.orderBy > b.orderBy ? 1 : 0));
}
