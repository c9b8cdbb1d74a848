/** Ends of tasks by their calendars. */
import { compile } from "./model/model.js";
import { Schedule } from "./model/schedule.js";
import type { PlanningProblem } from "./problem.js";

/**
 * End of a task that starts then, its pauses counted; `undefined` where its own windows and calendars forbid that.
 * Throws a RangeError for a task or mode that the problem does not have.
 */
export function endOf(
  problem: PlanningProblem,
  name: string,
  start: number,
  mode?: string,
): number | undefined {
  const task = problem.tasks[name];
  const alone = {
    ...problem,
    tasks: task ? { [name]: task } : {},
    precedences: [],
    resources: {},
    groups: {},
  };
  const model = compile(alone);
  const number = model.modeNames.indexOf(mode);
  if (number < 0)
    throw new RangeError(`there is no task ${name}${mode === undefined ? "" : ` with mode ${mode}`}`);
  const schedule = new Schedule(model);
  const isAllowed = start >= 0 && schedule.firstSlot(number, start, start) === start;
  return isAllowed ? schedule.endAt(number, start) : undefined;
}
