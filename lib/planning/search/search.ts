/**
 * The search for better schedules. Part of the work are repairs: a few tasks are taken out and put back in another
 * order. The other part are rebuilds: a few tasks change their place in the order in which everything is built anew,
 * some of them their modes, and double justification packs the result. Simulated annealing decides whether to go on from there.
 */
import { compareWorth, measure, type Worth } from "../model/measure.js";
import type { Model } from "../model/model.js";
import { Random } from "../model/random.js";
import { Schedule, UNPLACED } from "../model/schedule.js";
import { lowerBound, upperBound } from "../model/windows.js";
import { Builder } from "./build.js";
import { Destroyer } from "./destroy.js";
import { Justifier } from "./justify.js";
import { ModeBudget } from "./mode-budget.js";
import { hasMaximalLags, Repairer } from "./repair.js";
import type { Memory, Searcher, SearchResult } from "./searcher.js";
import { rebuild, type Start, snapshot } from "./start.js";

/** Most tasks taken out at once. */
const LARGEST_CHOICE = 60;
/** Repairs between two justifications. */
const REPAIRS_PER_JUSTIFICATION = 50;
/**
 * Work of rebuilds per work of repairs: of few tasks a rebuild moves as many as a repair, and packs them better; but
 * what maximal lags hold together it seldom finds.
 */
const REBUILDS = { small: 4, large: 1 };
/** Tasks from which a problem is large. */
const LARGE = 400;
/** Passes over all tasks in a rebuild: one to build, two to justify. */
const PASSES_PER_REBUILD = 3;
/** Parts of the rebuilds that keep all modes, and that give the chosen tasks their quickest ones. */
const SAME_MODES = 0.3;
const QUICKEST_MODES = 0.3;
/** Most tasks that are given another mode at random at once, before others make up for what that takes. */
const MOST_DRAWN_MODES = 4;
/** Temperatures, in parts of the mean change of a level. */
const HOT = 0.15;
const COLD = 0.005;
/** What a mean change of a level counts against one of the level above. */
const NEXT_LEVEL = 0.1;
/** Part of the mean change of a level that one observation makes. */
const OBSERVATION = 0.001;

export class Search implements Searcher {
  steps = 0;
  private readonly random: Random;
  private readonly current: Schedule;
  private readonly spare: Schedule;
  private readonly destroyer: Destroyer;
  private readonly repairer: Repairer;
  private readonly justifier: Justifier;
  private readonly worth: Worth;
  private readonly candidate: Worth;
  readonly bestWorth: Worth;
  private readonly meanChange: Float64Array;
  private best: Start;
  private repairs = 0;
  private readonly builder: Builder;
  private readonly key: Float64Array;
  private readonly share: number;
  /** Where tasks have modes to choose from. */
  private readonly budget: ModeBudget | undefined;
  private readonly choosing: Uint8Array;
  /** Tasks placed by repairs and by rebuilds. */
  private repaired = 0;
  private rebuilt = 0;

  constructor(
    readonly model: Model,
    seed: number,
    start: Start,
    memory: Memory = {},
  ) {
    const places = model.objective.length + 1;
    this.random = new Random(seed);
    this.current = new Schedule(model);
    this.spare = new Schedule(model);
    this.destroyer = new Destroyer(model);
    this.repairer = new Repairer(model, this.random);
    this.justifier = new Justifier(model);
    this.builder = new Builder(model);
    this.key = new Float64Array(model.tasks.length);
    this.choosing = new Uint8Array(model.tasks.length);
    const isSmall = model.tasks.length < LARGE && !hasMaximalLags(model);
    this.share = isSmall ? REBUILDS.small : REBUILDS.large;
    if (model.duration.length > model.tasks.length) this.budget = new ModeBudget(model);
    this.worth = new Float64Array(places);
    this.candidate = new Float64Array(places);
    this.bestWorth = new Float64Array(places).fill(Number.POSITIVE_INFINITY);
    this.meanChange = memory.meanChange ?? new Float64Array(places).fill(1);
    rebuild(this.current, start);
    this.steps += 1;
    measure(this.current, this.worth);
    this.bestWorth.set(this.worth);
    this.best = snapshot(this.current);
  }

  result(): SearchResult {
    const { best, bestWorth: worth, meanChange, steps } = this;
    return { current: snapshot(this.current), best, worth, memory: { meanChange }, steps };
  }

  /** Evaluates one to three schedules; `progress` from 0 to 1 cools the search down. */
  step(progress: number): void {
    const temperature = HOT * (COLD / HOT) ** progress;
    if (this.rebuilt < this.share * this.repaired) {
      this.rebuildAll(temperature);
      return;
    }
    this.repairs += 1;
    if (this.repairs % REPAIRS_PER_JUSTIFICATION === 0) this.justify();
    this.repairSome(temperature);
  }

