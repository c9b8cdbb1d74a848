/** A schedule in the making: where tasks stand and what is left of each resource. Nothing here allocates. */
import type { Model } from "./model.js";

/** Start of a task that stands nowhere. */
export const UNPLACED = -1;
/** No period fits. */
export const NEVER = -1;

export class Schedule {
  readonly start: Int32Array;
  readonly end: Int32Array;
  /** Chosen mode, also of tasks that stand nowhere. */
  readonly mode: Int32Array;
  /** Links of precedences with a cost that this schedule does without. */
  readonly dropped: Uint8Array;
  /** What is left, by resource and period. */
  private readonly free: Int32Array;
  /** Of cumulative resources: the least that is left from a period on. */
  private readonly tail: Int32Array;
  private readonly horizon: number;

  constructor(readonly model: Model) {
    const n = model.tasks.length;
    this.horizon = model.horizon;
    this.start = new Int32Array(n).fill(UNPLACED);
    this.end = new Int32Array(n).fill(UNPLACED);
    this.mode = model.firstMode.slice(0, n);
    this.dropped = new Uint8Array(model.links.count);
    this.free = model.capacity.slice();
    this.tail = model.capacity.slice();
    this.clear();
  }

  /** Takes every task off; modes and dropped links stay. */
  clear(): void {
    this.start.fill(UNPLACED);
    this.end.fill(UNPLACED);
    this.clearResources();
  }

  /** Gives all resources back while the tasks keep their places: for passes that place them anew one by one. */
  clearResources(): void {
    this.free.set(this.model.capacity);
    for (let r = 0; r < this.model.cumulative.length; r += 1)
      if (this.model.cumulative[r]) this.updateTail(r);
  }

  copyFrom(other: Schedule): void {
    this.start.set(other.start);
    this.end.set(other.end);
    this.mode.set(other.mode);
    this.dropped.set(other.dropped);
    this.free.set(other.free);
    this.tail.set(other.tail);
  }

  /** End of a task in `mode` that starts in an allowed period. */
  endAt(mode: number, start: number): number {
    const duration = this.model.duration[mode]!;
    const pauses = this.model.tables[mode]?.pauses;
    if (!pauses || duration === 0) return start + duration;
    return pauses.open[pauses.openBefore[start]! + duration - 1]! + 1;
  }

  /** First start in [from, to] that calendars and resources allow; NEVER where there is none. */
  firstSlot(mode: number, from: number, to: number): number {
    const next = this.model.tables[mode]?.next;
    const last = this.horizon - this.model.duration[mode]!;
    const until = Math.min(to, last);
    let start = Math.max(from, 0);
    while (start <= until) {
      if (next) {
        start = next[start]!;
        if (start > until) return NEVER;
      }
      const retry = this.retryAfter(mode, start);
      if (retry === start) return start;
      start = retry;
    }
    return NEVER;
  }

  /** Last start in [from, to] that calendars and resources allow; NEVER where there is none. */
  lastSlot(mode: number, from: number, to: number): number {
    const previous = this.model.tables[mode]?.previous;
    const last = this.horizon - this.model.duration[mode]!;
    let start = Math.min(to, last);
    const since = Math.max(from, 0);
    while (start >= since) {
      if (previous) {
        start = previous[start]!;
        if (start < since) return NEVER;
      }
      const retry = this.retryBefore(mode, start);
      if (retry === start) return start;
      start = retry;
    }
    return NEVER;
  }

  place(task: number, mode: number, start: number): void {
    this.start[task] = start;
    this.end[task] = this.endAt(mode, start);
    this.mode[task] = mode;
    this.change(mode, start, -1);
  }

  /** Keeps the mode. */
  unplace(task: number): void {
    this.change(this.mode[task]!, this.start[task]!, 1);
    this.start[task] = UNPLACED;
    this.end[task] = UNPLACED;
  }

  /** Where too little is left for a task that would start in an allowed period; undefined where it fits. */
  shortage(mode: number, start: number): { resource: number; period: number } | undefined {
    const { uses, takes } = this.model;
    const { free, horizon } = this;
    for (let u = uses.first[mode]!; u < uses.first[mode + 1]!; u += 1) {
      const resource = uses.resource[u]!;
      for (let offset = uses.from[u]!; offset < uses.to[u]!; offset += 1) {
        const period = this.periodOf(mode, start, offset);
        if (free[resource * horizon + period]! < uses.amount[u]!) return { resource, period };
      }
    }
    for (let u = takes.first[mode]!; u < takes.first[mode + 1]!; u += 1) {
      const resource = takes.resource[u]!;
      let period = this.periodOf(mode, start, takes.from[u]!);
      if (this.leastFrom(resource * horizon, period) >= takes.amount[u]!) continue;
      while (period + 1 < horizon && free[resource * horizon + period]! >= takes.amount[u]!) period += 1;
      return { resource, period };
    }
    return undefined;
  }

  /** The placed tasks that have of a resource in a period. */
  *having(resource: number, period: number): Generator<number> {
    const { uses, takes, users } = this.model;
    for (const task of users[resource]!) {
      const start = this.start[task]!;
      const mode = this.mode[task]!;
      if (start === UNPLACED || start > period) continue;
      let has = false;
      for (let u = uses.first[mode]!; u < uses.first[mode + 1]! && !has; u += 1)
        has =
          uses.resource[u] === resource &&
          this.periodOf(mode, start, uses.from[u]!) <= period &&
          period <= this.periodOf(mode, start, uses.to[u]! - 1);
      for (let u = takes.first[mode]!; u < takes.first[mode + 1]! && !has; u += 1)
        has = takes.resource[u] === resource && this.periodOf(mode, start, takes.from[u]!) <= period;
      if (has) yield task;
    }
  }

