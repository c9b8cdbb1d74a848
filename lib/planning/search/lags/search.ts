/**
 * The search for schedules under maximal lags: tasks that want too much together are put in order, pair by pair, until
 * all earliest starts are a schedule. Each step looks for one that is better than the best by a tree search of few
 * failures, keeping some of the best one's pairs.
 * Sources: Laborie, «Complete MCS-based search: application to resource-constrained project scheduling», IJCAI 2005
 * (branching on minimal critical sets); Cesta, Oddi and Smith, «A constraint-based method for project scheduling with
 * time windows», Journal of Heuristics 8 (2002).
 */
import { compareWorth, measure, type Worth } from "../../model/measure.js";
import { Random } from "../../model/random.js";
import { Schedule } from "../../model/schedule.js";
import type { Memory, Searcher, SearchResult } from "../searcher.js";
import { rebuild, type Start, snapshot } from "../start.js";
import { addDistance, type Network } from "./network.js";

/** Failures after which a step ends: this, or with each coin that shows heads twice as many. */
const FAILURES = 20;
const MOST_HEADS = 7;
/** Part of the steps that keep no pair of the best, and largest part of pairs that others let go. */
const AFRESH = 0.2;
const LET_GO = 0.35;
/** Sets drawn where a resource is overloaded. */
const SETS = 3;
/** Noise by which the pair that leaves most freedom is not always first. */
const NOISE = 0.6;

interface Pair {
  before: number;
  after: number;
  /** Periods by which the two may still move against each other once in order. */
  freedom: number;
}

export class LagSearch implements Searcher {
  steps = 0;
  readonly bestWorth: Worth;
  private readonly random: Random;
  private readonly schedule: Schedule;
  private readonly worth: Worth;
  private best: Start;
  /** Pairs in order in the best schedule. */
  private pairs: Pair[] = [];
  /** Distances by depth of the tree. */
  private readonly levels: Int32Array[] = [];
  private failuresLeft = 0;

  constructor(
    private readonly network: Network,
    seed: number,
    start: Start,
    private readonly memory: Memory,
  ) {
    const { model } = network;
    this.random = new Random(seed);
    this.schedule = new Schedule(model);
    this.worth = new Float64Array(model.objective.length + 1);
    rebuild(this.schedule, start);
    measure(this.schedule, this.worth);
    this.bestWorth = this.worth.slice();
    this.best = snapshot(this.schedule);
    this.pairs = this.pairsInOrder();
    this.steps += 1;
  }

  result(): SearchResult {
    const { best, bestWorth: worth, memory, steps } = this;
    return { current: best, best, worth, memory, steps };
  }

  step(): void {
    const { random, network, bestWorth } = this;
    const { model, nodes } = network;
    this.steps += 1;
    const distance = this.level(0);
    distance.set(network.distance);
    if (bestWorth[0] === 0)
      for (let task = 0; task + 1 < nodes; task += 1)
        if (!addDistance(distance, nodes, task, nodes - 1, model.duration[task]! + 1 - bestWorth[1]!)) return;
    const letGo = random.next() < AFRESH ? 1 : LET_GO * random.next();
    const kept = this.pairs.filter(
      ({ before, after }) => random.next() >= letGo && this.order(distance, before, after),
    );
    let heads = 0;
    while (heads < MOST_HEADS && random.below(2) === 1) heads += 1;
    this.failuresLeft = FAILURES * 2 ** heads;
    if (this.resolve(0, kept)) this.pairs = kept;
  }

  private order(distance: Int32Array, before: number, after: number): boolean {
    return addDistance(distance, this.network.nodes, before, after, this.network.model.duration[before]!);
  }

  private level(depth: number): Int32Array {
    this.levels[depth] ??= new Int32Array(this.network.distance.length);
    return this.levels[depth];
  }

  /** Orders pairs until nothing is overloaded, and keeps that schedule; false where failures are used up or no way led there. */
  private resolve(depth: number, pairs: Pair[]): boolean {
    const distance = this.level(depth);
    const choices = this.choose(distance);
    if (!choices) return this.keep(distance);
    const next = this.level(depth + 1);
    for (const pair of choices) {
      next.set(distance);
      if (this.order(next, pair.before, pair.after)) {
        pairs.push(pair);
        if (this.resolve(depth + 1, pairs)) return true;
        pairs.pop();
      }
      if (this.failuresLeft <= 0) return false;
    }
    this.failuresLeft -= 1;
    this.steps += 1;
    return false;
  }

