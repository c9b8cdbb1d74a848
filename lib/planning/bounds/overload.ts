/** Whether windows leave too little of a resource: a proof that no plan keeps them. */
import type { Model } from "../model/model.js";
import type { Windows } from "./windows.js";

export interface Overload {
  resource: number;
  /** Periods from the first to before the second. */
  from: number;
  to: number;
  /** Tasks that must use the resource then. */
  tasks: number[];
}

/** Intervals times tasks that are looked at for all resources; of more, only some intervals. */
const MOST_WORK = 60_000_000;

/**
 * An interval in which tasks must use more of a resource than there is; `undefined` where none is found.
 *
 * Valid: a task of constant use that does not pause, put as early as its window allows, uses the resource in the
 * interval for at least the smaller of what it does there when as early as can be and when as late as can be, since
 * moving it from the one to the other only ever passes through more (its time in an interval is a concave function of
 * its start between the two ends, so its least is at one of them). The same holds for each stretch of equal use of a
 * task whose use varies. Others count only if their window lies in the interval. The sum of these must fit into the interval's capacity.
 */
export function overload(model: Model, windows: Windows): Overload | undefined {
  for (let resource = 0; resource < model.resources.length; resource += 1) {
    const found = model.cumulative[resource]
      ? overtaken(model, windows, resource)
      : overused(model, windows, resource);
    if (found) return found;
  }
  return undefined;
}

/**
 * Of a task: units in all, and amount and length where they are one block without pauses, by its thriftiest mode.
 * A task with one mode and without pauses gives a block for each stretch of equal use, each with its own window.
 */
interface Work {
  task: number;
  energy: number;
  amount: number;
  length: number;
  /** Window of the block. */
  from: number;
  to: number;
}

function overused(model: Model, windows: Windows, resource: number): Overload | undefined {
  const works = model.tasks.flatMap((_, task) => worksOf(model, windows, task, resource));
  const starts = [...new Set(works.flatMap(({ from, to, length }) => [from, Math.max(from, to - length)]))];
  const ends = [...new Set(works.flatMap(({ from, to, length }) => [to, Math.min(to, from + length)]))];
  const by = capacityBy(model, resource);
  const step = Math.max(
    1,
    Math.ceil((starts.length * ends.length * works.length * model.resources.length) / MOST_WORK),
  );
  for (let index = 0; index < starts.length; index += step) {
    const from = starts[index]!;
    for (const to of ends) {
      if (to <= from) continue;
      let need = 0;
      for (const work of works) need += leastWithin(work, from, to);
      if (need <= by[to]! - by[from]!) continue;
      const tasks = works.filter((work) => leastWithin(work, from, to) > 0).map(({ task }) => task);
      return { resource, from, to, tasks: [...new Set(tasks)] };
    }
  }
  return undefined;
}

function leastWithin(work: Work, from: number, to: number): number {
  const { energy, amount, length } = work;
  if (work.from >= from && work.to <= to) return energy;
  if (amount === 0 || work.to <= from || work.from >= to) return 0;
  const early = Math.min(work.from + length, to) - Math.max(work.from, from);
  const late = Math.min(work.to, to) - Math.max(work.to - length, from);
  return amount * Math.max(0, Math.min(early, late));
}

function worksOf(model: Model, windows: Windows, task: number, resource: number): Work[] {
  const { firstMode, uses, tables } = model;
  const mode = firstMode[task]!;
  const [from, to] = [windows.earliestStart[task]!, windows.latestEnd[task]!];
  if (firstMode[task + 1]! - mode > 1 || tables[mode]?.pauses) {
    const energy = leastEnergy(model, task, resource);
    return energy > 0 ? [{ task, energy, amount: 0, length: 0, from, to }] : [];
  }
  const works: Work[] = [];
  for (let u = uses.first[mode]!; u < uses.first[mode + 1]!; u += 1) {
    if (uses.resource[u] !== resource) continue;
    const [amount, length] = [uses.amount[u]!, uses.to[u]! - uses.from[u]!];
    const until = windows.latestStart[task]! + uses.to[u]!;
    works.push({ task, energy: amount * length, amount, length, from: from + uses.from[u]!, to: until });
  }
  return works;
}

function leastEnergy({ firstMode, uses }: Model, task: number, resource: number): number {
  let least = Number.POSITIVE_INFINITY;
  for (let mode = firstMode[task]!; mode < firstMode[task + 1]!; mode += 1) {
    let energy = 0;
    for (let u = uses.first[mode]!; u < uses.first[mode + 1]!; u += 1)
      if (uses.resource[u] === resource) energy += uses.amount[u]! * (uses.to[u]! - uses.from[u]!);
    least = Math.min(least, energy);
  }
  return least;
}

function capacityBy({ capacity, horizon }: Model, resource: number): Float64Array {
  const by = new Float64Array(horizon + 1);
  for (let t = 0; t < horizon; t += 1) by[t + 1] = by[t]! + capacity[resource * horizon + t]!;
  return by;
}

/** Of a cumulative resource: what tasks must have taken by a time, in their thriftiest modes. */
function overtaken(model: Model, windows: Windows, resource: number): Overload | undefined {
  const { takes, firstMode, capacity, horizon } = model;
  const needs = model.tasks.flatMap((_, task) => {
    let least = Number.POSITIVE_INFINITY;
    for (let mode = firstMode[task]!; mode < firstMode[task + 1]!; mode += 1) {
      let all = 0;
      for (let u = takes.first[mode]!; u < takes.first[mode + 1]!; u += 1)
        if (takes.resource[u] === resource) all = takes.amount[u]!;
      least = Math.min(least, all);
    }
    return least > 0 ? [{ task, need: least, by: windows.latestEnd[task]! }] : [];
  });
  needs.sort((a, b) => a.by - b.by);
  let taken = 0;
  for (const [index, { need, by }] of needs.entries()) {
    taken += need;
    const tasks = needs.slice(0, index + 1).map(({ task }) => task);
    const t = Math.min(by, horizon - 1);
    if (needs[index + 1]?.by !== by && taken > capacity[resource * horizon + t]!)
      return { resource, from: 0, to: by, tasks };
  }
  return undefined;
}
