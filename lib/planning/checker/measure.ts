/** The levels' values of a plan, summed up from the problem's own words. */
import type { Plan, PlannedTask } from "../plan.js";
import type { Level, PlanningProblem, Precedence, Task } from "../problem.js";
import { modeOf } from "./facts.js";

type Planned = readonly [Task, PlannedTask];

/** By level of the objective, in its order. Tasks that are not planned count nothing. */
export function measurePlan(problem: PlanningProblem, plan: Plan): { name: Level; value: number }[] {
  const planned = Object.entries(problem.tasks).flatMap(([name, task]): Planned[] => {
    const where = plan.tasks[name];
    return where ? [[task, where]] : [];
  });
  const values: Record<Level, () => number> = {
    lateness: () =>
      sum(planned, ([{ due, weight }, { end }]) => (due === undefined ? 0 : weight * Math.max(0, end - due))),
    cost: () => groupCost(problem, planned) + bridgeCost(problem, plan) + modeCost(planned),
    makespan: () => planned.reduce((last, [, { end }]) => Math.max(last, end), 0),
    completion: () => sum(planned, ([{ weight }, { end }]) => weight * end),
    stability: () =>
      sum(planned, ([{ previous }, { start }]) =>
        previous ? previous.weight * Math.abs(start - previous.start) : 0,
      ),
  };
  return [...new Set(problem.objective)].map((name) => ({ name, value: values[name]() }));
}

const groupCost = ({ groups }: PlanningProblem, planned: readonly Planned[]): number =>
  sum(Object.entries(groups), ([name, { cost, from }]) => {
    const ends = planned.filter(([task]) => task.groups.includes(name)).map(([, { end }]) => end);
    return cost * (ends.reduce((last, end) => Math.max(last, end), from) - from);
  });

const bridgeCost = ({ precedences }: PlanningProblem, plan: Plan): number =>
  sum(precedences, (precedence) => (isKept(precedence, plan) ? 0 : (precedence.cost ?? 0)));

function isKept({ from, to, type, min, max }: Precedence, { tasks }: Plan): boolean {
  const [before, after] = [tasks[from], tasks[to]];
  if (!before || !after) return true;
  const first = type === "finish-start" || type === "finish-finish" ? before.end : before.start;
  const second = type === "finish-start" || type === "start-start" ? after.start : after.end;
  return second - first >= min && second - first <= (max ?? Number.POSITIVE_INFINITY);
}

const modeCost = (planned: readonly Planned[]): number =>
  sum(planned, ([task, where]) => modeOf(task, where)?.cost ?? 0);

const sum = <T>(items: readonly T[], value: (item: T) => number): number =>
  items.reduce((total, item) => total + value(item), 0);
