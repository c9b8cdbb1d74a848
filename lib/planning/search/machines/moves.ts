/**
 * Moves of tasks on a critical path, each with an estimate of the makespan after it, without trying it.
 * Along the path, a block is what one machine does without a break. Only to move a task of a block before its first or
 * after its last one, the first or last one into it, or a task to another machine can shorten the path.
 * Sources: Balas and Vazacopoulos, Management Science 44 (1998); Zhang, Li, Guan and Rao, Computers & Operations
 * Research 34 (2007); for other machines Mastrolilli and Gambardella, Journal of Scheduling 3 (2000).
 */
import type { Random } from "../../model/random.js";
import type { Sequences } from "./sequences.js";
import { NONE, type Shop } from "./shop.js";

/** Takes `task` from where it stands and puts it right after `previous` (NONE: first) on the machine of `mode`. */
export interface Move {
  task: number;
  mode: number;
  previous: number;
  estimate: number;
}

type Visit = (task: number, mode: number, previous: number, estimate: number) => void;

export class Neighbourhood {
  private readonly path: Int32Array;
  private readonly heads: Int32Array;

  constructor(private readonly shop: Shop) {
    this.path = new Int32Array(shop.model.tasks.length);
    this.heads = new Int32Array(shop.model.tasks.length);
  }

  /** Visits the moves of one critical path, drawn at random. */
  visitMoves(sequences: Sequences, random: Random, visit: Visit): void {
    const length = this.drawPath(sequences, random);
    const { path } = this;
    for (let from = 0; from < length; ) {
      let to = from + 1;
      while (to < length && sequences.before[path[to]!] === path[to - 1]) to += 1;
      if (to - from > 1) this.visitBlock(sequences, from, to - 1, visit);
      from = to;
    }
    const { firstMode } = this.shop.model;
    for (let k = 0; k < length; k += 1)
      if (firstMode[path[k]! + 1]! - firstMode[path[k]!]! > 1) this.visitModes(sequences, path[k]!, visit);
  }

  /** Fills `path`, first task first; answers its length. */
  private drawPath(sequences: Sequences, random: Random): number {
    const { head, duration, before, makespan } = sequences;
    const { links } = this.shop.model;
    const n = head.length;
    let task = random.below(n);
    while (head[task]! + duration[task]! < makespan) task = task + 1 === n ? 0 : task + 1;
    let k = n;
    for (;;) {
      this.path[--k] = task;
      let chosen = NONE;
      let choices = 0;
      const previous = before[task]!;
      if (previous !== NONE && head[previous]! + duration[previous]! === head[task]) {
        chosen = previous;
        choices = 1;
      }
      for (let i = links.into.first[task]!; i < links.into.first[task + 1]!; i += 1) {
        const link = links.into.list[i]!;
        const other = links.from[link]!;
        if (head[other]! + links.lag[link]! + (links.fromEnd[link] ? duration[other]! : 0) !== head[task])
          continue;
        choices += 1;
        if (random.below(choices) === 0) chosen = other;
      }
      if (chosen === NONE) break;
      task = chosen;
    }
    this.path.copyWithin(0, k);
    return n - k;
  }

  private visitBlock(sequences: Sequences, from: number, to: number, visit: Visit): void {
    for (let k = from; k < to; k += 1) this.tryAfter(sequences, k, to, visit);
    for (let k = from + 1; k < to; k += 1) this.tryAfter(sequences, from, k, visit);
    // Neighbours change places by either kind of move: once is enough.
    for (let k = from + 2; k <= to; k += 1) this.tryBefore(sequences, k, from, visit);
    for (let k = from + 1; k < to - 1; k += 1) this.tryBefore(sequences, to, k, visit);
  }

