/** What resources can supply by a time, and what tasks need of it at least. */
import type { Model } from "../model/model.js";
import type { Windows } from "./windows.js";

/** One resource as a single store that fills over time. */
export interface Supply {
  resource: number;
  /** Units that can have been used before a period, by period (horizon + 1 of them). */
  by: Float64Array;
  /** Units that each task needs at least. */
  need: Float64Array;
}

/**
 * A relaxation: tasks become heaps of work that may be split and spread at will.
 *
 * Valid: by time t, the tasks that have ended have used all of their need, and no plan can have used more than the sum
 * of the capacities before t (renewable), counting in each period at most what the tasks whose windows reach it can use
 * at once; of a cumulative resource, not more than what was delivered by t.
 */
export function supplies(model: Model, windows: Windows): Supply[] {
  return model.resources
    .map((_, resource) => ({
      resource,
      by: model.cumulative[resource] ? delivered(model, resource) : capacityBy(model, resource, windows),
      need: Float64Array.from(model.tasks, (_, task) => leastNeed(model, task, resource)),
    }))
    .filter(({ need }) => need.some((amount) => amount > 0));
}

function delivered({ capacity, horizon }: Model, resource: number): Float64Array {
  return Float64Array.from(
    { length: horizon + 1 },
    (_, t) => capacity[resource * horizon + Math.min(t, horizon - 1)]!,
  );
}

function capacityBy(model: Model, resource: number, windows: Windows): Float64Array {
  const { capacity, horizon } = model;
  const usable = usableAtOnce(model, resource, windows);
  const by = new Float64Array(horizon + 1);
  for (let t = 0; t < horizon; t += 1)
    by[t + 1] = by[t]! + Math.min(capacity[resource * horizon + t]!, usable[t]!);
  return by;
}

/** What all tasks together can use in a period, by period. */
function usableAtOnce(model: Model, resource: number, windows: Windows): Float64Array {
  const change = new Float64Array(model.horizon + 1);
  for (let task = 0; task < model.tasks.length; task += 1) {
    let most = 0;
    eachMode(model, task, (mode) => {
      for (let u = model.uses.first[mode]!; u < model.uses.first[mode + 1]!; u += 1)
        if (model.uses.resource[u] === resource) most = Math.max(most, model.uses.amount[u]!);
    });
    change[windows.earliestStart[task]!]! += most;
    change[windows.latestEnd[task]!]! -= most;
  }
  for (let t = 1; t < change.length; t += 1) change[t]! += change[t - 1]!;
  return change;
}

/** Over all modes. */
function leastNeed(model: Model, task: number, resource: number): number {
  const { uses, takes } = model;
  let least = Number.POSITIVE_INFINITY;
  eachMode(model, task, (mode) => {
    let need = 0;
    for (let u = uses.first[mode]!; u < uses.first[mode + 1]!; u += 1)
      if (uses.resource[u] === resource) need += uses.amount[u]! * (uses.to[u]! - uses.from[u]!);
    // Takes are running totals: the last one is all.
    for (let u = takes.first[mode]!; u < takes.first[mode + 1]!; u += 1)
      if (takes.resource[u] === resource) need = takes.amount[u]!;
    least = Math.min(least, need);
  });
  return least;
}

function eachMode({ firstMode }: Model, task: number, visit: (mode: number) => void): void {
  for (let mode = firstMode[task]!; mode < firstMode[task + 1]!; mode += 1) visit(mode);
}
