/** What if: the least-change plan of a changed estate, and how it differs from the agreed one. */
import type { Estate } from "../../config/index.js";
import { checkAgreement } from "../agreement/index.js";
import { displace, judgePlan, type Plan, type SolveOptions, solve } from "../planning/index.js";
import { around } from "./around.js";
import type { Change } from "./changes.js";
import { cannotStay, changedTasks } from "./concerned.js";
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
 * Plans again after changes. What they do not concern stays where it is agreed to be, but for the few that have to make
 * room; where no such plan is found, everything may move. Throws a RangeError where a change names nothing.
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
  const broken = checkAgreement(changed).findings.length;
  const left = timeLeft(options, began);
  const outcome =
    (agreed && (await besideTheRest(changed, model, agreed, new Set([...touched, ...forced]), left))) ??
    (await planWaves(changed, left(), { objective: [...LEAST_CHANGE] }));
  return {
    changes: changes.map(({ text }) => text),
    estate: changed,
    broken,
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

/** Least time to search, in seconds. */
const LEAST_TIME = 0.1;

/** What is left of the time to search, by now: checking at the end takes as long as building did. */
function timeLeft(options: SolveOptions, began: number): () => SolveOptions {
  const { seconds } = options;
  if (seconds === undefined) return () => options;
  const end = began + 1000 * seconds - (performance.now() - began);
  return () => ({ ...options, seconds: Math.max(LEAST_TIME, (end - performance.now()) / 1000) });
}

/** Searches for room, and the part of the time after which none is begun. */
const SEARCHES = 8;
const PART_FOR_ROOM = 0.1;
/** By how much more those that need not move wish to come back than the others: one is told of, not how far it goes. */
const HOMESICK = 10;

/** The plan in which only `concerned`, their preparations and few others move; undefined where none is found. */
async function besideTheRest(
  changed: Estate,
  model: EstateProblem,
  agreed: Plan,
  concerned: ReadonlySet<string>,
  left: () => SolveOptions,
): Promise<WavesPlan | undefined> {
  const { problem } = model;
  const { seed = 1, seconds } = left();
  const moving = withPreparations(model, concerned);
  const room = displace(problem, agreed, moving, {
    seed,
    searches: SEARCHES,
    seconds: seconds && PART_FOR_ROOM * seconds,
  });
  if (!room) return undefined;
  const wished = { ...problem, tasks: { ...problem.tasks } };
  for (const name of room.displaced) {
    const task = problem.tasks[name];
    if (!task?.previous) continue;
    const previous = { ...task.previous, weight: HOMESICK * task.previous.weight };
    wished.tasks[name] = { ...task, previous };
  }
  const free = withPreparations(model, new Set([...moving, ...room.displaced]));
  const solution = await solve(around(wished, room.plan, free), { ...left(), start: room.plan });
  if (!("plan" in solution)) return undefined;
  const plan = { tasks: { ...room.plan.tasks, ...solution.plan.tasks } };
  const { statistics } = solution;
  return verified(changed, model, { ...judgePlan(problem, plan), plan, statistics });
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
