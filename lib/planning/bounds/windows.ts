/** Propagation of windows: between which starts and ends each task must lie, whatever the plan. */
import type { Model } from "../model/model.js";
import { NEVER, Schedule } from "../model/schedule.js";
import { startEndingBy, startEndingFrom } from "../model/windows.js";

/** Further limits on ends, e.g. that nothing may end after the best makespan. */
export type EndLimit = (task: number) => number;

export interface Windows {
  readonly earliestStart: Int32Array;
  readonly earliestEnd: Int32Array;
  readonly latestStart: Int32Array;
  readonly latestEnd: Int32Array;
  /** The first task found to have no slot; -1 where every window is open. */
  readonly closed: number;
  /** Leaves a task no start before `start` and no end after `end`, and what follows from that for all others. */
  tighten(task: number, start: number, end: number): void;
  /** Tasks and links behind a task's window, as far as it was not tightened from outside. */
  explain(task: number): { tasks: Set<number>; links: Set<number> };
}

/**
 * Windows by calendars, pins, deadlines, lags of precedences that must be kept, and capacities as if each task were
 * alone.
 *
 * Valid: every limit is a condition that each plan keeps. A link's limit on one task follows from a limit on the other
 * by adding the lag, and a task's own limit moves only over starts that calendars or capacities forbid even to a task
 * that is alone. So by induction no plan lies outside. Ends because limits only tighten, within the horizon.
 */
export function propagateWindows(model: Model, endLimit?: EndLimit): Windows {
  return new Propagation(model, endLimit);
}

class Propagation implements Windows {
  readonly earliestStart: Int32Array;
  readonly earliestEnd: Int32Array;
  readonly latestStart: Int32Array;
  readonly latestEnd: Int32Array;
  closed = -1;
  /** Limits on starts and ends by links and facts, before calendars and capacities. */
  private readonly startFrom: Int32Array;
  private readonly endFrom: Int32Array;
  private readonly startBy: Int32Array;
  private readonly endBy: Int32Array;
  /** The link that last moved each of the four, -1 for the task's own facts. */
  private readonly causes: Int32Array[];
  private readonly alone: Schedule;
  private readonly queue: number[] = [];
  private readonly isQueued: Uint8Array;

  constructor(
    private readonly model: Model,
    endLimit: EndLimit = () => Number.POSITIVE_INFINITY,
  ) {
    const n = model.tasks.length;
    const filled = (value: number) => new Int32Array(n).fill(value);
    this.alone = new Schedule(model);
    this.startFrom = model.earliest.slice();
    this.endFrom = filled(0);
    this.startBy = model.latest.slice();
    this.endBy = model.deadline.map((deadline, task) => Math.min(deadline, endLimit(task)));
    this.earliestStart = filled(0);
    this.earliestEnd = filled(0);
    this.latestStart = filled(model.horizon);
    this.latestEnd = filled(model.horizon);
    this.causes = [0, 1, 2, 3].map(() => filled(-1));
    this.isQueued = new Uint8Array(n);
    this.sweep();
    this.run();
  }

  tighten(task: number, start: number, end: number): void {
    this.startFrom[task] = Math.max(this.startFrom[task]!, start);
    this.endBy[task] = Math.min(this.endBy[task]!, end);
    this.update(task);
    this.run();
  }

  explain(task: number): { tasks: Set<number>; links: Set<number> } {
    const { from, to } = this.model.links;
    const tasks = new Set([task]);
    const links = new Set<number>();
    for (const current of tasks) {
      for (const cause of this.causes) {
        const link = cause[current]!;
        if (link === -1) continue;
        links.add(link);
        tasks.add(from[link] === current ? to[link]! : from[link]!);
      }
    }
    return { tasks, links };
  }

