/** Problems in which most of a plan stays. */
import type { Plan, PlanningProblem } from "../planning/index.js";

/** The problem with all tasks pinned where they are planned, but for those that are free. */
export function held(problem: PlanningProblem, plan: Plan, free: ReadonlySet<string>): PlanningProblem {
  const tasks = Object.entries(problem.tasks).map(([id, task]) => {
    const { starts: _, ...rest } = task;
    return [id, free.has(id) ? task : { ...rest, pin: { start: plan.tasks[id]?.start ?? 0 } }];
  });
  return { ...problem, tasks: Object.fromEntries(tasks) };
}