  /** Period of worked period `offset` of a task that starts then. */
  private periodOf(mode: number, start: number, offset: number): number {
    const pauses = this.model.tables[mode]?.pauses;
    return pauses && offset > 0 ? pauses.open[pauses.openBefore[start]! + offset]! : start + offset;
  }

  /** `start` itself if resources allow it, else the first later start that what stands in the way leaves. */
  private retryAfter(mode: number, start: number): number {
    const { uses, takes, tables } = this.model;
    const { free, horizon } = this;
    const pauses = tables[mode]?.pauses;
    for (let u = uses.first[mode]!; u < uses.first[mode + 1]!; u += 1) {
      const base = uses.resource[u]! * horizon;
      const amount = uses.amount[u]!;
      const from = uses.from[u]!;
      if (pauses) {
        const worked = pauses.openBefore[start]!;
        for (let offset = uses.to[u]! - 1; offset >= from; offset -= 1)
          if (free[base + pauses.open[worked + offset]!]! < amount)
            return pauses.open[worked + offset - from + 1] ?? horizon;
      } else {
        const first = base + start + from;
        for (let p = base + start + uses.to[u]! - 1; p >= first; p -= 1)
          if (free[p]! < amount) return p - base - from + 1;
      }
    }
    for (let u = takes.first[mode]!; u < takes.first[mode + 1]!; u += 1) {
      const base = takes.resource[u]! * horizon;
      const amount = takes.amount[u]!;
      let period = this.periodOf(mode, start, takes.from[u]!);
      if (this.leastFrom(base, period) >= amount) continue;
      while (period < horizon && this.tail[base + period]! < amount) period += 1;
      if (period >= horizon) return horizon + 1;
      return pauses ? start + 1 : period - takes.from[u]!;
    }
    return start;
  }

  /** `start` itself if resources allow it, else the last earlier start that what stands in the way leaves. */
  private retryBefore(mode: number, start: number): number {
    const { uses, takes, tables } = this.model;
    const { free, horizon } = this;
    const pauses = tables[mode]?.pauses;
    for (let u = uses.first[mode]!; u < uses.first[mode + 1]!; u += 1) {
      const base = uses.resource[u]! * horizon;
      const amount = uses.amount[u]!;
      const to = uses.to[u]!;
      if (pauses) {
        const worked = pauses.openBefore[start]!;
        for (let offset = uses.from[u]!; offset < to; offset += 1)
          if (free[base + pauses.open[worked + offset]!]! < amount) return start - 1;
      } else {
        const end = base + start + to;
        for (let p = base + start + uses.from[u]!; p < end; p += 1)
          if (free[p]! < amount) return p - base - to;
      }
    }
    for (let u = takes.first[mode]!; u < takes.first[mode + 1]!; u += 1) {
      const period = this.periodOf(mode, start, takes.from[u]!);
      if (this.leastFrom(takes.resource[u]! * horizon, period) < takes.amount[u]!) return -1;
    }
    return start;
  }

  /** A taking at the very end of the horizon, by a task without duration, still needs the last period's amount. */
  private leastFrom(base: number, period: number): number {
    return this.tail[base + (period < this.horizon ? period : this.horizon - 1)]!;
  }

  private change(mode: number, start: number, sign: 1 | -1): void {
    const { uses, takes, tables } = this.model;
    const { free, horizon } = this;
    const pauses = tables[mode]?.pauses;
    for (let u = uses.first[mode]!; u < uses.first[mode + 1]!; u += 1) {
      const base = uses.resource[u]! * horizon;
      const amount = sign * uses.amount[u]!;
      if (pauses) {
        const worked = pauses.openBefore[start]!;
        for (let offset = uses.from[u]!; offset < uses.to[u]!; offset += 1)
          free[base + pauses.open[worked + offset]!]! += amount;
      } else {
        const end = base + start + uses.to[u]!;
        for (let p = base + start + uses.from[u]!; p < end; p += 1) free[p]! += amount;
      }
    }
    for (let u = takes.first[mode]!; u < takes.first[mode + 1]!; u += 1) {
      const resource = takes.resource[u]!;
      const isFirst = u === takes.first[mode]! || takes.resource[u - 1] !== resource;
      const anew = takes.amount[u]! - (isFirst ? 0 : takes.amount[u - 1]!);
      const period = this.periodOf(mode, start, takes.from[u]!);
      const since = period < horizon ? period : horizon - 1;
      for (let p = resource * horizon + since; p < (resource + 1) * horizon; p += 1) free[p]! += sign * anew;
      const isLast = u + 1 === takes.first[mode + 1]! || takes.resource[u + 1] !== resource;
      if (isLast) this.updateTail(resource);
    }
  }

  private updateTail(resource: number): void {
    let least = 0x7fffffff;
    for (let p = (resource + 1) * this.horizon - 1; p >= resource * this.horizon; p -= 1) {
      if (this.free[p]! < least) least = this.free[p]!;
      this.tail[p] = least;
    }
  }
}
