/**
 * Double justification: all tasks as late as the objective allows, then all as early as they can.
 * What is urgent thereby goes before what is not. Lateness, group costs and makespan never grow by it.
 * Source of the idea: Valls, Ballestín and Quintanilla, «Justification and RCPSP», EJOR 165 (2005).
 */
import type { Model } from "../model/model.js";
import type { Random } from "../model/random.js";
import { NEVER, type Schedule, UNPLACED } from "../model/schedule.js";
import { lowerBound, startEndingBy, upperBound } from "../model/windows.js";
import { KeySorter } from "./order.js";

export class Justifier {
  private readonly key: Float64Array;
  private readonly order: Int32Array;
  private readonly limit: Int32Array;
  private readonly sorter: KeySorter;
  /** Repacking task by task always finds the old place free. */
  private readonly isPlain: boolean;

  constructor(private readonly model: Model) {
    const n = model.tasks.length;
    this.key = new Float64Array(n);
    this.order = new Int32Array(n);
    this.limit = new Int32Array(n);
    this.sorter = new KeySorter(Int32Array.from({ length: n }, (_, i) => i));
    this.isPlain = isPlain(model);
  }

  /**
   * Ties are broken at random. Modes stay. Answers false where a task found no slot (possible where demands vary over
   * a task's time or windows were broken before); the schedule is then good for nothing.
   */
  justify(schedule: Schedule, random: Random): boolean {
    const { start, end, mode } = schedule;
    const { key, order, limit } = this;
    this.setLimits(schedule);
    for (let i = 0; i < key.length; i += 1) key[i] = -end[i]! - random.next();
    this.sorter.sort(key, order);
    if (this.isPlain) schedule.clearResources();
    for (let k = 0; k < order.length; k += 1) {
      const task = order[k]!;
      if (start[task] === UNPLACED) continue;
      const was = start[task]!;
      if (!this.isPlain) schedule.unplace(task);
      const latest = startEndingBy(this.model, mode[task]!, limit[task]!);
      const bound = upperBound(schedule, task, mode[task]!);
      const from = lowerBound(schedule, task, mode[task]!);
      const slot = schedule.lastSlot(mode[task]!, from, Math.min(latest, bound));
      if (slot === NEVER && this.isPlain) return false;
      schedule.place(task, mode[task]!, slot === NEVER ? was : slot);
    }
    for (let i = 0; i < key.length; i += 1) key[i] = start[i]! + random.next();
    this.sorter.sort(key, order);
    if (this.isPlain) schedule.clearResources();
    for (let k = 0; k < order.length; k += 1) {
      const task = order[k]!;
      if (start[task] === UNPLACED) continue;
      const was = start[task]!;
      if (!this.isPlain) schedule.unplace(task);
      const from = lowerBound(schedule, task, mode[task]!);
      const slot = schedule.firstSlot(mode[task]!, from, upperBound(schedule, task, mode[task]!));
      if (slot === NEVER && this.isPlain) return false;
      schedule.place(task, mode[task]!, slot === NEVER ? was : slot);
    }
    return true;
  }

  /** Ends up to which no level of the objective grows. */
  private setLimits({ end }: Schedule): void {
    const { due, weight, groups } = this.model;
    const { limit } = this;
    let last = 0;
    for (let i = 0; i < end.length; i += 1) if (end[i]! > last) last = end[i]!;
    for (let i = 0; i < end.length; i += 1) {
      const isPaid = due[i]! >= 0 && weight[i]! > 0;
      limit[i] = isPaid ? Math.min(last, Math.max(due[i]!, end[i]!)) : last;
    }
    for (let g = 0; g < groups.length; g += 1) {
      const { cost, members } = groups[g]!;
      if (cost === 0) continue;
      let closes = 0;
      for (let k = 0; k < members.length; k += 1) closes = Math.max(closes, end[members[k]!]!);
      for (let k = 0; k < members.length; k += 1) limit[members[k]!] = Math.min(limit[members[k]!]!, closes);
    }
  }
}

/**
 * Whether every task uses the same from its start to its end: only then may all be taken off and repacked. Of others,
 * each is moved alone while the rest keep their places, since later weeks of one may need what earlier ones left.
 */
function isPlain({ uses, takes, duration, tables }: Model): boolean {
  if (takes.amount.length > 0 || tables.some((table) => table?.pauses)) return false;
  for (let mode = 0; mode < duration.length; mode += 1)
    for (let u = uses.first[mode]!; u < uses.first[mode + 1]!; u += 1)
      if (uses.from[u] !== 0 || uses.to[u] !== duration[mode]) return false;
  return true;
}
