/** Proofs that no plan exists, and the few facts that already exclude one. */
import { overload } from "../bounds/overload.js";
import { propagateWindows } from "../bounds/windows.js";
import { compile } from "../model/model.js";
import type { Fact } from "../plan.js";
import type { PlanningProblem } from "../problem.js";
import { factsAbout, onlyFacts } from "./facts.js";

/** Facts of a conflict that are tried one by one; of more, they are first left out in blocks. */
const FEW = 8;

/**
 * An irreducible set of hard facts that no plan keeps together; `undefined` where none is proved, which is no proof
 * that there is a plan.
 */
export function proveInfeasible(problem: PlanningProblem): Fact[] | undefined {
  const suspects = suspectFacts(problem);
  if (!suspects) return undefined;
  const isConflict = (facts: readonly Fact[]) => suspectFacts(onlyFacts(problem, facts)) !== undefined;
  // What the trace names should do; where the proof needs more of the problem, all of it is the conflict to reduce.
  const all = factsAbout(problem, Object.keys(problem.tasks), problem.precedences.keys());
  return reduce(isConflict(suspects) ? suspects : all, isConflict);
}

/** The facts behind a closed window or an overloaded resource, with some that are not needed. */
function suspectFacts(problem: PlanningProblem): Fact[] | undefined {
  if (Object.keys(problem.tasks).length === 0) return undefined;
  const model = compile(problem);
  const windows = propagateWindows(model);
  const culprits = windows.closed === -1 ? overload(model, windows)?.tasks : [windows.closed];
  if (!culprits) return undefined;
  const traces = culprits.map((task) => windows.explain(task));
  const tasks = new Set(traces.flatMap((trace) => [...trace.tasks]));
  const links = new Set(traces.flatMap((trace) => [...trace.links]));
  const precedences = new Set([...links].map((link) => model.links.precedence[link] ?? 0));
  return factsAbout(
    problem,
    [...tasks].map((task) => model.tasks[task] ?? ""),
    precedences,
  );
}

/** Deletion filter: leaves out what the conflict does not need, in ever smaller blocks, and at last one by one. */
function reduce(facts: readonly Fact[], isConflict: (facts: readonly Fact[]) => boolean): Fact[] {
  let kept = [...facts];
  let block = kept.length > FEW ? Math.ceil(kept.length / 2) : 1;
  for (;;) {
    for (let from = 0; from < kept.length; ) {
      const without = [...kept.slice(0, from), ...kept.slice(from + block)];
      if (isConflict(without)) kept = without;
      else from += block;
    }
    if (block === 1) return kept;
    block = Math.ceil(block / 2);
  }
}
