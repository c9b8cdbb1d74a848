/** Puts the tasks that were taken out back into a schedule, one by one, or undoes it all. */
import type { Model } from "../model/model.js";
import type { Random } from "../model/random.js";
import { NEVER, type Schedule, UNPLACED } from "../model/schedule.js";
import { lowerBound, upperBound } from "../model/windows.js";

/** How the order of putting back is drawn, in periods of noise. */
const NOISE = 8;
/** Part of the repairs that put tasks near their start in the previous plan rather than early. */
const NEAR_PREVIOUS = 0.7;
/**
 * Where maximal lags bind tasks to each other, the best place may be later than the first one. Part of the repairs that
 * leave tasks such places, part of the tasks of those, and how much later, in durations of the task.
 */
const WAITING = { repairs: 0.4, tasks: 0.4, durations: 3 };
/** Part of the repairs that put predecessors back first. The others can find that a task must wait for a later one. */
const FOLLOWS_LINKS = 0.9;

/** Whether some task must not come too late after another one. */
export const hasMaximalLags = ({ links }: Model): boolean =>
  links.lag.some((lag, link) => lag < 0 && links.cost[link]! < 0);

export class Repairer {
  private readonly key: Float64Array;
  private readonly oldStart: Int32Array;
  private readonly oldMode: Int32Array;
  private readonly oldDropped: Uint8Array;
  private readonly isWaiting: Uint8Array;
  private readonly order: Int32Array;
  private readonly hasChoices: boolean;
  private readonly hasBridges: boolean;
  private readonly hasPrevious: boolean;
  private readonly hasMaximalLags: boolean;
  /** How the repair at hand works. */
  private isStrict = true;
  private nearPrevious = false;
  private leavesRoom = false;
  private followsLinks = true;
  private modeStyle = 1;

  constructor(
    private readonly model: Model,
    private readonly random: Random,
  ) {
    const n = model.tasks.length;
    this.key = new Float64Array(n);
    this.oldStart = new Int32Array(n);
    this.oldMode = new Int32Array(n);
    this.oldDropped = new Uint8Array(model.links.count);
    this.isWaiting = new Uint8Array(n);
    this.order = new Int32Array(n);
    this.hasChoices = model.duration.length > n;
    this.hasBridges = model.links.cost.some((cost) => cost >= 0);
    this.hasMaximalLags = hasMaximalLags(model);
    this.hasPrevious =
      model.objective.includes("stability") && model.previousWeight.some((weight) => weight > 0);
  }

  /**
   * Takes the first `count` of `tasks` out and puts them back in another order. With `isStrict` every task must find a
   * slot in its window, else the answer is false; otherwise a task may end up late, or nowhere.
   */
  repair(schedule: Schedule, tasks: Int32Array, count: number, isStrict: boolean): boolean {
    const order = this.order.subarray(0, count);
    this.takeOut(schedule, tasks, count);
    this.drawKeys(tasks, count);
    order.set(tasks.subarray(0, count));
    sortByKey(order, this.key);
    this.isStrict = isStrict;
    this.nearPrevious = this.hasPrevious && this.random.next() < NEAR_PREVIOUS;
    this.leavesRoom = this.hasMaximalLags && this.random.next() < WAITING.repairs;
    this.modeStyle = this.hasChoices ? this.random.next() : 1;
    this.followsLinks = this.random.next() < (isStrict ? FOLLOWS_LINKS : 0.5);
    let isWhole = true;
    for (let k = 0; k < count && isWhole; k += 1) isWhole = this.insert(schedule, order[k]!);
    for (let k = 0; k < count; k += 1) this.isWaiting[tasks[k]!] = 0;
    return isWhole;
  }

  /** Puts everything as it was before the last repair of these tasks. */
  undo(schedule: Schedule, tasks: Int32Array, count: number): void {
    for (let k = 0; k < count; k += 1)
      if (schedule.start[tasks[k]!] !== UNPLACED) schedule.unplace(tasks[k]!);
    if (this.hasBridges) schedule.dropped.set(this.oldDropped);
    for (let k = 0; k < count; k += 1) {
      if (this.oldStart[k] === UNPLACED) schedule.mode[tasks[k]!] = this.oldMode[k]!;
      else schedule.place(tasks[k]!, this.oldMode[k]!, this.oldStart[k]!);
    }
  }

  private takeOut(schedule: Schedule, tasks: Int32Array, count: number): void {
    if (this.hasBridges) this.oldDropped.set(schedule.dropped);
    for (let k = 0; k < count; k += 1) {
      const task = tasks[k]!;
      this.oldStart[k] = schedule.start[task]!;
      this.oldMode[k] = schedule.mode[task]!;
      this.isWaiting[task] = 1;
      if (schedule.start[task] !== UNPLACED) schedule.unplace(task);
      if (this.hasBridges) this.drawBridges(schedule, task);
    }
  }

