/** Plans in the problem's names, and schedules in the solver's numbers. */
import type { Model } from "../model/model.js";
import { Schedule, UNPLACED } from "../model/schedule.js";
import type { Plan } from "../plan.js";
import type { Start } from "./start.js";

/** The plan of a schedule; tasks that stand nowhere are left out. */
export function toPlan(model: Model, { start, mode }: Start): Plan {
  const schedule = new Schedule(model);
  const planned = model.tasks.flatMap((name, task) => {
    if (start[task] === UNPLACED) return [];
    const modeName = model.modeNames[mode[task]!];
    const times = { start: start[task]!, end: schedule.endAt(mode[task]!, start[task]!) };
    return [[name, { ...times, ...(modeName === undefined ? {} : { mode: modeName }) }] as const];
  });
  return { tasks: Object.fromEntries(planned) };
}

/** What a plan wishes for; tasks and modes that it does not know stand nowhere and in their first mode. */
export function fromPlan(model: Model, plan: Plan): Start {
  const { tasks, firstMode, modeNames, links } = model;
  const mode = Int32Array.from(tasks, (name, task) => {
    const modes = modeNames.slice(firstMode[task], firstMode[task + 1]);
    return firstMode[task]! + Math.max(0, modes.indexOf(plan.tasks[name]?.mode));
  });
  const start = Int32Array.from(tasks, (name) => plan.tasks[name]?.start ?? UNPLACED);
  const end = Int32Array.from(tasks, (name) => plan.tasks[name]?.end ?? UNPLACED);
  // A precedence with a cost that the plan does without stays so.
  const dropped = Uint8Array.from(links.cost, (cost, link) => {
    const [a, b] = [links.from[link]!, links.to[link]!];
    const before = links.fromEnd[link] ? end[a]! : start[a]!;
    const after = links.toEnd[link] ? end[b]! : start[b]!;
    return Number(
      cost >= 0 && start[a] !== UNPLACED && start[b] !== UNPLACED && before + links.lag[link]! > after,
    );
  });
  return { start, mode, dropped };
}
