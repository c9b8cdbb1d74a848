/** What the checker reads out of a problem, period by period. */
import type { PlannedTask } from "../plan.js";
import type { Mode, PlanningProblem, Resource, Task } from "../problem.js";

/** How a planned task is done; `undefined` where the plan names no mode that there is. */
export function modeOf(task: Task, { mode }: PlannedTask): Mode | undefined {
  if (task.modes) return mode !== undefined && Object.hasOwn(task.modes, mode) ? task.modes[mode] : undefined;
  return mode === undefined
    ? { duration: task.duration ?? 0, demands: task.demands ?? {}, cost: 0 }
    : undefined;
}

export const isWithin = (period: number, windows: readonly (readonly [number, number])[]): boolean =>
  windows.some(([from, to]) => from <= period && period < to);

/** The calendar of the task that is closed in a period, if there is one. */
export const closedCalendar = (problem: PlanningProblem, task: Task, period: number): string | undefined =>
  task.calendars.find((name) => isWithin(period, problem.calendars[name]?.closed ?? []));

export function capacityAt({ capacity }: Resource, period: number): number {
  return typeof capacity === "number" ? capacity : (capacity[period] ?? capacity.at(-1) ?? 0);
}

/** The periods in which a task works that starts at `start`, resting in closed ones; not past `until`. */
export function workedPeriods(
  problem: PlanningProblem,
  task: Task,
  duration: number,
  start: number,
  until: number,
): number[] {
  const worked: number[] = [];
  for (let period = start; worked.length < duration && period < until; period += 1) {
    const rests = task.whenClosed === "pause" && closedCalendar(problem, task, period) !== undefined;
    if (!rests) worked.push(period);
  }
  return worked;
}
