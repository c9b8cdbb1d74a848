/** Plans the waves: solves the estate's problem, checks the plan twice, and says what is in the way of one. */
import type { Estate, EstatePointer, Waves } from "../../config/index.js";
import { type AgreementFinding, checkAgreement } from "../agreement/index.js";
import {
  checkPlan,
  type Judgement,
  type Plan,
  type Solution,
  type SolveOptions,
  type Statistics,
  solve,
} from "../planning/index.js";
import { agree } from "./agree.js";
import { agreedWeeks, buildProblem, type EstateProblem, type ProblemOptions } from "./problem.js";

export interface WavesPlan extends Judgement {
  model: EstateProblem;
  plan: Plan;
  waves: Waves;
  statistics: Statistics;
}

export interface Conflict {
  status: "infeasible";
  model: EstateProblem;
  /** Facts that no plan keeps together, none of them superfluous. */
  facts: { text: string; pointers: EstatePointer[]; pointer: string }[];
  statistics: Statistics;
}

export interface NoPlan {
  status: "unknown";
  model: EstateProblem;
  statistics: Statistics;
}

export type Outcome = WavesPlan | Conflict | NoPlan;

/** Levels of a plan that disturbs people as little as it can. */
export const LEAST_CHANGE = ["lateness", "stability", "cost", "makespan"] as const;

/** The best plan found for an estate that `checkPlanning` finds nothing wrong with, starting from the agreed one. */
export async function planWaves(
  estate: Estate,
  options: SolveOptions = {},
  problem: ProblemOptions = {},
): Promise<Outcome> {
  const model = buildProblem(estate, problem);
  const start = options.start ?? agreedPlan(estate, model);
  const solution = await solve(model.problem, { ...options, ...(start ? { start } : {}) });
  const { statistics } = solution;
  if (solution.status === "unknown") return { status: "unknown", model, statistics };
  if (solution.status === "infeasible") {
    const facts = solution.conflict.map(({ pointer }) => ({ ...model.sourceOf(pointer), pointer }));
    return { status: "infeasible", model, facts, statistics };
  }
  return verified(estate, model, solution);
}

/** A plan in the estate's words. Throws an Error where one of the two checkers refuses it: that is a fault of ours. */
export function verified(
  estate: Estate,
  model: EstateProblem,
  solution: Extract<Solution, { plan: Plan }>,
): WavesPlan {
  const waves = agree(estate, model, solution.plan);
  refuseWrong(estate, model, solution.plan, waves);
  return { ...solution, model, waves };
}

/** The agreed plan as one of the problem; `undefined` where nothing is agreed. Tasks that it does not know start at once. */
export function agreedPlan(estate: Estate, { problem, timeline, chains }: EstateProblem): Plan | undefined {
  if (!estate.waves) return undefined;
  const weeks = agreedWeeks(estate.waves);
  const tasks = Object.entries(problem.tasks).map(([name, task]) => {
    const week = weeks.get(name);
    const period = week === undefined ? 0 : (timeline.periodOf.get(week) ?? 0);
    const start = Math.max(0, period - (chains.get(name)?.cutover ?? 0));
    return [name, { start, end: start + (task.duration ?? 0) }];
  });
  return { tasks: Object.fromEntries(tasks) };
}

function refuseWrong(estate: Estate, { problem }: EstateProblem, plan: Plan, waves: Waves): void {
  const violations = checkPlan(problem, plan).map(({ text }) => text);
  const findings = checkAgreement({ ...estate, waves }).findings.map(describeFinding);
  const [first] = [...violations, ...findings];
  if (first !== undefined) throw new Error(`the plan that was found is wrong: ${first}`);
}

const describeFinding = ({ pointer, value, message }: AgreementFinding) =>
  `${pointer} ${value ?? ""} ${message}`;
