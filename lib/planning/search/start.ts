/** Where a search begins: priority rules, or a schedule that is there already. */
import { compareWorth, measure } from "../model/measure.js";
import type { Model } from "../model/model.js";
import type { Random } from "../model/random.js";
import { NEVER, Schedule, UNPLACED } from "../model/schedule.js";
import { lowerBound, upperBound } from "../model/windows.js";
import { Builder } from "./build.js";
import { ModeBudget } from "./mode-budget.js";
import { TaskOrder } from "./order.js";

/** A schedule to begin from; starts are wishes, UNPLACED for none. */
export interface Start {
  start: Int32Array;
  mode: Int32Array;
  dropped: Uint8Array;
}

/** A copy of where everything stands. */
export const snapshot = ({ start, mode, dropped }: Schedule): Start => ({
  start: start.slice(),
  mode: mode.slice(),
  dropped: dropped.slice(),
});

/** Keys of all tasks, in periods: the least goes first. */
type Rule = (model: Model, tails: Float64Array, random: Random) => Float64Array;

/** The classic rules, and the first of them again with noise. */
const RULES: readonly Rule[] = [
  (model, tails) => keys(model, (i) => latestEnd(model, i) - tails[i]!),
  (model) => keys(model, (i) => latestEnd(model, i)),
  (model, tails) => keys(model, (i) => model.horizon - tails[i]!),
  (model) => keys(model, (i) => model.earliest[i]!),
  ...Array.from(
    { length: 4 },
    (): Rule => (model, tails, random) => {
      const spread = 0.1 * tails.reduce((a, b) => Math.max(a, b), 1);
      return keys(model, (i) => latestEnd(model, i) - tails[i]! + spread * random.next());
    },
  ),
];

/**
 * Fills `schedule` with the best that priority rules give, trying no further one once `isLate`; answers how many
 * schedules were evaluated.
 */
export function buildFirst(schedule: Schedule, random: Random, isLate: () => boolean = () => false): number {
  const { model } = schedule;
  const builder = new Builder(model);
  const best = new Schedule(model);
  const tails = tailsOf(model);
  const worth = new Float64Array(model.objective.length + 1);
  const bestWorth = worth.slice().fill(Number.POSITIVE_INFINITY);
  const thrifty = thriftyModes(model);
  const budget = new ModeBudget(model);
  budget.reset(thrifty);
  budget.settle(thrifty, random);
  const all = new Uint8Array(model.tasks.length).fill(1);
  const hasChoices = model.duration.length > model.tasks.length;
  let steps = 0;
  builder.dropUnordered(schedule);
  for (const rule of RULES) {
    for (const choosing of hasChoices ? [all, undefined] : [undefined]) {
      if (steps > 0 && isLate()) break;
      schedule.mode.set(thrifty);
      builder.build(schedule, rule(model, tails, random), choosing);
      steps += 1;
      measure(schedule, worth);
      if (compareWorth(worth, bestWorth) >= 0) continue;
      bestWorth.set(worth);
      best.copyFrom(schedule);
    }
  }
  schedule.copyFrom(best);
  return steps;
}

/**
 * Places the tasks as wished, or as near after as can be; the others last. Where the wishes do not all fit, pinned tasks
 * have theirs first, then those with deadlines, each after what it must follow.
 */
export function rebuild(schedule: Schedule, { start, mode, dropped }: Start): void {
  schedule.clear();
  schedule.mode.set(mode);
  schedule.dropped.set(dropped);
  const { model } = schedule;
  const { earliest, latest, deadline, horizon } = model;
  const key = keys(model, (task) => {
    if (earliest[task] === latest[task]) return -1;
    return (start[task] === UNPLACED ? horizon : start[task]!) + (deadline[task]! < horizon ? 0 : horizon);
  });
  const order = new Int32Array(key.length);
  new TaskOrder(model).sort(key, order);
  for (const task of order) {
    const from = lowerBound(schedule, task, mode[task]!);
    const to = upperBound(schedule, task, mode[task]!);
    const wanted = start[task] === UNPLACED ? from : Math.max(from, start[task]!);
    const slots = [
      () => schedule.firstSlot(mode[task]!, wanted, to),
      () => schedule.firstSlot(mode[task]!, from, to),
    ];
    slots.push(() => schedule.firstSlot(mode[task]!, from, schedule.model.horizon));
    const slot = slots.reduce((found, find) => (found === NEVER ? find() : found), NEVER);
    if (slot !== NEVER) schedule.place(task, mode[task]!, slot);
  }
  delayFollowers(schedule, order);
}

/** Rounds in which followers are delayed, and theirs in turn. */
const DELAYS = 8;

/** Delays what starts too early for something placed after it, as happens where a lag is negative. */
function delayFollowers(schedule: Schedule, order: Int32Array): void {
  const { start, mode } = schedule;
  for (let round = 0, isDone = false; !isDone && round < DELAYS; round += 1) {
    isDone = true;
    for (const task of order) {
      const old = start[task]!;
      const from = lowerBound(schedule, task, mode[task]!);
      if (old === UNPLACED || old >= from) continue;
      schedule.unplace(task);
      const slot = schedule.firstSlot(mode[task]!, from, upperBound(schedule, task, mode[task]!));
      schedule.place(task, mode[task]!, slot === NEVER ? old : slot);
      if (slot !== NEVER) isDone = false;
    }
  }
}

const keys = ({ tasks }: Model, key: (task: number) => number): Float64Array =>
  Float64Array.from(tasks, (_, task) => key(task));

const latestEnd = ({ due, deadline }: Model, task: number): number =>
  due[task]! >= 0 ? Math.min(due[task]!, deadline[task]!) : deadline[task]!;

/** The longest chain of work from a task's start on, in its shortest modes. */
function tailsOf(model: Model): Float64Array {
  const { links } = model;
  const shortest = keys(model, (i) =>
    Math.min(...model.duration.subarray(model.firstMode[i]!, model.firstMode[i + 1]!)),
  );
  const tails = shortest.slice();
  // A few rounds are enough for a rule of thumb; cycles of lags would never end.
  for (let round = 0, changed = true; changed && round < 50; round += 1) {
    changed = false;
    for (let link = links.count - 1; link >= 0; link -= 1) {
      const [a, b] = [links.from[link]!, links.to[link]!];
      const lag =
        links.lag[link]! + (links.fromEnd[link] ? shortest[a]! : 0) - (links.toEnd[link] ? shortest[b]! : 0);
      if (links.lag[link]! < 0 || tails[a]! >= lag + tails[b]!) continue;
      tails[a] = lag + tails[b]!;
      changed = true;
    }
  }
  return tails;
}

/** Of each task the mode that takes least of what is taken for good, in parts of what there is in the end. */
function thriftyModes({ firstMode, takes, capacity, horizon, duration, tasks }: Model): Int32Array {
  const price = (mode: number): number => {
    let total = duration[mode]! * 1e-6;
    for (let u = takes.first[mode]!; u < takes.first[mode + 1]!; u += 1)
      total += takes.amount[u]! / Math.max(1, capacity[(takes.resource[u]! + 1) * horizon - 1]!);
    return total;
  };
  return Int32Array.from(tasks, (_, task) => {
    let best = firstMode[task]!;
    for (let mode = best + 1; mode < firstMode[task + 1]!; mode += 1)
      if (price(mode) < price(best)) best = mode;
    return best;
  });
}
