/** Which modes tasks may still change to, so that what is taken for good suffices for the modes of all. */
import type { Model } from "../model/model.js";
import type { Random } from "../model/random.js";

/** Random changes per task after which modes that take too much are left so. */
const TRIES = 8;

export class ModeBudget {
  /** What each mode takes in all: mode × resources + resource, cumulative resources only. */
  private readonly takes: Float64Array;
  /** What there is in the end, and what of it the modes at hand leave. */
  private readonly given: Float64Array;
  private readonly left: Float64Array;

  constructor(private readonly model: Model) {
    const { cumulative, takes, duration, capacity, horizon } = model;
    const number = Int32Array.from(cumulative);
    let count = 0;
    for (let r = 0; r < number.length; r += 1) number[r] = cumulative[r] ? count++ : -1;
    this.takes = new Float64Array(duration.length * count);
    this.given = new Float64Array(count);
    this.left = new Float64Array(count);
    for (let r = 0; r < number.length; r += 1)
      if (number[r]! >= 0) this.given[number[r]!] = capacity[(r + 1) * horizon - 1]!;
    // Takes are running totals: the last one of a resource is all.
    for (let mode = 0; mode < duration.length; mode += 1)
      for (let u = takes.first[mode]!; u < takes.first[mode + 1]!; u += 1)
        this.takes[mode * count + number[takes.resource[u]!]!] = takes.amount[u]!;
  }

  /** Begins with these modes. */
  reset(modes: Int32Array): void {
    const { left, given, takes } = this;
    left.set(given);
    for (let task = 0; task < modes.length; task += 1)
      for (let c = 0; c < left.length; c += 1) left[c]! -= takes[modes[task]! * left.length + c]!;
  }

  /** Whether a task may go from one mode to another: nothing lacks thereby, or no more than before. */
  allows(from: number, to: number): boolean {
    const { left, takes } = this;
    for (let c = 0; c < left.length; c += 1) {
      const change = takes[from * left.length + c]! - takes[to * left.length + c]!;
      if (change < 0 && left[c]! + change < 0) return false;
    }
    return true;
  }

  change(from: number, to: number): void {
    const { left, takes } = this;
    for (let c = 0; c < left.length; c += 1)
      left[c]! += takes[from * left.length + c]! - takes[to * left.length + c]!;
  }

  /** Gives a task another mode at random, whatever that takes. */
  draw(modes: Int32Array, task: number, random: Random): void {
    const { firstMode } = this.model;
    const mode = firstMode[task]! + random.below(firstMode[task + 1]! - firstMode[task]!);
    this.change(modes[task]!, mode);
    modes[task] = mode;
  }

  /** Changes modes at random, never for the worse, until they take no more than there is; false where that fails. */
  settle(modes: Int32Array, random: Random): boolean {
    for (let tries = TRIES * modes.length; tries > 0; tries -= 1) {
      const lack = this.lack();
      if (lack === 0) return true;
      const task = random.below(modes.length);
      const old = modes[task]!;
      this.draw(modes, task, random);
      if (this.lack() <= lack) continue;
      this.change(modes[task]!, old);
      modes[task] = old;
    }
    return this.lack() === 0;
  }

  private lack(): number {
    let total = 0;
    for (let c = 0; c < this.left.length; c += 1) if (this.left[c]! < 0) total -= this.left[c]!;
    return total;
  }
}