  private rebuildAll(temperature: number): void {
    const { current, destroyer, random, key } = this;
    const n = current.start.length;
    this.rebuilt += PASSES_PER_REBUILD * n;
    this.steps += PASSES_PER_REBUILD;
    let last = 0;
    for (let i = 0; i < n; i += 1) {
      key[i] = current.start[i] === UNPLACED ? this.model.horizon : current.start[i]!;
      last = Math.max(last, current.end[i]!);
    }
    destroyer.choose(current, random, 1 + random.below(Math.min(LARGEST_CHOICE, Math.ceil(n / 4))));
    for (let k = 0; k < destroyer.count; k += 1) {
      const task = destroyer.chosen[k]!;
      const from = lowerBound(current, task, current.mode[task]!);
      const to = Math.min(last, upperBound(current, task, current.mode[task]!));
      key[task] = from + random.next() * (to - from + 1);
    }
    this.spare.copyFrom(current);
    this.builder.build(current, key, this.budget && this.drawModes(this.budget));
    const isWhole = this.justifier.justify(current, random);
    if (isWhole) measure(current, this.candidate);
    if (!isWhole || !this.accepts(temperature)) current.copyFrom(this.spare);
    else {
      this.worth.set(this.candidate);
      this.keepIfBest();
    }
  }

  /** Gives some of the chosen tasks other modes, or flags them to take the one that ends first. */
  private drawModes(budget: ModeBudget): Uint8Array | undefined {
    const { current, destroyer, random, choosing } = this;
    const style = random.next();
    if (style < SAME_MODES) return undefined;
    if (style < SAME_MODES + QUICKEST_MODES) {
      choosing.fill(0);
      for (let k = 0; k < destroyer.count; k += 1) choosing[destroyer.chosen[k]!] = 1;
      return choosing;
    }
    budget.reset(current.mode);
    const count = 1 + random.below(MOST_DRAWN_MODES);
    for (let k = 0; k < count && k < destroyer.count; k += 1)
      budget.draw(current.mode, destroyer.chosen[random.below(destroyer.count)]!, random);
    budget.settle(current.mode, random);
    return undefined;
  }

  private repairSome(temperature: number): void {
    const { current, destroyer, repairer, random } = this;
    const largest = Math.min(LARGEST_CHOICE, current.start.length);
    destroyer.choose(current, random, 1 + random.below(largest));
    this.steps += 1;
    this.repaired += destroyer.count;
    const isStrict = this.worth[0] === 0;
    const isWhole = repairer.repair(current, destroyer.chosen, destroyer.count, isStrict);
    if (isWhole) measure(current, this.candidate, isStrict);
    if (!isWhole || !this.accepts(temperature)) {
      repairer.undo(current, destroyer.chosen, destroyer.count);
      return;
    }
    this.worth.set(this.candidate);
    if (this.keepIfBest()) this.justify();
  }

  /**
   * Metropolis' rule over all levels, each in its own mean changes, the later ones counting less. While facts are
   * broken, nothing else counts: the way to a plan may lead through costly schedules.
   */
  private accepts(temperature: number): boolean {
    const levels = this.worth[0]! > 0 ? 1 : this.candidate.length;
    let change = 0;
    for (let level = 0, weight = 1; level < levels; level += 1) {
      if (level > 1) weight *= NEXT_LEVEL;
      const difference = this.candidate[level]! - this.worth[level]!;
      if (difference === 0) continue;
      this.meanChange[level]! += OBSERVATION * (Math.abs(difference) - this.meanChange[level]!);
      change += (weight * difference) / this.meanChange[level]!;
    }
    return change <= 0 || this.random.next() < Math.exp(-change / temperature);
  }

  /** Justifies the schedule; where that makes it worse (it may, of levels that like late starts), it stays. */
  private justify(): void {
    this.spare.copyFrom(this.current);
    const isWhole = this.justifier.justify(this.current, this.random);
    this.steps += 2;
    if (isWhole) measure(this.current, this.candidate);
    if (!isWhole || compareWorth(this.candidate, this.worth) > 0) this.current.copyFrom(this.spare);
    else {
      this.worth.set(this.candidate);
      this.keepIfBest();
    }
  }

  private keepIfBest(): boolean {
    if (compareWorth(this.worth, this.bestWorth) >= 0) return false;
    this.bestWorth.set(this.worth);
    this.best = snapshot(this.current);
    return true;
  }
}