  /** Once forward and once backward: of long chains, what each task waits for is settled before the task. */
  private sweep(): void {
    const { links, topological } = this.model;
    for (const task of topological) {
      if (this.closed !== -1) return;
      this.enqueue(task);
      this.update(task);
      for (let k = links.outOf.first[task]!; k < links.outOf.first[task + 1]!; k += 1)
        this.pushForward(links.outOf.list[k]!);
    }
    for (const task of topological.toReversed())
      for (let k = links.into.first[task]!; k < links.into.first[task + 1]!; k += 1)
        this.pushBackward(links.into.list[k]!);
  }

  private run(): void {
    const { links } = this.model;
    // A queue in rounds: what moves in a round is looked at in the next.
    while (this.queue.length > 0 && this.closed === -1)
      for (const task of this.queue.splice(0)) {
        this.isQueued[task] = 0;
        for (let k = links.outOf.first[task]!; k < links.outOf.first[task + 1]!; k += 1)
          this.pushForward(links.outOf.list[k]!);
        for (let k = links.into.first[task]!; k < links.into.first[task + 1]!; k += 1)
          this.pushBackward(links.into.list[k]!);
      }
  }

  private pushForward(link: number): void {
    const { from, to, fromEnd, toEnd, lag, cost } = this.model.links;
    if (cost[link]! >= 0 || this.closed !== -1) return;
    const event = (fromEnd[link] ? this.earliestEnd : this.earliestStart)[from[link]!]! + lag[link]!;
    const limit = toEnd[link] ? this.endFrom : this.startFrom;
    const task = to[link]!;
    if (event <= limit[task]!) return;
    limit[task] = event;
    this.causes[toEnd[link] ? 1 : 0]![task] = link;
    this.update(task);
  }

  private pushBackward(link: number): void {
    const { from, to, fromEnd, toEnd, lag, cost } = this.model.links;
    if (cost[link]! >= 0 || this.closed !== -1) return;
    const event = (toEnd[link] ? this.latestEnd : this.latestStart)[to[link]!]! - lag[link]!;
    const limit = fromEnd[link] ? this.endBy : this.startBy;
    const task = from[link]!;
    if (event >= limit[task]!) return;
    limit[task] = event;
    this.causes[fromEnd[link] ? 3 : 2]![task] = link;
    this.update(task);
  }

  /** The window over all modes that still have a slot. */
  private update(task: number): void {
    const { model, alone } = this;
    let earliestStart = model.horizon + 1;
    let earliestEnd = model.horizon + 1;
    let latestStart = -1;
    let latestEnd = -1;
    for (let mode = model.firstMode[task]!; mode < model.firstMode[task + 1]!; mode += 1) {
      const from = Math.max(this.startFrom[task]!, startEndingFrom(model, mode, this.endFrom[task]!));
      const to = Math.min(this.startBy[task]!, startEndingBy(model, mode, this.endBy[task]!));
      const first = alone.firstSlot(mode, from, to);
      if (first === NEVER) continue;
      const last = alone.lastSlot(mode, from, to);
      earliestStart = Math.min(earliestStart, first);
      earliestEnd = Math.min(earliestEnd, alone.endAt(mode, first));
      latestStart = Math.max(latestStart, last);
      latestEnd = Math.max(latestEnd, alone.endAt(mode, last));
    }
    if (latestStart === -1) {
      this.closed = task;
      return;
    }
    const hasMoved =
      earliestStart !== this.earliestStart[task] ||
      earliestEnd !== this.earliestEnd[task] ||
      latestStart !== this.latestStart[task] ||
      latestEnd !== this.latestEnd[task];
    this.earliestStart[task] = earliestStart;
    this.earliestEnd[task] = earliestEnd;
    this.latestStart[task] = latestStart;
    this.latestEnd[task] = latestEnd;
    if (hasMoved) this.enqueue(task);
  }

  private enqueue(task: number): void {
    if (this.isQueued[task]) return;
    this.isQueued[task] = 1;
    this.queue.push(task);
  }
}
