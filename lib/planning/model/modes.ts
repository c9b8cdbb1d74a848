/** What is derived from a problem's facts alone: a task's modes and the horizon. */
import type { Mode, PlanningProblem, Task } from "../problem.js";

/** The modes of a task that its pin leaves; a task without `modes` has one, without a name. */
export function modesOf(task: Task): (Mode & { name: string | undefined })[] {
  if (!task.modes)
    return [{ name: undefined, duration: task.duration ?? 0, demands: task.demands ?? {}, cost: 0 }];
  const wanted = task.pin?.mode;
  return Object.entries(task.modes)
    .filter(([name]) => wanted === undefined || name === wanted)
    .map(([name, mode]) => ({ name, ...mode }));
}

/** The problem's horizon, or one so late that all tasks could be done one after the other once nothing changes any more. */
export function horizonOf(problem: PlanningProblem): number {
  if (problem.horizon !== undefined) return problem.horizon;
  const tasks = Object.values(problem.tasks);
  const work = tasks.map((task) => Math.max(...modesOf(task).map(({ duration }) => duration)));
  const lags = problem.precedences.map(({ min, max }) => Math.max(0, min, -(max ?? 0)));
  const changes = [
    ...tasks.flatMap(({ release, pin, starts = [] }) => [
      release,
      pin?.start ?? 0,
      ...starts.map(([from]) => from),
    ]),
    ...Object.values(problem.calendars).flatMap(({ closed }) => closed.map(([, to]) => to)),
    ...Object.values(problem.resources).map(({ capacity }) =>
      typeof capacity === "number" ? 0 : capacity.length,
    ),
  ];
  return Math.max(1, sum(work) + sum(lags) + changes.reduce((a, b) => Math.max(a, b), 0));
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
