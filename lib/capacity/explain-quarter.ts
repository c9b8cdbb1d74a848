/** Explains the GPUs needed and delivered in a quarter: pool by pool, then all together and their proportion. */
import { type Estate, pointerTo, pointerToFile } from "../../config/index.js";
import type { PoolBalance } from "./balance.js";
import { type Held, unitsBySlice, unitsOfCard } from "./cards.js";
import { heldBySlots, type Slots } from "./innovation.js";
import type { QuarterPlan } from "./plan.js";
import { type KnownPool, poolOf } from "./pools.js";
import { heldByServices, keptForNode } from "./production.js";
import { ceiling, digits, percent, type Step, sumOf } from "./step.js";

export function explainQuarter(estate: Estate, quarter: QuarterPlan): Step[] {
  return [
    ...quarter.innovation.slots.map((slots) => slotsStep(slots)),
    ...quarter.pools.flatMap((balance) => {
      const known = poolOf(estate, balance.pool);
      return known ? poolSteps(quarter, balance, known) : [];
    }),
    ...totalSteps(estate, quarter),
  ];
}

const kindOf = ({ kind, gpus, slice }: Slots) =>
  `${kind} of ${slice ?? `${gpus} ${gpus === 1 ? "GPU" : "GPUs"}`}`;

function slotsStep(slots: Slots): Step {
  const { pool, formula, load, projects, kind, missed, missedWithOneFewer } = slots;
  const missing = kind === "jobs" ? "wait longer than promised" : "are refused";
  return {
    name: `${kindOf(slots)} under way on ${pool}`,
    formula,
    value: load,
    unit: "erlangs",
    note: `slots: ${slots.slots}; ${percent(missed)} ${missing}, with one fewer ${percent(missedWithOneFewer)}`,
    pointers: projects.map((project) => pointerTo("ai/projects", project)),
  };
}

/** Whole GPUs, and as many cards as the scarcest kind of slice needs. */
function cardsFormula(held: readonly Held[], known: KnownPool): string {
  const whole = held.filter(({ slice }) => slice === undefined).map(({ units }) => digits(units));
  const [scarcest] = [...unitsBySlice(held.filter(({ slice }) => slice !== undefined))]
    .map(([slice, units]) => ({ units, each: unitsOfCard(known, slice) }))
    .toSorted((a, b) => b.units / b.each - a.units / a.each);
  return sumOf([...whole, ...(scarcest ? [ceiling(`${scarcest.units} ÷ ${scarcest.each}`)] : [])]);
}

function poolSteps(quarter: QuarterPlan, balance: PoolBalance, known: KnownPool): Step[] {
  const { pool, nodes, demand, capacity, services, reserve, own, borrowing, idle, shared } = balance;
  const placed = quarter.services.filter(({ placements }) => placements.some((one) => one.pool === pool));
  const slots = quarter.innovation.slots.filter((one) => one.pool === pool);
  const used = heldByServices(quarter.services, known);
  const kept = keptForNode(quarter.services, known);
  const mine = heldBySlots(slots.filter(({ borrows }) => !borrows));
  const pointers = [pointerTo("ai/pools", pool)];
  const gpus = (value: number) => ({ value, unit: "GPUs" });
  return [
    {
      name: `services on ${pool}`,
      formula: cardsFormula(used, known),
      ...gpus(services),
      note: placed.map(({ service }) => service).join(", "),
      pointers: placed.map(({ service }) => pointerTo("ai/services", service)),
    },
    {
      name: `kept for a lost node of ${pool}`,
      formula: `${cardsFormula([...used, ...kept], known)} − ${digits(services)}`,
      ...gpus(reserve),
      note: `besides: the ${known.group.gpus.count} GPUs of a node, or what services hold there that survive one and no cluster, whichever is less`,
      pointers,
    },
    {
      name: `innovation's own on ${pool}`,
      formula: cardsFormula(mine, known),
      ...gpus(own),
      pointers,
    },
    {
      name: `innovation would borrow of ${pool}`,
      formula: cardsFormula(heldBySlots(slots.filter(({ borrows }) => borrows)), known),
      ...gpus(borrowing),
      note: `${digits(idle)} are idle on average`,
      pointers,
    },
    ...(shared === 0
      ? []
      : [
          {
            name: `counted twice so far on ${pool}`,
            formula: `${digits(services + reserve + own)} − ${cardsFormula([...used, ...kept, ...mine], known)}`,
            ...gpus(shared),
            note: "cards with slices for services and for innovation: each card offers all profiles of the layout",
            pointers,
          },
        ]),
    {
      name: `needed on ${pool}`,
      formula: `${digits(services)} + ${digits(reserve)} + ${digits(own)}${less(shared)}`,
      ...gpus(demand),
      pointers: [],
    },
    {
      name: `delivered to ${pool}`,
      formula: `${nodes} × ${known.group.gpus.count}`,
      ...gpus(capacity),
      pointers,
    },
  ];
}

