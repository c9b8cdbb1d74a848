/** What if: the least-change plan of a changed estate, and how it differs from the agreed one. */
import { type Estate, pointerToFile } from "../../config/index.js";
import { checkAgreement } from "../agreement/index.js";
import { type Plan, type SolveOptions, solve } from "../planning/index.js";
import type { Change } from "./changes.js";
import { held } from "./held.js";
import { agreedPlan, LEAST_CHANGE, type Outcome, planWaves } from "./plan.js";
import { agreedWeeks, buildProblem, type EstateProblem } from "./problem.js";
import { timelineOf } from "./timeline.js";

export interface Move {
  application: string;
  academy: string;
  from: string | undefined;
  to: string;
  /** Weeks later; negative where earlier. */
  weeks: number;
  /** The change concerns it itself. */
  touched: boolean;
}

export interface Difference {
  moves: Move[];
  /** Installations that the change does not concern, and how many of them move all the same. */
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

/** Plans again after changes, moving as little as it can. Throws a RangeError where a change names nothing. */
export async function whatIf(
  estate: Estate,
  changes: readonly Change[],
  options: SolveOptions,
): Promise<WhatIf> {
  const changed = changes.reduce((world, change) => change.apply(world), estate);
  const objective = [...LEAST_CHANGE];
  const half = { ...options, ...(options.seconds === undefined ? {} : { seconds: options.seconds / 2 }) };
  const start = await aroundTheRest(changed, changes, buildProblem(changed, { objective }), half);
  const outcome = await planWaves(changed, start ? { ...half, start } : options, { objective });
  return {
    changes: changes.map(({ text }) => text),
    estate: changed,
    broken: checkAgreement(changed).findings.length,
    outcome,
    ...("plan" in outcome ? { difference: difference(estate, changed, changes, outcome) } : {}),
  };
}

/**
 * A plan in which only what is concerned moves, or what is in the way of the change; undefined where there is none.
 * From there the search goes on with everything.
 */
async function aroundTheRest(
  changed: Estate,
  changes: readonly Change[],
  model: EstateProblem,
  options: SolveOptions,
): Promise<Plan | undefined> {
  const plan = agreedPlan(changed, model);
  if (!plan) return undefined;
  const broken = new Set(checkAgreement(changed).findings.map(({ pointer }) => pointer));
  const weeks = agreedWeeks(changed.waves);
  const free = [...model.chains].filter(([name, chain]) => {
    const { application, academy } = chain;
    const isBroken = broken.has(pointerToFile("waves", "waves", weeks.get(name) ?? "", application, academy));
    return isBroken || changes.some((change) => change.touches(changed, chain));
  });
  const problem = held(model.problem, plan, new Set(free.map(([name]) => name)));
  const solution = await solve(problem, { ...options, start: plan });
  return "plan" in solution ? solution.plan : undefined;
}

function difference(
  estate: Estate,
  changed: Estate,
  changes: readonly Change[],
  { model, waves }: Extract<Outcome, { waves: unknown }>,
): Difference {
  const before = agreedWeeks(estate.waves);
  const after = agreedWeeks(waves);
  const { periodOf } = timelineOf(changed);
  const moves: Move[] = [];
  let untouched = 0;
  for (const [name, to] of after) {
    const chain = model.chains.get(name);
    if (!chain) continue;
    const touched = changes.some((change) => change.touches(estate, chain));
    if (!touched) untouched += 1;
    const from = before.get(name);
    if (from === to) continue;
    const weeks = (periodOf.get(to) ?? 0) - (from === undefined ? 0 : (periodOf.get(from) ?? 0));
    moves.push({ application: chain.application, academy: chain.academy, from, to, weeks, touched });
  }
  return { moves, untouched, untouchedMoved: moves.filter((move) => !move.touched).length };
}
