/** Whether windows leave too little of a resource: a proof that no plan keeps them. */
import type { Model } from "../model/model.js";
import { constantCapacity, scalesOf } from "./scales.js";
import type { Windows } from "./windows.js";

export interface Overload {
  /** -1 where it is several together. */
  resource: number;
  /** Periods from the first to before the second. */
  from: number;
  to: number;
  /** Tasks that must use the resource then. */
  tasks: number[];
}

/** Periods and tasks that all passes look at, for all beginnings of intervals; of more, only some beginnings. */
const MOST_WORK = 60_000_000;
/** What is added up in fractions may be off by this. */
const TOLERANCE = 1e-6;

/**
 * An interval in which tasks must use more of a resource than there is; `undefined` where none is found.
 *
 * Valid: a task of constant use that does not pause, put as early as its window allows, uses the resource in the
 * interval for at least the smaller of what it does there when as early as can be and when as late as can be, since
 * moving it from the one to the other only ever passes through more (its time in an interval is a concave function of
 * its start between the two ends, so its least is at one of them). The same holds for each stretch of equal use of a
 * task whose use varies. Others count only if their window lies in the interval. The sum of these must fit into the
 * interval's capacity; and so it must where amounts are seen through a scale (see `scalesOf`).
 */
export function overload(model: Model, windows: Windows): Overload | undefined {
  for (let resource = 0; resource < model.resources.length; resource += 1) {
    const found = model.cumulative[resource]
      ? overtaken(model, windows, resource)
      : overused(model, windows, resource);
    if (found) return found;
  }
  return model.duration.length > model.tasks.length ? overpooled(model, windows) : undefined;
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
  const users = [...model.users[resource]!];
  const scales = scalesOf(model, resource);
  for (const scale of scales) {
    const works = users.flatMap((task) => worksOf(model, windows, task, resource, scale.amount));
    const found = overfull(works, scale.by, model.resources.length * scales.length);
    if (found) return { resource, ...found };
  }
  return undefined;
}

/**
 * All renewable resources of constant capacity as one, each counted in parts of its capacity: what a task needs at
 * least, whichever mode it is done in. Valid: in each period no resource is used for more than the whole of it, so that
 * all together are not for more than their number.
 */
function overpooled(model: Model, windows: Windows): Overload | undefined {
  const pooled = [...model.resources.keys()].flatMap((resource) => {
    const amount = constantCapacity(model, resource);
    return amount === undefined || amount === 0 ? [] : [{ resource, amount }];
  });
  if (pooled.length < 2) return undefined;
  const works = model.tasks.flatMap((_, task) => {
    const energy = leastEnergy(model, task, (u) => {
      const part = pooled.find(({ resource }) => resource === model.uses.resource[u]);
      return part ? model.uses.amount[u]! / part.amount : 0;
    });
    const [from, to] = [windows.earliestStart[task]!, windows.latestEnd[task]!];
    return energy > 0 ? [{ task, energy, amount: 0, length: 0, from, to }] : [];
  });
  const by = Float64Array.from({ length: model.horizon + 1 }, (_, t) => pooled.length * t);
  const found = overfull(works, by, 1);
  return found && { resource: -1, ...found };
}

/**
 * An interval that works overfill. From a given beginning, a block must be done in an interval for as long as the
 * interval goes on after the beginning and after the block's latest start, but for no longer than what is left of it
 * after the beginning if it is as early as can be: so the need of all grows in straight pieces with the interval's end.
 */
function overfull(
  works: readonly Work[],
  by: Float64Array,
  passes: number,
): Omit<Overload, "resource"> | undefined {
  const last = works.reduce((most, { to }) => Math.max(most, to), 0);
  const beginnings = [
    ...new Set(works.flatMap(({ from, to, length }) => [from, Math.max(from, to - length)])),
  ];
  const step = Math.max(1, Math.ceil((beginnings.length * (last + works.length) * passes) / MOST_WORK));
  const slope = new Float64Array(last + 2);
  const jump = new Float64Array(last + 2);
  for (let index = 0; index < beginnings.length; index += step) {
    const from = beginnings[index]!;
    slope.fill(0, from);
    jump.fill(0, from);
    for (const work of works) {
      if (work.amount === 0) {
        if (work.from >= from) jump[work.to]! += work.energy;
        continue;
      }
      const most = Math.min(work.length, work.from + work.length - from);
      if (most <= 0) continue;
      const begins = Math.max(from, work.to - work.length);
      slope[begins]! += work.amount;
      slope[begins + most]! -= work.amount;
    }
    let need = 0;
    let growth = 0;
    for (let to = from; to <= last; to += 1) {
      need += jump[to]!;
      if (need > by[to]! - by[from]! + TOLERANCE) return { from, to, tasks: tasksWithin(works, from, to) };
      growth += slope[to]!;
      need += growth;
    }
  }
  return undefined;
}

/** The tasks that must do some of their work in an interval. */
function tasksWithin(works: readonly Work[], from: number, to: number): number[] {
  const within = works.filter(({ amount, length, ...window }) =>
    amount === 0
      ? window.from >= from && window.to <= to
      : window.from + length > from && window.to - length < to,
  );
  return [...new Set(within.map(({ task }) => task))];
}

function worksOf(
  model: Model,
  windows: Windows,
  task: number,
  resource: number,
  scaled: (amount: number) => number,
): Work[] {
  const { firstMode, uses, tables } = model;
  const amountOf = (u: number) => (uses.resource[u] === resource ? scaled(uses.amount[u]!) : 0);
  const mode = firstMode[task]!;
  const [from, to] = [windows.earliestStart[task]!, windows.latestEnd[task]!];
  if (firstMode[task + 1]! - mode > 1 || tables[mode]?.pauses) {
    const energy = leastEnergy(model, task, amountOf);
    return energy > 0 ? [{ task, energy, amount: 0, length: 0, from, to }] : [];
  }
  const works: Work[] = [];
  for (let u = uses.first[mode]!; u < uses.first[mode + 1]!; u += 1) {
    const [amount, length] = [amountOf(u), uses.to[u]! - uses.from[u]!];
    if (amount === 0) continue;
    const until = windows.latestStart[task]! + uses.to[u]!;
    works.push({ task, energy: amount * length, amount, length, from: from + uses.from[u]!, to: until });
  }
  return works;
}

/** Over all modes. */
function leastEnergy({ firstMode, uses }: Model, task: number, amountOf: (u: number) => number): number {
  let least = Number.POSITIVE_INFINITY;
  for (let mode = firstMode[task]!; mode < firstMode[task + 1]!; mode += 1) {
    let energy = 0;
    for (let u = uses.first[mode]!; u < uses.first[mode + 1]!; u += 1)
      energy += amountOf(u) * (uses.to[u]! - uses.from[u]!);
    least = Math.min(least, energy);
  }
  return least;
}

/** Of a cumulative resource: what tasks must have taken by a time, in their thriftiest modes. */
function overtaken(model: Model, windows: Windows, resource: number): Overload | undefined {
  const { takes, firstMode, capacity, horizon } = model;
  const needs = [...model.users[resource]!].flatMap((task) => {
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
