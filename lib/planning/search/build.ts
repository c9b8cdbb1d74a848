/** Serial schedule generation: tasks are placed one by one, each in the first slot that is left for it. */
import type { Model } from "../model/model.js";
import { NEVER, type Schedule, UNPLACED } from "../model/schedule.js";
import { latestForLink, lowerBound, upperBound } from "../model/windows.js";
import { ModeBudget } from "./mode-budget.js";
import { TaskOrder } from "./order.js";

/** Times that tasks are taken back for a maximal lag, per task of the problem, before a schedule is left broken. */
const REWINDS_PER_TASK = 2;

export class Builder {
  private readonly taskOrder: TaskOrder;
  private readonly order: Int32Array;
  private readonly position: Int32Array;
  /** Starts before which a task was found to force another one too early. */
  private readonly floor: Int32Array;
  private rewindsLeft = 0;
  private readonly budget: ModeBudget;

  constructor(private readonly model: Model) {
    const n = model.tasks.length;
    this.taskOrder = new TaskOrder(model);
    this.order = new Int32Array(n);
    this.position = new Int32Array(n);
    this.floor = new Int32Array(n);
    this.budget = new ModeBudget(model);
  }

  /**
   * Builds a schedule from nothing: pinned tasks first, then by least `key` (in periods; changed where a task must
   * wait for another). Modes are the schedule's own; tasks with a flag in `choosing` take the mode that ends first, of
   * those that leave the others enough of what is taken for good.
   */
  build(schedule: Schedule, key: Float64Array, choosing?: Uint8Array): void {
    const { earliest, latest } = this.model;
    const { order, position } = this;
    for (let i = 0; i < key.length; i += 1) if (earliest[i] === latest[i]) key[i] = -1;
    this.taskOrder.sort(key, order);
    for (let k = 0; k < order.length; k += 1) position[order[k]!] = k;
    schedule.clear();
    if (choosing) this.budget.reset(schedule.mode);
    this.floor.fill(0);
    this.rewindsLeft = REWINDS_PER_TASK * order.length;
    for (let k = 0; k < order.length; ) {
      const blocker = this.put(schedule, order[k]!, choosing?.[order[k]!] === 1);
      if (blocker === NEVER) k += 1;
      else k = this.rewind(schedule, k, position[blocker]!);
    }
  }

  /** Drops the precedences with a cost that no order by keys keeps. */
  dropUnordered(schedule: Schedule): void {
    const { links } = this.model;
    for (let link = 0; link < links.count; link += 1)
      schedule.dropped[link] = Number(links.cost[link]! >= 0 && !this.taskOrder.follows(link));
  }

  /** Places a task; answers the placed task that must start later before this one can be placed, or NEVER. */
  private put(schedule: Schedule, task: number, choosesModes: boolean): number {
    const { firstMode } = this.model;
    let best = NEVER;
    const own = schedule.mode[task]!;
    let bestMode = own;
    const first = choosesModes ? firstMode[task]! : own;
    const last = choosesModes ? firstMode[task + 1]! : own + 1;
    for (let mode = first; mode < last; mode += 1) {
      if (mode !== own && !this.budget.allows(own, mode)) continue;
      const from = Math.max(lowerBound(schedule, task, mode), this.floor[task]!);
      const slot = schedule.firstSlot(mode, from, upperBound(schedule, task, mode));
      if (slot === NEVER) continue;
      if (best !== NEVER && schedule.endAt(mode, slot) >= schedule.endAt(bestMode, best)) continue;
      best = slot;
      bestMode = mode;
    }
    if (best === NEVER) return this.putLate(schedule, task, bestMode);
    if (bestMode !== own) this.budget.change(own, bestMode);
    schedule.place(task, bestMode, best);
    return NEVER;
  }

  /** There is no slot in the task's window: asks for the task that closes it to move, or breaks the window. */
  private putLate(schedule: Schedule, task: number, mode: number): number {
    const from = Math.max(lowerBound(schedule, task, mode), this.floor[task]!);
    const slot = schedule.firstSlot(mode, from, this.model.horizon);
    if (slot === NEVER) return NEVER;
    schedule.mode[task] = mode;
    const blocker = this.rewindsLeft > 0 ? this.closesWindow(schedule, task, slot) : NEVER;
    if (blocker === NEVER) schedule.place(task, mode, slot);
    else this.floor[blocker] = schedule.start[blocker]! + slot - upperBound(schedule, task, mode);
    return blocker;
  }

  /** The placed task that leaves `task` the least room, if it may start later itself. */
  private closesWindow(schedule: Schedule, task: number, slot: number): number {
    const { links, latest } = this.model;
    const mode = schedule.mode[task]!;
    let least = slot;
    let blocker = NEVER;
    for (let k = links.outOf.first[task]!; k < links.outOf.first[task + 1]!; k += 1) {
      const link = links.outOf.list[k]!;
      if (schedule.start[links.to[link]!] === UNPLACED || schedule.dropped[link]) continue;
      const most = latestForLink(schedule, link, mode);
      if (most >= least) continue;
      least = most;
      blocker = links.to[link]!;
    }
    return blocker !== NEVER && schedule.start[blocker]! + slot - least <= latest[blocker]! ? blocker : NEVER;
  }

  private rewind(schedule: Schedule, from: number, to: number): number {
    this.rewindsLeft -= 1;
    for (let k = from; k >= to; k -= 1) {
      const task = this.order[k]!;
      if (schedule.start[task] !== UNPLACED) schedule.unplace(task);
    }
    return to;
  }
}