  /** Keeps or drops each precedence with a cost at random, rather keeping it as it is. */
  private drawBridges(schedule: Schedule, task: number): void {
    const { into, cost } = this.model.links;
    for (let k = into.first[task]!; k < into.first[task + 1]!; k += 1) {
      const link = into.list[k]!;
      if (cost[link]! >= 0 && this.random.next() < 0.3) schedule.dropped[link] = this.random.below(2);
    }
  }

  /** By their old start or by their due, with noise; at times the first one chosen goes first. */
  private drawKeys(tasks: Int32Array, count: number): void {
    const { random, model, key } = this;
    const style = random.below(3);
    for (let k = 0; k < count; k += 1) {
      const task = tasks[k]!;
      const due = model.due[task]! >= 0 ? model.due[task]! : model.horizon;
      const base = style === 1 ? due : this.oldStart[k]!;
      key[task] = base + random.next() * NOISE * (1 + style);
    }
    if (style !== 2) key[tasks[0]!] = -1;
  }

  /** Puts a task back, after those that it must follow if the repair follows links. */
  private insert(schedule: Schedule, task: number): boolean {
    if (!this.isWaiting[task]) return true;
    this.isWaiting[task] = 0;
    const { links, previousStart } = this.model;
    for (let k = links.into.first[task]!; this.followsLinks && k < links.into.first[task + 1]!; k += 1) {
      const link = links.into.list[k]!;
      if (!this.isWaiting[links.from[link]!] || links.lag[link]! < 0 || schedule.dropped[link]) continue;
      if (!this.insert(schedule, links.from[link]!)) return false;
    }
    const mode = this.drawMode(schedule, task);
    const from = lowerBound(schedule, task, mode);
    const to = upperBound(schedule, task, mode);
    let slot =
      this.nearPrevious && previousStart[task]! >= 0
        ? nearestSlot(schedule, mode, previousStart[task]!, from, to)
        : schedule.firstSlot(mode, this.wait(from, to, mode), to);
    if (slot === NEVER && this.isStrict) return false;
    if (slot === NEVER) slot = schedule.firstSlot(mode, from, this.model.horizon);
    if (slot === NEVER) schedule.mode[task] = mode;
    else schedule.place(task, mode, slot);
    return true;
  }

  /** From when on to look for a place: the first one that there may be, or somewhat later. */
  private wait(from: number, to: number, mode: number): number {
    if (!this.leavesRoom || this.random.next() >= WAITING.tasks) return from;
    const width = Math.min(to - from, WAITING.durations * (1 + this.model.duration[mode]!));
    return width > 0 ? from + this.random.below(width + 1) : from;
  }

  /** The mode that ends first, any mode, or the same again. */
  private drawMode(schedule: Schedule, task: number): number {
    const { firstMode } = this.model;
    const same = schedule.mode[task]!;
    if (this.modeStyle < 0.4) return this.quickestMode(schedule, task, same);
    if (this.modeStyle < 0.8 && this.random.next() < 0.3)
      return firstMode[task]! + this.random.below(firstMode[task + 1]! - firstMode[task]!);
    return same;
  }

  /** The mode that ends first, `fallback` where none fits. */
  private quickestMode(schedule: Schedule, task: number, fallback: number): number {
    const { firstMode } = this.model;
    let best = fallback;
    let least = Number.POSITIVE_INFINITY;
    for (let mode = firstMode[task]!; mode < firstMode[task + 1]!; mode += 1) {
      const slot = schedule.firstSlot(
        mode,
        lowerBound(schedule, task, mode),
        upperBound(schedule, task, mode),
      );
      if (slot === NEVER || schedule.endAt(mode, slot) >= least) continue;
      least = schedule.endAt(mode, slot);
      best = mode;
    }
    return best;
  }
}

/** The slot in [from, to] that is nearest to `wanted`, the later of two. */
function nearestSlot(schedule: Schedule, mode: number, wanted: number, from: number, to: number): number {
  const after = schedule.firstSlot(mode, Math.max(from, wanted), to);
  if (after === wanted) return after;
  const before = schedule.lastSlot(mode, from, Math.min(to, wanted));
  if (before === NEVER || after === NEVER) return Math.max(before, after);
  return wanted - before < after - wanted ? before : after;
}

/** Insertion sort: few tasks, no allocation. */
function sortByKey(tasks: Int32Array, key: Float64Array): void {
  for (let k = 1; k < tasks.length; k += 1) {
    const task = tasks[k]!;
    let j = k - 1;
    while (j >= 0 && key[tasks[j]!]! > key[task]!) {
      tasks[j + 1] = tasks[j]!;
      j -= 1;
    }
    tasks[j + 1] = task;
  }
}
