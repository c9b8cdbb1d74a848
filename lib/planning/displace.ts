/** Changes a plan so that some tasks may move, and few others do. */
import { compareWorth, measure } from "./model/measure.js";
import { compile } from "./model/model.js";
import { Random } from "./model/random.js";
import type { Plan } from "./plan.js";
import type { PlanningProblem } from "./problem.js";
import { Displacer } from "./search/displace.js";
import { fromPlan, toPlan } from "./search/plans.js";
import { snapshot } from "./search/start.js";

export interface Displacement {
  plan: Plan;
  /** What moves of the tasks that need not. */
  displaced: Set<string>;
}

export interface DisplaceOptions {
  seed: number;
  /** The best of so many searches. */
  searches: number;
  /** No further search begins after so many seconds. */
  seconds?: number | undefined;
}

/** Prices of a period late, in turn: with the first, lateness hardly counts; of a task displaced it is 1. */
const LATE = [0.01, 0.5];

/**
 * A plan in which the tasks in `moving` keep all facts and few others move, lateness being the lesser evil; the plan at
 * hand must keep all facts but those of `moving`. Undefined where none is found.
 */
export function displace(
  problem: PlanningProblem,
  plan: Plan,
  moving: ReadonlySet<string>,
  { seed, searches, seconds = Number.POSITIVE_INFINITY }: DisplaceOptions,
): Displacement | undefined {
  const began = performance.now();
  const model = compile(problem);
  const home = fromPlan(model, plan);
  const flags = Uint8Array.from(model.tasks, (name) => Number(moving.has(name)));
  const worth = new Float64Array(model.objective.length + 1);
  const bestWorth = worth.slice();
  let best: Displacer | undefined;
  for (let search = 0; search < searches; search += 1) {
    if (search > 0 && performance.now() - began > 1000 * seconds) break;
    const random = new Random(seed + search);
    const one = new Displacer(model, home, flags, LATE[search % LATE.length] ?? 0, random);
    if (!one.run()) continue;
    measure(one.schedule, worth);
    const isBetter = one.displaced < (best?.displaced ?? Number.POSITIVE_INFINITY);
    if (!isBetter && (one.displaced !== best?.displaced || compareWorth(worth, bestWorth) >= 0)) continue;
    best = one;
    bestWorth.set(worth);
  }
  if (!best) return undefined;
  const found = toPlan(model, snapshot(best.schedule));
  const displaced = model.tasks.filter(
    (name) => !moving.has(name) && found.tasks[name]?.start !== plan.tasks[name]?.start,
  );
  return { plan: found, displaced: new Set(displaced) };
}
