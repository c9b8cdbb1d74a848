/** Which tasks are taken out of a schedule together, to be put back otherwise. */
import type { Model } from "../model/model.js";
import type { Random } from "../model/random.js";
import type { Schedule } from "../model/schedule.js";
import { pickCostly } from "./costly.js";

/** Chooses tasks of the schedule through `add`, about `size` of them. */
type Destroy = (schedule: Schedule, random: Random, size: number) => void;

/** Tries per wanted task, where tasks are drawn until one fits. */
const TRIES = 6;

export class Destroyer {
  /** The chosen tasks are chosen[0] to chosen[count - 1]. */
  readonly chosen: Int32Array;
  count = 0;
  private readonly isChosen: Uint8Array;
  private readonly contested: readonly Int32Array[];
  private readonly destroys: readonly Destroy[];

  constructor(private readonly model: Model) {
    this.chosen = new Int32Array(model.tasks.length);
    this.isChosen = new Uint8Array(model.tasks.length);
    this.contested = model.users.filter(({ length }, resource) => length > 1 && !model.cumulative[resource]);
    this.destroys = [
      this.around,
      this.linked,
      ...(this.contested.length > 0 ? [this.rivals] : []),
      ...model.objective.map(
        (_, level): Destroy =>
          (schedule, random, size) =>
            this.costly(schedule, random, size, level),
      ),
    ];
  }

  /** Chooses about `size` placed or unplaced tasks. */
  choose(schedule: Schedule, random: Random, size: number): void {
    for (let k = 0; k < this.count; k += 1) this.isChosen[this.chosen[k]!] = 0;
    this.count = 0;
    this.destroys[random.below(this.destroys.length)]!(schedule, random, size);
  }

  private add(task: number): void {
    if (this.isChosen[task]) return;
    this.isChosen[task] = 1;
    this.chosen[this.count++] = task;
  }

  /** Tasks that run about the same time. */
  private readonly around: Destroy = ({ start, end }, random, size) => {
    const n = start.length;
    const centre = random.below(n);
    this.add(centre);
    const width = this.width(centre, random);
    for (let tries = size * TRIES; tries > 0 && this.count < size; tries -= 1) {
      const task = random.below(n);
      if (end[task]! > start[centre]! - width && start[task]! < end[centre]! + width) this.add(task);
    }
  };

  /** Tasks that follow each other. */
  private readonly linked: Destroy = ({ start }, random, size) => {
    const { into, outOf, from, to } = this.model.links;
    let task = random.below(start.length);
    for (let tries = size * 2; tries > 0 && this.count < size; tries -= 1) {
      this.add(task);
      const before = into.first[task + 1]! - into.first[task]!;
      const choices = before + outOf.first[task + 1]! - outOf.first[task]!;
      const choice = random.below(choices + 1);
      if (choice === choices) task = random.below(start.length);
      else if (choice < before) task = from[into.list[into.first[task]! + choice]!]!;
      else task = to[outOf.list[outOf.first[task]! + choice - before]!]!;
    }
  };

  /** Tasks that want the same resource about the same time. */
  private readonly rivals: Destroy = ({ start }, random, size) => {
    const users = this.contested[random.below(this.contested.length)]!;
    const centre = users[random.below(users.length)]!;
    this.add(centre);
    const width = this.width(centre, random);
    for (let tries = size * TRIES; tries > 0 && this.count < size; tries -= 1) {
      const task = users[random.below(users.length)]!;
      if (Math.abs(start[task]! - start[centre]!) <= width) this.add(task);
    }
  };

  /** A task that costs much at a level, and what takes its resources before it ends. */
  private costly(schedule: Schedule, random: Random, size: number, level: number): void {
    const { start, end, mode } = schedule;
    const { uses, users } = this.model;
    const task = pickCostly(schedule, random, this.model.objective[level]!);
    this.add(task);
    const first = uses.first[mode[task]!]!;
    const count = uses.first[mode[task]! + 1]! - first;
    if (count === 0) {
      this.linked(schedule, random, size);
      return;
    }
    const rivals = users[uses.resource[first + random.below(count)]!]!;
    const since = start[task]! - 2 * this.width(task, random);
    for (let tries = size * TRIES; tries > 0 && this.count < size; tries -= 1) {
      const other = rivals[random.below(rivals.length)]!;
      if (end[other]! >= since && start[other]! <= end[task]!) this.add(other);
    }
  }

  /** Up to a dozen times as long as a task. */
  private width(task: number, random: Random): number {
    const duration = this.model.duration[this.model.firstMode[task]!]!;
    return 1 + random.below(6 * (1 + duration));
  }
}
