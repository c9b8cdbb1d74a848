/** The balance of one pool: what services and innovation need of its GPUs, and what the others leave them. */
import { cardsOf } from "./cards.js";
import { heldBySlots, type Slots } from "./innovation.js";
import type { KnownPool } from "./pools.js";
import { busyOf, heldByServices, keptForNode, type PlacedService } from "./production.js";
import { toHundredths } from "./rounding.js";

/** GPUs. */
export interface PoolNeed {
  /** What services take, and what is kept besides for a lost node. */
  services: number;
  reserve: number;
  /** What innovation needs as its own, what it would borrow, and what production leaves idle on average. */
  own: number;
  borrowing: number;
  idle: number;
  /** Cards of which services and innovation have slices of other profiles, or the rest: they are needed once. */
  shared: number;
  /** `services + reserve + own − shared`, and how many of these are missing. */
  demand: number;
  shortfall: number;
  /**
   * What the other of production and innovation has of this pool: services of innovation's, as many as they need; work
   * that is not interruptible of production's, as far as services leave them at their peak.
   */
  lent: number;
}

export function needOfPool(
  known: KnownPool,
  delivered: number,
  placed: readonly PlacedService[],
  slots: readonly Slots[],
): PoolNeed {
  const ofPool = slots.filter(({ pool }) => pool === known.name);
  const isProductions = known.pool.serves === "production";
  const used = heldByServices(placed, known);
  const kept = [...used, ...keptForNode(placed, known)];
  const mine = heldBySlots(ofPool.filter(({ borrows }) => !borrows));
  const services = cardsOf(used, known);
  const reserve = cardsOf(kept, known) - services;
  const own = cardsOf(mine, known);
  const demand = cardsOf([...kept, ...mine], known);
  const shortfall = Math.max(0, demand - delivered);
  const busy = cardsOf([...busyOf(placed, known), ...mine], known, { whole: false });
  return {
    ...{ services, reserve, own, demand, shortfall },
    shared: toHundredths(services + reserve + own - demand),
    borrowing: cardsOf(heldBySlots(ofPool.filter(({ borrows }) => borrows)), known),
    idle: isProductions ? Math.max(0, delivered - busy) : 0,
    lent: isProductions ? Math.max(0, own - shortfall) : Math.min(delivered, services + reserve),
  };
}