  /**
   * Pairs of which one has to be put in order, of a least set of tasks that want too much at their earliest starts, those
   * with most freedom first; undefined where no resource is overloaded. The set leaves as little choice as may be.
   */
  private choose(distance: Int32Array): Pair[] | undefined {
    const { nodes, use, capacity } = this.network;
    const n = nodes - 1;
    let best: Pair[] | undefined;
    let least = Number.POSITIVE_INFINITY;
    for (let at = 0; at < n; at += 1) {
      const running = this.runningWith(distance, at);
      for (let resource = 0; resource < capacity.length; resource += 1) {
        const users = running.filter((task) => use[resource * n + task]! > 0);
        const wanted = users.reduce((sum, task) => sum + use[resource * n + task]!, 0);
        for (let draw = 0; draw < SETS && wanted > capacity[resource]!; draw += 1) {
          const pairs = this.pairsOf(distance, this.drawCritical(users, resource, wanted));
          const choice = pairs.reduce((sum, { freedom }) => sum + freedom / (1 + freedom), 0);
          if (choice >= least) continue;
          if (pairs.length === 0) return pairs;
          least = choice;
          best = pairs;
        }
      }
    }
    for (const pair of best ?? []) pair.freedom *= 1 + NOISE * (this.random.next() - 0.5);
    return best?.sort((a, b) => b.freedom - a.freedom);
  }

  /** Tasks that run, at their earliest starts, when one begins. */
  private runningWith(distance: Int32Array, at: number): number[] {
    const { nodes, model } = this.network;
    const origin = (nodes - 1) * nodes;
    const time = distance[origin + at]!;
    const running: number[] = [];
    for (let task = 0; task + 1 < nodes; task += 1) {
      const start = distance[origin + task]!;
      if (start <= time && time < start + model.duration[task]!) running.push(task);
    }
    return running;
  }

  /** Some of the users that together want too much, and without any one of them would not. */
  private drawCritical(users: readonly number[], resource: number, wanted: number): number[] {
    const { use, capacity, nodes } = this.network;
    const key = new Map(users.map((task) => [task, this.random.next()]));
    let total = wanted;
    return users
      .toSorted((a, b) => key.get(a)! - key.get(b)!)
      .filter((task) => {
        const amount = use[resource * (nodes - 1) + task]!;
        const isNeeded = total - amount <= capacity[resource]!;
        if (!isNeeded) total -= amount;
        return isNeeded;
      });
  }

  private pairsOf(distance: Int32Array, tasks: readonly number[]): Pair[] {
    const { nodes, model } = this.network;
    const scale = this.bestWorth[0] === 0 ? this.bestWorth[1]! : model.horizon;
    return tasks.flatMap((before) =>
      tasks.flatMap((after) => {
        const freedom = -distance[after * nodes + before]! - model.duration[before]!;
        return before === after || freedom < 0 ? [] : [{ before, after, freedom: (freedom + 1) / scale }];
      }),
    );
  }

  /** Keeps the schedule of all earliest starts if it is the best; whether it is. */
  private keep(distance: Int32Array): boolean {
    const { schedule, network } = this;
    const origin = (network.nodes - 1) * network.nodes;
    schedule.clear();
    for (let task = 0; task + 1 < network.nodes; task += 1)
      schedule.place(task, task, distance[origin + task]!);
    measure(schedule, this.worth);
    if (compareWorth(this.worth, this.bestWorth) >= 0) return false;
    this.bestWorth.set(this.worth);
    this.best = snapshot(schedule);
    return true;
  }

  /** Pairs of which one ends as the other begins, and that share a resource. */
  private pairsInOrder(): Pair[] {
    const { start, end } = this.schedule;
    const { use, capacity, nodes } = this.network;
    const n = nodes - 1;
    const share = (a: number, b: number) =>
      capacity.some((_, resource) => use[resource * n + a]! > 0 && use[resource * n + b]! > 0);
    const tasks = [...start.keys()];
    return tasks.flatMap((before) =>
      tasks
        .filter((after) => before !== after && end[before] === start[after] && share(before, after))
        .map((after) => ({ before, after, freedom: 0 })),
    );
  }
}
