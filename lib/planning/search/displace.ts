/**
 * Makes room in a plan for what must move: each such task takes the start at which it displaces least, and what it
 * displaces looks for a place in turn. An ejection search; source of the idea: Nagata and Bräysy, «A powerful route
 * minimization heuristic for the vehicle routing problem with time windows», Operations Research Letters 37 (2009).
 */
import type { Model } from "../model/model.js";
import type { Random } from "../model/random.js";
import { NEVER, Schedule, UNPLACED } from "../model/schedule.js";
import { startEndingBy, startEndingFrom } from "../model/windows.js";
import type { Start } from "./start.js";

/** Prices: to displace a task that need not move, and more for each that waits for it. */
const DISPLACED = 1;
const FOLLOWED = 0.2;
/** To displace one that moves anyway, times how often it has been. */
const AGAIN = 0.3;
/** A period moved, by weight: enough to choose between starts that displace alike. */
const MOVED = 1e-4;
/** Noise of prices, as a part of them, and of turns, in periods. */
const NOISE = { price: 0.1, turn: 8 };
/** Placings per moving task, and at least, after which a search has failed. */
const PATIENCE = { perTask: 20, least: 200 };

export class Displacer {
  readonly schedule: Schedule;
  /** Tasks that moved although they need not. */
  displaced = 0;
  private readonly waiting = new Set<number>();
  private readonly turn: Float64Array;
  /** How often each was displaced. */
  private readonly times: Int32Array;
  /** What the last `price` would displace, and what the last `cheapest` would. */
  private victims: number[] = [];
  private evicted: number[] = [];

  /**
   * Of a plan that keeps all facts but those of the tasks in `moving`. `late` is the price of a period late, by weight;
   * that of a task displaced is 1.
   */
  constructor(
    private readonly model: Model,
    private readonly home: Start,
    private readonly moving: Uint8Array,
    private readonly late: number,
    private readonly random: Random,
  ) {
    this.schedule = new Schedule(model);
    this.schedule.mode.set(home.mode);
    this.schedule.dropped.set(home.dropped);
    this.times = new Int32Array(moving.length);
    this.turn = Float64Array.from(home.start, (start) => start + NOISE.turn * random.next());
    for (let task = 0; task < moving.length; task += 1) {
      if (moving[task]) this.waiting.add(task);
      else this.schedule.place(task, home.mode[task]!, home.start[task]!);
    }
  }

  /** False where some task is left without a place. */
  run(): boolean {
    const { schedule, waiting, times, home, moving } = this;
    for (let left = PATIENCE.least + PATIENCE.perTask * waiting.size; waiting.size > 0; left -= 1) {
      const task = this.next();
      const start = left > 0 ? this.cheapest(task) : NEVER;
      if (start === NEVER) return false;
      for (const victim of this.evicted) {
        schedule.unplace(victim);
        times[victim]! += 1;
        waiting.add(victim);
      }
      waiting.delete(task);
      schedule.place(task, schedule.mode[task]!, start);
    }
    this.sendHome();
    for (let task = 0; task < moving.length; task += 1)
      if (!moving[task] && schedule.start[task] !== home.start[task]) this.displaced += 1;
    return true;
  }

  /** The first by turn, or rather what it must follow. */
  private next(): number {
    const { waiting, turn } = this;
    const { into, from, precedence } = this.model.links;
    let task = -1;
    for (const one of waiting) if (task === -1 || turn[one]! < turn[task]!) task = one;
    // Only precedences that no plan keeps have a cycle.
    for (let steps = waiting.size; steps > 0; steps -= 1) {
      const links = into.list.subarray(into.first[task]!, into.first[task + 1]!);
      // The first link of a precedence is its least lag; the other one, of its most, leads back.
      const link = links.find((one) => precedence[one - 1] !== precedence[one] && waiting.has(from[one]!));
      if (link === undefined) break;
      task = from[link]!;
    }
    return task;
  }

  /** The start that costs least, NEVER where there is none; those near home are tried first. */
  private cheapest(task: number): number {
    const { model, schedule, home } = this;
    const mode = schedule.mode[task]!;
    const first = model.earliest[task]!;
    const last = Math.min(
      model.latest[task]!,
      startEndingBy(model, mode, model.deadline[task]!),
      model.horizon - model.duration[mode]!,
    );
    const centre = Math.min(Math.max(home.start[task]!, first), last);
    let best = NEVER;
    let least = Number.POSITIVE_INFINITY;
    for (let distance = 0; centre - distance >= first || centre + distance <= last; distance += 1) {
      if (MOVED * model.previousWeight[task]! * distance >= least) break;
      for (const start of distance === 0 ? [centre] : [centre + distance, centre - distance]) {
        if (start < first || start > last || !this.isAllowed(mode, start)) continue;
        const price = this.price(task, start, least);
        if (price >= least) continue;
        least = price;
        best = start;
        this.evicted = this.victims;
      }
    }
    return best;
  }

