/** What each machine does in which order, and when every task thereby can start: a solution of a workshop. */
import type { Model } from "../../model/model.js";
import type { Start } from "../start.js";
import { NONE, type Shop } from "./shop.js";

export class Sequences {
  /** Chosen mode and its duration and machine, by task. */
  readonly mode: Int32Array;
  readonly duration: Int32Array;
  readonly machine: Int32Array;
  /** Tasks before and after on the same machine; NONE at the ends. */
  readonly before: Int32Array;
  readonly after: Int32Array;
  /** First task of each machine, by resource. */
  readonly first: Int32Array;
  /** Least start, and least time from the start to the end of all. */
  readonly head: Int32Array;
  readonly tail: Int32Array;
  /** The same by links alone, given the heads and tails of the linked tasks. */
  readonly linkHead: Int32Array;
  readonly linkTail: Int32Array;
  makespan = 0;
  private readonly model: Model;
  private readonly order: Int32Array;
  private readonly waits: Int32Array;
  private readonly key: Float64Array;
  private readonly last: Int32Array;

  constructor(private readonly shop: Shop) {
    const { tasks, resources } = shop.model;
    const filled = () => new Int32Array(tasks.length);
    this.model = shop.model;
    [this.mode, this.duration, this.machine] = [filled(), filled(), filled()];
    [this.before, this.after] = [filled(), filled()];
    [this.head, this.tail, this.linkHead, this.linkTail] = [filled(), filled(), filled(), filled()];
    [this.order, this.waits] = [filled(), filled()];
    this.key = new Float64Array(tasks.length);
    this.first = new Int32Array(resources.length);
    this.last = new Int32Array(resources.length);
  }

  setMode(task: number, mode: number): void {
    this.mode[task] = mode;
    this.duration[task] = this.model.duration[mode]!;
    this.machine[task] = this.shop.machine[mode]!;
  }

  /** Orders every machine's tasks by their starts, wherever these come from: no order of links is broken. */
  load({ start, mode }: Pick<Start, "start" | "mode">): void {
    const { key, last } = this;
    const { topological } = this.shop;
    this.first.fill(NONE);
    last.fill(NONE);
    for (const [rank, task] of topological.entries()) {
      this.setMode(task, mode[task]!);
      key[task] = start[task]! < 0 ? this.model.horizon + rank : start[task]!;
    }
    const { into, from } = this.model.links;
    for (const task of topological)
      for (let k = into.first[task]!; k < into.first[task + 1]!; k += 1)
        key[task] = Math.max(key[task]!, key[from[into.list[k]!]!]!);
    for (const task of topological.toSorted((a, b) => key[a]! - key[b]!)) {
      const machine = this.machine[task]!;
      this.before[task] = this.after[task] = NONE;
      if (machine === NONE) continue;
      if (last[machine] === NONE) this.first[machine] = task;
      else this.insert(task, last[machine]!);
      last[machine] = task;
    }
    this.evaluate();
  }

  /** Takes a task out of its machine's order. */
  remove(task: number): void {
    const [previous, next] = [this.before[task]!, this.after[task]!];
    if (previous !== NONE) this.after[previous] = next;
    else if (this.machine[task] !== NONE) this.first[this.machine[task]!] = next;
    if (next !== NONE) this.before[next] = previous;
    this.before[task] = this.after[task] = NONE;
  }

  /** Puts a task that stands nowhere on its machine, after `previous`, or first for NONE. */
  insert(task: number, previous: number): void {
    const machine = this.machine[task]!;
    if (machine === NONE) return;
    const next = previous === NONE ? this.first[machine]! : this.after[previous]!;
    this.before[task] = previous;
    this.after[task] = next;
    if (previous === NONE) this.first[machine] = task;
    else this.after[previous] = task;
    if (next !== NONE) this.before[next] = task;
  }

  /** Heads, tails and makespan; false where the orders of machines and links make a cycle. */
  evaluate(): boolean {
    const count = this.forward();
    if (count < this.order.length) return false;
    this.backward();
    return true;
  }

  private forward(): number {
    const { order, waits, head, linkHead, before, after, duration, model } = this;
    const { into, outOf, from, to, lag, fromEnd } = model.links;
    const n = order.length;
    let count = 0;
    for (let task = 0; task < n; task += 1) {
      waits[task] = into.first[task + 1]! - into.first[task]! + (before[task] === NONE ? 0 : 1);
      if (waits[task] === 0) order[count++] = task;
    }
    this.makespan = 0;
    for (let next = 0; next < count; next += 1) {
      const task = order[next]!;
      let start = model.earliest[task]!;
      for (let k = into.first[task]!; k < into.first[task + 1]!; k += 1) {
        const link = into.list[k]!;
        const other = from[link]!;
        const bound = head[other]! + lag[link]! + (fromEnd[link] ? duration[other]! : 0);
        if (bound > start) start = bound;
      }
      linkHead[task] = start;
      const previous = before[task]!;
      if (previous !== NONE && head[previous]! + duration[previous]! > start)
        start = head[previous]! + duration[previous]!;
      head[task] = start;
      if (start + duration[task]! > this.makespan) this.makespan = start + duration[task]!;
      for (let k = outOf.first[task]!; k < outOf.first[task + 1]!; k += 1) {
        const other = to[outOf.list[k]!]!;
        waits[other]! -= 1;
        if (waits[other] === 0) order[count++] = other;
      }
      const following = after[task]!;
      if (following === NONE) continue;
      waits[following]! -= 1;
      if (waits[following] === 0) order[count++] = following;
    }
    return count;
  }

  private backward(): void {
    const { order, tail, linkTail, after, duration } = this;
    for (let k = order.length - 1; k >= 0; k -= 1) {
      const task = order[k]!;
      linkTail[task] = this.tailByLinks(task, duration[task]!);
      const next = after[task]!;
      const onMachine = next === NONE ? 0 : duration[task]! + tail[next]!;
      tail[task] = Math.max(onMachine, linkTail[task]!);
    }
  }

  /** Least time from a task's start to the end of all, by its links, if it took so long. */
  tailByLinks(task: number, duration: number): number {
    const { outOf, to, lag, fromEnd } = this.model.links;
    let most = duration;
    for (let k = outOf.first[task]!; k < outOf.first[task + 1]!; k += 1) {
      const link = outOf.list[k]!;
      const bound = lag[link]! + (fromEnd[link] ? duration : 0) + this.tail[to[link]!]!;
      if (bound > most) most = bound;
    }
    return most;
  }
}
