/** Explains the GPUs needed and delivered in a quarter: pool by pool, then all together and their proportion. */
import { type Estate, pointerTo, pointerToFile } from "../../config/index.js";
import type { PoolBalance } from "./balance.js";
import type { Slots } from "./innovation.js";
import type { QuarterPlan } from "./plan.js";
import { type KnownPool, poolOf } from "./pools.js";
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

/** Slots become cards: whole ones, and as many as the scarcest kind of slice needs. */
function cardsOf(slots: readonly Slots[], { group }: KnownPool): string {
  const whole = slots.filter(({ slice }) => slice === undefined).map((one) => `${one.gpus} × ${one.slots}`);
  const slices = new Map<string, number>();
  for (const { slice, gpus, slots: count } of slots) {
    if (slice !== undefined) slices.set(slice, (slices.get(slice) ?? 0) + gpus * count);
  }
  const [scarcest] = [...slices]
    .map(([slice, count]) => ({ count, each: Math.max(1, group.gpus.mig?.[slice] ?? 0) }))
    .toSorted((a, b) => b.count / b.each - a.count / a.each);
  return sumOf([...whole, ...(scarcest ? [ceiling(`${scarcest.count} ÷ ${scarcest.each}`)] : [])]);
}

function poolSteps(
  { services, innovation }: QuarterPlan,
  { pool, nodes, demand, capacity, services: used, reserve, own, borrowing, idle }: PoolBalance,
  known: KnownPool,
): Step[] {
  const placed = services.flatMap(({ service, placements, keepsNode }) =>
    placements.filter((one) => one.pool === pool).map((one) => ({ ...one, service, keepsNode })),
  );
  const kept = placed.filter(({ keepsNode }) => keepsNode);
  const slots = innovation.slots.filter((one) => one.pool === pool);
  const pointers = [pointerTo("ai/pools", pool)];
  const gpus = (value: number) => ({ value, unit: "GPUs" });
  return [
    {
      name: `services on ${pool}`,
      formula: sumOf(placed.map((one) => digits(one.gpus))),
      ...gpus(used),
      note: placed.map(({ service }) => service).join(", "),
      pointers: placed.map(({ service }) => pointerTo("ai/services", service)),
    },
    {
      name: `kept for a lost node of ${pool}`,
      ...gpus(reserve),
      note: `the ${known.group.gpus.count} of a node, or the ${digits(kept.reduce((sum, one) => sum + one.gpus, 0))} of services that survive one and no cluster, whichever is less`,
      pointers,
    },
    {
      name: `innovation's own on ${pool}`,
      formula: cardsOf(
        slots.filter(({ borrows }) => !borrows),
        known,
      ),
      ...gpus(own),
      pointers,
    },
    {
      name: `innovation would borrow of ${pool}`,
      formula: cardsOf(
        slots.filter(({ borrows }) => borrows),
        known,
      ),
      ...gpus(borrowing),
      note: `${digits(idle)} are idle on average`,
      pointers,
    },
    {
      name: `needed on ${pool}`,
      formula: `${digits(used)} + ${digits(reserve)} + ${digits(own)}`,
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
      formula: `${sumOf(partsOf(estate, pools, lentOf, (pool) => `${digits(pool.capacity)} − ${lentOf(pool)}`))} + ${digits(innovation.borrowed)}`,
      value: innovation.capacity,
      unit: "GPUs",
      note: "the rest of its pools, what production's peak leaves for work that is not interruptible, and what it borrows",
      pointers: [],
    },
    {
      name: "needed",
      formula: `${digits(production.demand)} + ${digits(innovation.demand)} − ${digits(innovation.borrowed)}`,
      value: demand,
      unit: "GPUs",
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