  private isAllowed(mode: number, start: number): boolean {
    const next = this.model.tables[mode]?.next;
    return next === undefined || next[start] === start;
  }

  /** What it costs to put a task there, displacing `victims`; from `limit` on, any number that is no less. */
  private price(task: number, start: number, limit: number): number {
    const { schedule, random, home } = this;
    const { previousWeight, due, weight } = this.model;
    const mode = schedule.mode[task]!;
    this.victims = [];
    let price = MOVED * previousWeight[task]! * Math.abs(start - home.start[task]!);
    if (due[task]! >= 0)
      price += this.late * weight[task]! * Math.max(0, schedule.endAt(mode, start) - due[task]!);
    price *= 1 + NOISE.price * random.next();
    if (price < limit) price += this.priceOfLinks(task, start);
    if (price >= limit) return price;
    const was = this.victims.map((victim) => schedule.start[victim]!);
    for (const victim of this.victims) schedule.unplace(victim);
    for (let lack = schedule.shortage(mode, start); lack; lack = schedule.shortage(mode, start)) {
      const [victim, worth] = this.cheapestOf(schedule.having(lack.resource, lack.period));
      price += worth;
      if (price >= limit || worth === Number.POSITIVE_INFINITY) break;
      this.victims.push(victim);
      was.push(schedule.start[victim]!);
      schedule.unplace(victim);
    }
    for (const [index, victim] of this.victims.entries())
      schedule.place(victim, schedule.mode[victim]!, was[index]!);
    return price;
  }

  private cheapestOf(tasks: Iterable<number>): [task: number, worth: number] {
    let best: [number, number] = [-1, Number.POSITIVE_INFINITY];
    for (const task of tasks) {
      const worth = this.worth(task) * (1 + NOISE.price * this.random.next());
      if (worth < best[1]) best = [task, worth];
    }
    return best;
  }

  /** Displaces what must precede the task and would not, and what must follow it and would not. */
  private priceOfLinks(task: number, start: number): number {
    const { schedule, victims } = this;
    const { into, from, toEnd, cost } = this.model.links;
    const end = schedule.endAt(schedule.mode[task]!, start);
    let price = 0;
    for (let k = into.first[task]!; k < into.first[task + 1]!; k += 1) {
      const link = into.list[k]!;
      const other = from[link]!;
      if (cost[link]! >= 0 || schedule.start[other] === UNPLACED || victims.includes(other)) continue;
      if (this.eventAfter(link, other, schedule.start[other]!) <= (toEnd[link] ? end : start)) continue;
      victims.push(other);
      price += this.worth(other);
    }
    return price + this.priceOfFollowers(task, start);
  }

  /** With all that would have to follow in turn, were each as early as it then may be. */
  private priceOfFollowers(task: number, start: number): number {
    const { model, schedule, victims } = this;
    const { outOf, to, toEnd, cost } = model.links;
    let price = 0;
    for (let k = outOf.first[task]!; k < outOf.first[task + 1]!; k += 1) {
      const link = outOf.list[k]!;
      const other = to[link]!;
      if (cost[link]! >= 0 || schedule.start[other] === UNPLACED || victims.includes(other)) continue;
      const event = this.eventAfter(link, task, start);
      if (event <= (toEnd[link] ? schedule.end : schedule.start)[other]!) continue;
      victims.push(other);
      const least = toEnd[link] ? startEndingFrom(model, schedule.mode[other]!, event) : event;
      price += this.worth(other) + (least < model.horizon ? this.priceOfFollowers(other, least) : 0);
    }
    return price;
  }

  /** The least event of a link's `to` if its `from` starts then. */
  private eventAfter(link: number, task: number, start: number): number {
    const { fromEnd, lag } = this.model.links;
    return (fromEnd[link] ? this.schedule.endAt(this.schedule.mode[task]!, start) : start) + lag[link]!;
  }

  private worth(task: number): number {
    const { model, moving, times } = this;
    if (model.earliest[task] === model.latest[task]) return Number.POSITIVE_INFINITY;
    if (moving[task] || times[task]! > 0) return AGAIN * (1 + times[task]!);
    const { outOf } = model.links;
    return DISPLACED + FOLLOWED * (outOf.first[task + 1]! - outOf.first[task]!);
  }

  /** Those displaced whose old places are free again. */
  private sendHome(): void {
    const { schedule, home, moving } = this;
    for (let hasMoved = true; hasMoved; ) {
      hasMoved = false;
      for (let task = 0; task < moving.length; task += 1) {
        const was = schedule.start[task]!;
        if (moving[task] || was === home.start[task]) continue;
        schedule.unplace(task);
        this.price(task, home.start[task]!, Number.POSITIVE_INFINITY);
        const isFree =
          this.victims.length === 0 && !schedule.shortage(schedule.mode[task]!, home.start[task]!);
        schedule.place(task, schedule.mode[task]!, isFree ? home.start[task]! : was);
        hasMoved ||= isFree;
      }
    }
  }
}
