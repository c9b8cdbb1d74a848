/** What no schema can say of a problem: references, lengths, sizes. */
import { didYouMean, list } from "../../config/index.js";
import { horizonOf, modesOf } from "./model/modes.js";
import type { Mode, PlanningProblem, Task } from "./problem.js";

export interface Unsound {
  /** Keys from the problem's root to the value. */
  path: (string | number)[];
  message: string;
  allowed?: string;
  hint?: string;
}

/** Numbers that the solver's look-up tables may have in all: 1 GB. */
const MOST_CELLS = 250_000_000;

/** All that is unsound; [] for a problem that can be solved. */
export function checkProblem(problem: PlanningProblem): Unsound[] {
  const tasks = Object.entries(problem.tasks);
  const problems = [
    ...tasks.flatMap(([name, task]) => [...checkTask(problem, task, ["tasks", name])]),
    ...problem.precedences.flatMap((_, index) => [...checkPrecedence(problem, index)]),
  ];
  return problems.length > 0 ? problems : checkSize(problem);
}

function* checkTask(problem: PlanningProblem, task: Task, path: string[]): Generator<Unsound> {
  for (const [index, name] of task.calendars.entries())
    yield* unknown(name, problem.calendars, [...path, "calendars", index], "calendar");
  for (const [index, name] of task.groups.entries())
    yield* unknown(name, problem.groups, [...path, "groups", index], "group");
  const wanted = task.pin?.mode;
  if (wanted !== undefined) yield* unknown(wanted, task.modes ?? {}, [...path, "pin", "mode"], "mode");
  if (task.modes) {
    for (const [name, mode] of Object.entries(task.modes))
      yield* checkDemands(problem, mode, [...path, "modes", name, "demands"]);
  } else {
    for (const mode of modesOf(task)) yield* checkDemands(problem, mode, [...path, "demands"]);
  }
}

function* checkDemands(problem: PlanningProblem, mode: Mode, path: string[]): Generator<Unsound> {
  for (const [name, demand] of Object.entries(mode.demands)) {
    yield* unknown(name, problem.resources, [...path, name], "resource");
    if (typeof demand !== "number" && demand.length !== mode.duration)
      yield {
        path: [...path, name],
        message: `has ${demand.length} amounts for a duration of ${mode.duration}`,
        hint: "write one amount per worked period, or a single one for all",
      };
  }
}

function* checkPrecedence(problem: PlanningProblem, index: number): Generator<Unsound> {
  const { from, to, min, max } = problem.precedences[index] ?? { from: "", to: "", min: 0 };
  const path = ["precedences", index];
  yield* unknown(from, problem.tasks, [...path, "from"], "task");
  yield* unknown(to, problem.tasks, [...path, "to"], "task");
  if (from === to && Object.hasOwn(problem.tasks, from))
    yield { path: [...path, "to"], message: `makes ${from} follow itself`, hint: "name another task" };
  if (max !== undefined && max < min)
    yield {
      path: [...path, "max"],
      message: `is less than \`min\`, which is ${min}`,
      allowed: `from ${min}`,
    };
}

function* unknown(
  name: string,
  known: Record<string, unknown>,
  path: (string | number)[],
  noun: string,
): Generator<Unsound> {
  if (Object.hasOwn(known, name)) return;
  const names = Object.keys(known);
  const hint = didYouMean(name, names);
  yield {
    path,
    message: `${JSON.stringify(name)} is no ${noun} of the problem`,
    allowed: names.length > 0 ? list(names, 10) : `none: the problem has no ${noun}s`,
    ...(hint ? { hint } : {}),
  };
}

/** Tables have one number per period, for each resource and for each distinct calendar of a duration. */
function checkSize(problem: PlanningProblem): Unsound[] {
  const horizon = horizonOf(problem);
  const calendars = new Set(
    Object.values(problem.tasks).flatMap((task) =>
      task.calendars.length > 0 || task.starts
        ? modesOf(task).map(({ duration }) => JSON.stringify([duration, task.calendars, task.starts]))
        : [],
    ),
  );
  const cells = horizon * (2 * Object.keys(problem.resources).length + 4 * calendars.size);
  if (cells <= MOST_CELLS) return [];
  return [
    {
      path: ["horizon"],
      message: `${horizon} periods are too many for ${Object.keys(problem.resources).length} resources and ${calendars.size} calendars`,
      hint: "give an earlier horizon, or count time in longer periods",
    },
  ];
}
