/** What resources can supply by a time, and what tasks need of it at least. */
import type { Model } from "../model/model.js";
import type { Windows } from "./windows.js";

/** One resource as a single store that fills over time. */
export interface Supply {
  resource: number;
  /** Units that tasks which have ended by a period can have used, by period (horizon + 1 of them). */
  by: Float64Array;
  /** Units that each task needs at least. */
  need: Float64Array;
}

/**
 * A relaxation: tasks become heaps of work that may be split and spread at will.
 *
 * Valid: by time t, the tasks that have ended have used all of their need, and no plan can have used more than the sum
 * of the capacities before t (renewable), counting in each period at most what the tasks that can use it then, given
 * their windows and allowed starts, can use at once; of a cumulative resource, not more than what was delivered by t.
 * A task that uses a resource no later than so many periods before its end (its tail) has used it so much sooner:
 * with the least tail of all tasks, t moves forward by it.
 */
export function supplies(model: Model, windows: Windows): Supply[] {
  return model.resources
    .map((_, resource) => {
      const raw = model.cumulative[resource]
        ? delivered(model, resource)
        : capacityBy(model, resource, windows);
      const tail = leastTail(model, resource);
      return {
        resource,
        by: raw.map((_, t) => (t < tail ? 0 : raw[t - tail]!)),
        need: needsOf(model, resource),
      };
    })
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

/** Least worked periods between the last use of a resource and the end, over all tasks and modes that use it. */
function leastTail({ uses, takes, duration, users, ...model }: Model, resource: number): number {
  let least = Number.POSITIVE_INFINITY;
  for (const task of users[resource]!) {
    eachMode(model, task, (mode) => {
      let last = -1;
      for (let u = uses.first[mode]!; u < uses.first[mode + 1]!; u += 1)
        if (uses.resource[u] === resource) last = Math.max(last, uses.to[u]!);
      for (let u = takes.first[mode]!; u < takes.first[mode + 1]!; u += 1)
        if (takes.resource[u] === resource) last = Math.max(last, takes.from[u]!);
      if (last >= 0) least = Math.min(least, duration[mode]! - last);
    });
  }
  return Number.isFinite(least) ? least : 0;
}

/** What all tasks together can use in a period, by period. */
function usableAtOnce(model: Model, resource: number, windows: Windows): Float64Array {
  const usable = new Float64Array(model.horizon);
  const own = new Float64Array(model.horizon);
  const steady = new Float64Array(model.horizon + 1);
  for (const task of model.users[resource]!) {
    const [first, last] = [windows.earliestStart[task]!, windows.latestEnd[task]!];
    const amount = steadyAmount(model, task, resource);
    if (amount !== undefined) {
      steady[first]! += amount;
      steady[last]! -= amount;
      continue;
    }
    own.fill(0, first, last);
    eachMode(model, task, (mode) => {
      for (let u = model.uses.first[mode]!; u < model.uses.first[mode + 1]!; u += 1)
        if (model.uses.resource[u] === resource) reach(model, mode, u, [first, last], own);
    });
    for (let t = first; t < last; t += 1) usable[t]! += own[t]!;
  }
  let running = 0;
  for (let t = 0; t < model.horizon; t += 1) {
    running += steady[t]!;
    usable[t]! += running;
  }
  return usable;
}

/** What a task can use anywhere in its window; `undefined` where that depends on the time. */
function steadyAmount(
  { firstMode, uses, tables, duration }: Model,
  task: number,
  resource: number,
): number | undefined {
  const mode = firstMode[task]!;
  if (firstMode[task + 1]! - mode > 1 || tables[mode]) return undefined;
  let amount = 0;
  for (let u = uses.first[mode]!; u < uses.first[mode + 1]!; u += 1) {
    if (uses.resource[u] !== resource) continue;
    if (uses.from[u] !== 0 || uses.to[u] !== duration[mode]) return undefined;
    amount = uses.amount[u]!;
  }
  return amount;
}

/** Raises `own` to what use `u` of a mode can take in each period of a window. */
function reach(
  { uses, tables, duration }: Model,
  mode: number,
  u: number,
  [first, last]: [number, number],
  own: Float64Array,
): void {
  const amount = uses.amount[u]!;
  const table = tables[mode];
  if (table?.pauses) {
    for (let t = first; t < last; t += 1) own[t] = Math.max(own[t]!, amount);
    return;
  }
  for (let start = first; start + duration[mode]! <= last; start += 1) {
    if (table) start = table.next[start]!;
    if (start + duration[mode]! > last) return;
    for (let t = start + uses.from[u]!; t < start + uses.to[u]!; t += 1) own[t] = Math.max(own[t]!, amount);
  }
}

function needsOf(model: Model, resource: number): Float64Array {
  const need = new Float64Array(model.tasks.length);
  for (const task of model.users[resource]!) need[task] = leastNeed(model, task, resource);
  return need;
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

function eachMode(
  { firstMode }: Pick<Model, "firstMode">,
  task: number,
  visit: (mode: number) => void,
): void {
  for (let mode = firstMode[task]!; mode < firstMode[task + 1]!; mode += 1) visit(mode);
}
