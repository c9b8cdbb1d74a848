/** Solves a planning problem: proof of conflict, first plan, bounds, search, and the checker's word on the result. */
import { showPath } from "../../config/index.js";
import { boundLevel, type IsLate } from "./bounds/index.js";
import { checkProblem } from "./check-problem.js";
import { checkPlan, measurePlan } from "./checker/index.js";
import { proveInfeasible } from "./conflict/index.js";
import { compareWorth, measure, type Worth } from "./model/measure.js";
import { compile, type Model } from "./model/model.js";
import { Random } from "./model/random.js";
import { Schedule } from "./model/schedule.js";
import { completeOptions, type SolveOptions } from "./options.js";
import type { Judgement, LevelValue, Plan, Solution, Statistics } from "./plan.js";
import type { PlanningProblem } from "./problem.js";
import { fromPlan, toPlan } from "./search/plans.js";
import { buildFirst, rebuild, snapshot } from "./search/start.js";
import { searchTogether, type TeamResult } from "./search/team.js";

/** Parts of the time after which no further first plan is tried, and no further bound of it. */
const PARTS = { first: 0.3, bounds: 0.4 };

/**
 * The best plan within the limits, with bounds; or the facts that exclude every plan; or neither.
 * Throws a RangeError for options out of range and for a problem that `checkProblem` refuses.
 */
export async function solve(problem: PlanningProblem, options: SolveOptions = {}): Promise<Solution> {
  const began = performance.now();
  const limits = completeOptions(options);
  const [unsound] = checkProblem(problem);
  if (unsound) throw new RangeError(`${showPath(unsound.path)}: ${unsound.message}`);
  const statistics: Statistics = { steps: 0, seconds: 0 };
  const elapsed = () => (performance.now() - began) / 1000;
  const noteTime = () => {
    statistics.seconds = elapsed();
  };

  const { milliseconds = Number.POSITIVE_INFINITY, ...rest } = limits;
  const isLate = (part: number) => () => performance.now() - began > part * milliseconds;
  const whole = compile(problem);
  const first = firstPlan(whole, limits.seed, options.start, isLate(PARTS.first));
  const isFeasible = first.worth[0] === 0;
  if (isFeasible) statistics.firstPlanSeconds = elapsed();
  const conflict = isFeasible ? undefined : proveInfeasible(problem);
  if (conflict) {
    noteTime();
    return { status: "infeasible", conflict, statistics };
  }
  const tell = ({ best, worth, steps }: TeamResult) =>
    options.onProgress?.({
      seconds: elapsed(),
      steps,
      ...(worth[0] === 0 ? { objective: measurePlan(problem, toPlan(whole, best)) } : {}),
    });
  tell(first);

  const narrowed = narrow(whole, first);
  const bounded = whole.objective[0] === "makespan" ? narrowed : whole;
  const beforeBounds = performance.now();
  const target = targetOf(bounded, first.worth, isLate(PARTS.bounds));
  // Those of the result will take as long.
  const left = milliseconds - 1000 * elapsed() - (performance.now() - beforeBounds);
  const levels = (worth: Worth) => levelsOf(bounded, worth, { isLate: isLate(1), least: target[1] });
  const found = await searchTogether(narrowed, first, {
    ...rest,
    ...(Number.isFinite(left) ? { milliseconds: left } : {}),
    target,
    signal: options.signal,
    onRound(known) {
      if (known.worth[0] === 0) statistics.firstPlanSeconds ??= elapsed();
      tell(known);
      if (compareWorth(known.worth, target) <= 0) return true;
      return limits.gap > 0 && known.worth[0] === 0 && largestGap(levels(known.worth)) <= limits.gap;
    },
  });
  statistics.steps = found.steps;
  noteTime();
  if (found.worth[0] !== 0) return { status: "unknown", statistics };
  const plan = toPlan(whole, found.best);
  return { ...gate(problem, plan, levels(found.worth)), plan, statistics };
}

/** What a plan from elsewhere is worth, with bounds. Throws an Error where it breaks a fact of the problem. */
export function judgePlan(problem: PlanningProblem, plan: Plan): Judgement {
  const values = measurePlan(problem, plan).map(({ value }) => value);
  return gate(problem, plan, levelsOf(compile(problem), Float64Array.of(0, ...values)));
}

/** A plan leaves only if the checker, which shares nothing with the solver, agrees with it and its values. */
function gate(problem: PlanningProblem, plan: Plan, objective: LevelValue[]): Judgement {
  const [violation] = checkPlan(problem, plan);
  if (violation) throw new Error(`the plan is wrong: ${violation.text} (${violation.pointer})`);
  for (const [level, { name, value }] of measurePlan(problem, plan).entries())
    if (objective[level]?.value !== value)
      throw new Error(`the solver says ${name} ${objective[level]?.value}, the checker ${value}`);
  const gap = largestGap(objective);
  return { status: gap === 0 ? "optimal" : "feasible", objective, gap };
}

/** The plan to begin from, as far as it keeps the facts; else, or where there is none, what priority rules give. */
function firstPlan(model: Model, seed: number, start: Plan | undefined, isLate: IsLate): TeamResult {
  const schedule = new Schedule(model);
  const worth = new Float64Array(model.objective.length + 1);
  let best: TeamResult | undefined;
  const keep = (steps: number): TeamResult => {
    measure(schedule, worth);
    const isBetter = !best || compareWorth(worth, best.worth) < 0;
    const known = best && !isBetter ? best : { best: snapshot(schedule), worth: worth.slice(), steps: 0 };
    return { ...known, steps: (best?.steps ?? 0) + steps };
  };
  if (start) {
    rebuild(schedule, fromPlan(model, start));
    best = keep(1);
    if (best.worth[0] === 0) return best;
  }
  return keep(buildFirst(schedule, new Random(seed), isLate));
}

/**
 * A horizon that nobody asked for is far too late: twice the first plan saves the search time and space. Where the
 * makespan counts first, bounds may be narrowed as well: no plan that ends later is as good as the first one.
 */
function narrow(model: Model, { best, worth }: TeamResult): Model {
  if (model.problem.horizon !== undefined || worth[0] !== 0) return model;
  const longest = model.duration.reduce((a, b) => Math.max(a, b), 0);
  const horizon = 2 * best.start.reduce((a, b) => Math.max(a, b), 0) + 2 * longest + 1;
  return horizon < model.horizon ? compile(model.problem, horizon) : model;
}

/** What no plan can beat: each level's bound as if the levels above had reached theirs. */
function targetOf(model: Model, worth: Worth, isLate: IsLate): Worth {
  const [broken, ...known] = worth;
  if (broken !== 0) return worth.slice().fill(Number.NEGATIVE_INFINITY);
  const bounds: number[] = [];
  for (const value of known) bounds.push(boundLevel(model, bounds, value, isLate));
  return Float64Array.of(0, ...bounds);
}

/** With bounds; `least` is one of the first level that is known already. */
function levelsOf(
  model: Model,
  worth: Worth,
  { isLate, least }: { isLate?: IsLate; least?: number | undefined } = {},
): LevelValue[] {
  const values = [...worth.slice(1)];
  return model.objective.map((name, level) => {
    const value = values[level] ?? 0;
    const isKnown = level === 0 && least !== undefined && Number.isFinite(least);
    const bound = isKnown ? Math.min(value, least) : boundLevel(model, values.slice(0, level), value, isLate);
    return { name, value, bound, gap: (value - bound) / Math.max(1, Math.abs(value)) };
  });
}

const largestGap = (levels: readonly LevelValue[]): number =>
  levels.reduce((largest, { gap }) => Math.max(largest, gap), 0);
