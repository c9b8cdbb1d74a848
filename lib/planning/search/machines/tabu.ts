/** What may not be undone for a while: orders of two tasks, and modes that were left. */
import type { Random } from "../../model/random.js";
import type { Move } from "./moves.js";
import type { Sequences } from "./sequences.js";
import { NONE, type Shop } from "./shop.js";

/** Entries at most; of more pairs some share one, which forbids a little more. */
const MOST_ENTRIES = 1 << 21;

export class Tabu {
  /** Moves made. */
  private now = 0;
  /** Until when a task may not come before another one, by pair. */
  private readonly untilPair: Int32Array;
  private readonly untilMode: Int32Array;
  private readonly tenure: number;

  constructor({ model, tasksPerMachine }: Shop) {
    const n = model.tasks.length;
    this.untilPair = new Int32Array(Math.min(MOST_ENTRIES, n * n));
    this.untilMode = new Int32Array(model.duration.length);
    // Zhang et al.: 10 + jobs / machines.
    this.tenure = 10 + Math.min(20, Math.round(tasksPerMachine ** 2 / n));
  }

  forbids(sequences: Sequences, task: number, mode: number, previous: number): boolean {
    if (mode !== sequences.mode[task]) return this.untilMode[mode]! > this.now;
    return this.somePassed(sequences, task, previous, (first, second) => {
      return this.untilPair[this.entry(first, second)]! > this.now;
    });
  }

  /** Notes a move before it is made: what it changes may not be changed back for a while. */
  note(sequences: Sequences, { task, mode, previous }: Move, random: Random): void {
    this.now += 1;
    const until = this.now + this.tenure + random.below(1 + Math.ceil(0.4 * this.tenure));
    if (mode !== sequences.mode[task]) this.untilMode[sequences.mode[task]!] = until;
    else
      this.somePassed(sequences, task, previous, (first, second) => {
        this.untilPair[this.entry(second, first)] = until;
        return false;
      });
  }

  /** Notes a move that made a cycle and was taken back. */
  refuse(sequences: Sequences, { task, mode, previous }: Move): void {
    const until = this.now + this.tenure;
    if (mode !== sequences.mode[task]) this.untilMode[mode] = until;
    else
      this.somePassed(sequences, task, previous, (first, second) => {
        this.untilPair[this.entry(first, second)] = until;
        return false;
      });
  }

  private entry(first: number, second: number): number {
    const { length } = this.untilMode;
    return (first * length + second) % this.untilPair.length;
  }

  /** Whether the test holds of some two tasks that change their order, as they come after the move. */
  private somePassed(
    { before, after, head }: Sequences,
    task: number,
    previous: number,
    test: (first: number, second: number) => boolean,
  ): boolean {
    const goesOn = previous !== NONE && head[previous]! >= head[task]! && previous !== before[task];
    if (goesOn) {
      for (let other = after[task]!; other !== NONE; other = after[other]!) {
        if (test(other, task)) return true;
        if (other === previous) return false;
      }
      return false;
    }
    for (let other = before[task]!; other !== previous && other !== NONE; other = before[other]!)
      if (test(task, other)) return true;
    return false;
  }
}