  /** The task at `k` right after that at `to`. Where the condition holds, no cycle can come of it. */
  private tryAfter(sequences: Sequences, k: number, to: number, visit: Visit): void {
    const { path } = this;
    const { tail, after, before } = sequences;
    const { outOf, to: follower } = this.shop.model.links;
    const [task, last] = [path[k]!, path[to]!];
    for (let i = outOf.first[task]!; i < outOf.first[task + 1]!; i += 1)
      if (tail[follower[outOf.list[i]!]!]! > tail[last]!) return;
    const length = to - k + 1;
    const estimate = this.estimate(
      sequences,
      length,
      (i) => (i === length - 1 ? task : path[k + 1 + i]!),
      before[task]!,
      after[last]!,
    );
    visit(task, sequences.mode[task]!, last, estimate);
  }

  /** The task at `k` right before that at `to`. */
  private tryBefore(sequences: Sequences, k: number, to: number, visit: Visit): void {
    const { path } = this;
    const { head, duration, after, before } = sequences;
    const { into, from } = this.shop.model.links;
    const [task, first] = [path[k]!, path[to]!];
    for (let i = into.first[task]!; i < into.first[task + 1]!; i += 1) {
      const other = from[into.list[i]!]!;
      if (head[other]! + duration[other]! > head[first]! + duration[first]!) return;
    }
    const length = k - to + 1;
    const estimate = this.estimate(
      sequences,
      length,
      (i) => (i === 0 ? task : path[to + i - 1]!),
      before[first]!,
      after[task]!,
    );
    visit(task, sequences.mode[task]!, before[first]!, estimate);
  }

  /** Longest path through any of the tasks, done in this order between `previous` and `next`. */
  private estimate(
    { head, tail, duration, linkHead, linkTail }: Sequences,
    length: number,
    at: (index: number) => number,
    previous: number,
    next: number,
  ): number {
    const { heads } = this;
    let free = previous === NONE ? 0 : head[previous]! + duration[previous]!;
    for (let i = 0; i < length; i += 1) {
      const task = at(i);
      heads[i] = Math.max(free, linkHead[task]!);
      free = heads[i]! + duration[task]!;
    }
    let rest = next === NONE ? 0 : tail[next]!;
    let longest = 0;
    for (let i = length - 1; i >= 0; i -= 1) {
      const task = at(i);
      rest += duration[task]!;
      if (linkTail[task]! > rest) rest = linkTail[task]!;
      if (heads[i]! + rest > longest) longest = heads[i]! + rest;
    }
    return longest;
  }

  /** The task in its other modes, wherever on the machine no cycle can come of it. */
  private visitModes(sequences: Sequences, task: number, visit: Visit): void {
    const { model, machine } = this.shop;
    const { head, tail, duration, linkHead, after, first } = sequences;
    const { into, outOf, from, to } = model.links;
    let lastHead = -1;
    for (let i = into.first[task]!; i < into.first[task + 1]!; i += 1)
      lastHead = Math.max(lastHead, head[from[into.list[i]!]!]!);
    let mostTail = -1;
    for (let i = outOf.first[task]!; i < outOf.first[task + 1]!; i += 1)
      mostTail = Math.max(mostTail, tail[to[outOf.list[i]!]!]!);
    for (let mode = model.firstMode[task]!; mode < model.firstMode[task + 1]!; mode += 1) {
      if (mode === sequences.mode[task]) continue;
      const own = model.duration[mode]!;
      const rest = sequences.tailByLinks(task, own);
      if (machine[mode] === NONE) {
        visit(task, mode, NONE, linkHead[task]! + rest);
        continue;
      }
      let previous = NONE;
      let next = first[machine[mode]!]!;
      for (;;) {
        while (next === task) next = after[next]!;
        if (previous !== NONE && tail[previous]! < mostTail) break;
        if (next === NONE || head[next]! >= lastHead) {
          const free = previous === NONE ? 0 : head[previous]! + duration[previous]!;
          const start = Math.max(free, linkHead[task]!);
          const onMachine = next === NONE ? 0 : own + tail[next]!;
          visit(task, mode, previous, start + Math.max(onMachine, rest));
        }
        if (next === NONE) break;
        previous = next;
        next = after[next]!;
      }
    }
  }
}
