/** What if: the least-change plan of a changed estate, and how it differs from the agreed one. */
import type { Estate } from "../../config/index.js";
import { checkAgreement } from "../agreement/index.js";
import { judgePlan, type Plan, type SolveOptions, solve } from "../planning/index.js";
import { around } from "./around.js";
import type { Change } from "./changes.js";
import { cannotStay, changedTasks, withFollowers } from "./concerned.js";
import { agreedPlan, LEAST_CHANGE, type Outcome, planWaves, verified, type WavesPlan } from "./plan.js";
import { agreedWeeks, buildProblem, type EstateProblem } from "./problem.js";

export interface Move {
  application: string;
  academy: string;
  from: string | undefined;
  to: string;
  /** Weeks later; negative where earlier. */
  weeks: number;
  /** The change concerns it itself; it cannot stay beside the change; or neither. */
  reason: "touched" | "forced" | "untouched";
}

export interface Difference {
  moves: Move[];
  /** Installations that could stay beside the change, which does not concern them, and those of them that move. */
  untouched: number;
  untouchedMoved: number;
}

export interface WhatIf {
  changes: string[];
  /** The estate after the changes. */
  estate: Estate;
  /** What the agreed plan would break. */
  broken: number;
  outcome: Outcome;
  /** Absent where there is no plan. */
  difference?: Difference;
}

/**
 * Plans again after changes. What they do not concern stays where it is agreed to be; where no such plan is found, what
 * waits for the concerned may move too, and at last everything. Throws a RangeError where a change names nothing.
 */
export async function whatIf(
  estate: Estate,
  changes: readonly Change[],
  options: SolveOptions,
): Promise<WhatIf> {
  const began = performance.now();
  const changed = changes.reduce((world, change) => change.apply(world), estate);
  const model = buildProblem(changed, { objective: [...LEAST_CHANGE] });
  const agreed = agreedPlan(changed, model);
  const touched = changedTasks(buildProblem(estate).problem, model.problem);
  const forced = agreed ? cannotStay(model.problem, agreed, touched) : touched;
  const concerned = new Set([...touched, ...forced]);
  const limits = new Limits(options, began);
  const outcome =
    (agreed && (await besideTheRest(changed, model, agreed, concerned, limits.part(1 / 2)))) ??
    (agreed &&
      (await besideTheRest(
        changed,
        model,
        agreed,
        withFollowers(model.problem, concerned),
        limits.part(1),
      ))) ??
    (await planWaves(changed, limits.part(1), { objective: [...LEAST_CHANGE] }));
  return {
    changes: changes.map(({ text }) => text),
    estate: changed,
    broken: checkAgreement(changed).findings.length,
    outcome,
    ...("plan" in outcome ? { difference: difference(estate, outcome, touched, forced) } : {}),
  };
}

/** Tasks with the preparations of their applications, which may have to come earlier. */
function withPreparations({ chains, preparations }: EstateProblem, tasks: ReadonlySet<string>): Set<string> {
  return new Set(
    [...tasks].flatMap((name) => [name, preparations.get(chains.get(name)?.application ?? "") ?? name]),
  );
}

/** What is left of the time to search: checking at the end takes as long as building did. */
class Limits {
  private readonly end: number;

  constructor(
    private readonly options: SolveOptions,
    began: number,
  ) {
    const built = performance.now() - began;
    this.end = began + 1000 * (options.seconds ?? 0) - built;
  }

  part(share: number): SolveOptions {
    const { seconds } = this.options;
    if (seconds === undefined) return this.options;
    const left = (this.end - performance.now()) / 1000;
    return { ...this.options, seconds: Math.max(share * left, seconds / 4) };
  }
}

/** The plan in which only `concerned` and their preparations move; undefined where none is found. */
async function besideTheRest(
  changed: Estate,
  model: EstateProblem,
  agreed: Plan,
  concerned: ReadonlySet<string>,
  options: SolveOptions,
): Promise<WavesPlan | undefined> {
  const moving = withPreparations(model, concerned);
  const solution = await solve(around(model.problem, agreed, moving), { ...options, start: agreed });
  if (!("plan" in solution)) return undefined;
  const plan = { tasks: { ...agreed.tasks, ...solution.plan.tasks } };
  const { statistics } = solution;
  return verified(changed, model, { ...judgePlan(model.problem, plan), plan, statistics });
}

function difference(
  estate: Estate,
  { model, waves }: WavesPlan,
  touched: ReadonlySet<string>,
  forced: ReadonlySet<string>,
): Difference {
  const before = agreedWeeks(estate.waves);
  const { periodOf } = model.timeline;
  const moves: Move[] = [];
  let untouched = 0;
  for (const [name, to] of agreedWeeks(waves)) {
    const chain = model.chains.get(name);
    if (!chain) continue;
    const reason = touched.has(name) ? "touched" : forced.has(name) ? "forced" : "untouched";
    if (reason === "untouched") untouched += 1;
    const from = before.get(name);
    if (from === to) continue;
    const weeks = (periodOf.get(to) ?? 0) - (from === undefined ? 0 : (periodOf.get(from) ?? 0));
    moves.push({ application: chain.application, academy: chain.academy, from, to, weeks, reason });
  }
  const untouchedMoved = moves.filter(({ reason }) => reason === "untouched").length;
  return { moves, untouched, untouchedMoved };
}
