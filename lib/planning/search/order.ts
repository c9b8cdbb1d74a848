/** Orders in which every task comes after those that it must follow, as far as there is one. */
import type { Model } from "../model/model.js";

/** Parts of a period that keys are told apart by. */
const RESOLUTION = 1024;

/** Sorts tasks by least key (in periods), ties by `tie`, a permutation's ranks; without allocating. */
export class KeySorter {
  private readonly packed: Float64Array;

  /** `byRank[rank]` is the task that wins ties over those of higher rank. */
  constructor(private readonly byRank: Int32Array) {
    this.packed = new Float64Array(byRank.length);
  }

  /** Fills `order` with all tasks. */
  sort(key: Float64Array, order: Int32Array): void {
    const { byRank, packed } = this;
    const n = byRank.length;
    for (let rank = 0; rank < n; rank += 1)
      packed[rank] = Math.floor(key[byRank[rank]!]! * RESOLUTION) * n + rank;
    packed.sort();
    for (let k = 0; k < n; k += 1) {
      const value = packed[k]!;
      order[k] = byRank[value - Math.floor(value / n) * n]!;
    }
  }
}

export class TaskOrder {
  private readonly topological: Int32Array;
  private readonly rank: Int32Array;
  private readonly sorter: KeySorter;

  constructor(private readonly model: Model) {
    this.topological = model.topological;
    this.rank = new Int32Array(this.topological.length);
    for (const [rank, task] of this.topological.entries()) this.rank[task] = rank;
    this.sorter = new KeySorter(this.topological);
  }

  /** Whether the order puts the link's `from` before its `to`. */
  follows(link: number): boolean {
    const { links } = this.model;
    return links.lag[link]! >= 0 && this.rank[links.from[link]!]! < this.rank[links.to[link]!]!;
  }

  /** Fills `order` with all tasks by least key (in periods), each pulling forward those that it must follow. */
  sort(key: Float64Array, order: Int32Array): void {
    const { links } = this.model;
    for (let k = this.topological.length - 1; k >= 0; k -= 1) {
      const task = this.topological[k]!;
      for (let s = links.outOf.first[task]!; s < links.outOf.first[task + 1]!; s += 1) {
        const link = links.outOf.list[s]!;
        const successor = links.to[link]!;
        if (key[successor]! < key[task]! && this.follows(link)) key[task] = key[successor]!;
      }
    }
    this.sorter.sort(key, order);
  }
}