const less = (shared: number) => (shared === 0 ? "" : ` − ${digits(shared)}`);

const lentOf = ({ lent }: PoolBalance) => digits(lent);

/** A term of each pool: those of production, then those of innovation. */
const partsOf = (
  { ai }: Estate,
  pools: readonly PoolBalance[],
  productions: (pool: PoolBalance) => string,
  innovations: (pool: PoolBalance) => string,
) => pools.map((one) => (ai.pools[one.pool]?.serves === "production" ? productions(one) : innovations(one)));

function totalSteps(estate: Estate, quarter: QuarterPlan): Step[] {
  const { pools, production, innovation, demand, capacity, proportion } = quarter;
  const share = (estate.ai.sharing?.innovation.share ?? 0) / 100;
  const sharing = estate.ai.sharing ? [pointerToFile("ai/sharing", "innovation", "share")] : [];
  const slots = sumOf(pools.map(({ own, borrowing }) => `${digits(own)} + ${digits(borrowing)}`));
  const shared = pools.reduce((sum, pool) => sum + pool.shared, 0);
  const least = pools.reduce((sum, { own, borrowing }) => sum + own + borrowing, 0);
  return [
    {
      name: "production needs",
      formula: sumOf(pools.map(({ services, reserve }) => `${digits(services)} + ${digits(reserve)}`)),
      value: production.demand,
      unit: "GPUs",
      pointers: [],
    },
    {
      name: "innovation needs",
      formula:
        innovation.demand > least + 0.01
          ? `${digits(production.demand)} × ${digits(share)} ÷ (1 − ${digits(share)})`
          : slots,
      value: innovation.demand,
      unit: "GPUs",
      note: `its slots, or ${digits(100 * share)} % of all that is needed, whichever is more`,
      pointers: sharing,
    },
    {
      name: "innovation borrows",
      formula: sumOf(pools.map(({ borrowing, idle }) => digits(Math.min(borrowing, idle)))),
      value: innovation.borrowed,
      unit: "GPUs",
      note: "what it would borrow, as far as it is idle",
      pointers: [],
    },
    {
      name: "production has",
      formula: sumOf(partsOf(estate, pools, ({ capacity }) => digits(capacity), lentOf)),
      value: production.capacity,
      unit: "GPUs",
      note: "its pools, and of innovation's what services need there",
      pointers: [],
    },
    {
      name: "innovation has",
      formula: `${sumOf(partsOf(estate, pools, lentOf, (pool) => `${digits(pool.capacity)} − ${digits(Math.max(0, pool.lent - pool.shared))}`))} + ${digits(innovation.borrowed)}`,
      value: innovation.capacity,
      unit: "GPUs",
      note: "the rest of its pools, what production's peak leaves for work that is not interruptible, and what it borrows",
      pointers: [],
    },
    {
      name: "needed",
      formula: `${digits(production.demand)} + ${digits(innovation.demand)} − ${digits(innovation.borrowed)}${less(shared)}`,
      value: demand,
      unit: "GPUs",
      ...(shared === 0 ? {} : { note: "what innovation borrows and what was counted twice are needed once" }),
      pointers: [],
    },
    {
      name: "delivered",
      formula: sumOf(pools.map((pool) => digits(pool.capacity))),
      value: capacity,
      unit: "GPUs",
      pointers: [],
    },
    ...(proportion === null
      ? []
      : [
          {
            name: "proportion",
            formula: `${digits(capacity)} ÷ ${digits(demand)}`,
            value: proportion,
            unit: `of need, ${quarter.status}`,
            pointers: estate.ai.sharing ? [pointerToFile("ai/sharing", "proportion")] : [],
          },
        ]),
  ];
}
