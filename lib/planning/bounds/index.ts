/** Lower bounds of the objective's levels, each valid given the values of the levels above. */

import type { Model } from "../model/model.js";
import type { Level } from "../problem.js";
import { destructiveBound, supplyBound } from "./makespan.js";
import { type Supply, supplies } from "./supply.js";
import { type Item, unfinishedBound } from "./unfinished.js";
import { type EndLimit, propagateWindows, type Windows } from "./windows.js";

/** Whether time is up: what is proved by then counts. */
export type IsLate = () => boolean;

/**
 * No plan whose upper levels have at most the values `above` has less than this at the next level.
 * `known` is a value that some plan reaches there; the bound is never above it.
 */
export function boundLevel(
  model: Model,
  above: readonly number[],
  known: number,
  isLate: IsLate = () => false,
): number {
  const level = model.objective[above.length];
  if (level === undefined) throw new RangeError(`there is no level ${above.length}`);
  const limit = limitsFromAbove(model, above);
  const windows = propagateWindows(model, limit);
  if (windows.closed !== -1) return known;
  const context = { model, windows, limit, supplies: supplies(model, windows), known, isLate };
  return Math.min(known, BOUNDS[level](context));
}

interface Context {
  model: Model;
  windows: Windows;
  limit: EndLimit;
  supplies: Supply[];
  known: number;
  isLate: IsLate;
}

const BOUNDS: Record<Level, (context: Context) => number> = {
  lateness: (context) => unfinished(context, lateItems(context)),
  cost: (context) => unfinished(context, groupItems(context)) + leastModeCost(context.model),
  makespan: ({ model, windows, limit, supplies, known, isLate }) => {
    const simple = Math.max(
      windows.earliestEnd.reduce((a, b) => Math.max(a, b), 0),
      supplyBound(supplies),
    );
    return simple >= known ? simple : destructiveBound(model, simple, known, isLate, limit);
  },
  completion: (context) => unfinished(context, taskItems(context)),
  stability: ({ model, windows }) => leastMoves(model, windows),
};

/**
 * Ends that the values of upper levels allow. Valid: a single task or group alone would otherwise bring its level above
 * its value, as no other term of the sum is negative.
 */
function limitsFromAbove(model: Model, above: readonly number[]): EndLimit {
  const { due, weight, groups, horizon } = model;
  const limit = new Float64Array(model.tasks.length).fill(horizon);
  const tighten = (task: number, end: number) => {
    limit[task] = Math.min(limit[task]!, end);
  };
  for (const [index, value] of above.entries()) {
    const level = model.objective[index];
    for (let task = 0; task < limit.length; task += 1) {
      if (level === "makespan") tighten(task, value);
      if (level === "lateness" && due[task]! >= 0 && weight[task]! > 0)
        tighten(task, due[task]! + Math.floor(value / weight[task]!));
      if (level === "completion" && weight[task]! > 0) tighten(task, Math.floor(value / weight[task]!));
    }
    if (level !== "cost") continue;
    for (const { cost, from, members } of groups)
      if (cost > 0) for (const task of members) tighten(task, from + Math.floor(value / cost));
  }
  return (task) => limit[task]!;
}

const unfinished = ({ supplies, model, isLate }: Context, items: readonly Item[]): number =>
  unfinishedBound(items, supplies, model.horizon, isLate);

const lateItems = ({ model: { due, weight }, windows }: Context): Item[] =>
  Array.from(due.keys())
    .filter((task) => due[task]! >= 0 && weight[task]! > 0)
    .map((task) => ({
      weight: weight[task]!,
      from: due[task]!,
      earliestEnd: windows.earliestEnd[task]!,
      tasks: [task],
    }));

const taskItems = ({ model: { weight }, windows }: Context): Item[] =>
  Array.from(weight.keys())
    .filter((task) => weight[task]! > 0)
    .map((task) => ({
      weight: weight[task]!,
      from: 0,
      earliestEnd: windows.earliestEnd[task]!,
      tasks: [task],
    }));

const groupItems = ({ model: { groups }, windows, supplies: stores }: Context): Item[] =>
  groups
    .filter(({ cost, members }) => cost > 0 && members.length > 0)
    .map(({ cost, from, members }) => ({
      weight: cost,
      from,
      earliestEnd: Math.max(
        members.reduce((last, task) => Math.max(last, windows.earliestEnd[task]!), 0),
        supplyBound(stores, [...members]),
      ),
      tasks: [...members],
    }));

/** Every task is done in one of its modes; groups and precedences with a cost cost nothing less than nothing. */
function leastModeCost({ firstMode, modeCost, tasks }: Model): number {
  let total = 0;
  for (let task = 0; task < tasks.length; task += 1)
    total += modeCost.subarray(firstMode[task], firstMode[task + 1]).reduce((a, b) => Math.min(a, b));
  return total;
}

/** A task outside its window in the previous plan has to move at least to its window's edge. */
function leastMoves({ previousStart, previousWeight }: Model, windows: Windows): number {
  let total = 0;
  for (const [task, start] of previousStart.entries()) {
    if (start < 0) continue;
    const distance = Math.max(windows.earliestStart[task]! - start, start - windows.latestStart[task]!, 0);
    total += previousWeight[task]! * distance;
  }
  return total;
}
