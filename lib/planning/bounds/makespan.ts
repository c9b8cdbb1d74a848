/** Bounds on the end of the last task. */
import type { Model } from "../model/model.js";
import { findEdges, rivals } from "./disjunctive.js";
import { overload } from "./overload.js";
import type { Supply } from "./supply.js";
import { type EndLimit, propagateWindows } from "./windows.js";

/**
 * The first time by which every resource can have supplied all that these tasks (all, where none are given) need of it;
 * see `supplies` for the proof, which holds for fewer tasks too.
 */
export function supplyBound(supplies: readonly Supply[], tasks?: readonly number[]): number {
  return supplies.reduce((bound, { by, need }) => {
    const all = tasks
      ? tasks.reduce((total, task) => total + need[task]!, 0)
      : need.reduce((total, amount) => total + amount, 0);
    const end = by.findIndex((supply) => supply >= all);
    return Math.max(bound, end === -1 ? by.length : end);
  }, 0);
}

/**
 * Destructive bound: the least makespan that cannot be disproved, from `from` up to `to`; less where time is up.
 *
 * Valid: where no plan can end by M (its windows close, tasks that cannot overlap do not fit, or a resource is
 * overloaded in some interval), every plan ends at M + 1 or later; and what is disproved for M is disproved for every smaller makespan, whose plans also end by M.
 */
export function destructiveBound(
  model: Model,
  from: number,
  to: number,
  isLate: () => boolean,
  endLimit?: EndLimit,
): number {
  let [low, high] = [from, to];
  const sets = rivals(model);
  while (low < high && !isLate()) {
    const middle = (low + high) >>> 1;
    const windows = propagateWindows(model, (task) => Math.min(middle, endLimit?.(task) ?? middle));
    const isOpen = windows.closed === -1 && findEdges(windows, sets);
    if (!isOpen || overload(model, windows)) low = middle + 1;
    else high = middle;
  }
  return low;
}
