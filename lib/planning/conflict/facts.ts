/** Hard facts of a problem as things that can be left out, one by one. */
import { modesOf } from "../model/modes.js";
import type { Fact } from "../plan.js";
import type { Mode, PlanningProblem, Precedence, Task } from "../problem.js";

const pointer = (...keys: (string | number)[]): string =>
  keys.map((key) => `/${String(key).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");

/** The facts about these tasks and precedences, and what they refer to. */
export function factsAbout(
  problem: PlanningProblem,
  tasks: Iterable<string>,
  precedences: Iterable<number>,
): Fact[] {
  const names = [...tasks];
  const facts = names.flatMap((name) => factsOfTask(name, problem.tasks[name]));
  const of = (key: "calendars") => new Set(names.flatMap((name) => problem.tasks[name]?.[key] ?? []));
  const used = names.flatMap((name) => {
    const task = problem.tasks[name];
    return task ? modesOf(task).flatMap(({ demands }) => Object.keys(demands)) : [];
  });
  return [
    ...[...precedences].toSorted((a, b) => a - b).map((index) => factOfPrecedence(problem, index)),
    ...facts,
    ...[...of("calendars")].map((name) => ({
      pointer: pointer("calendars", name),
      text: `${name} is closed at times`,
    })),
    ...[...new Set(used)].map((name) => ({
      pointer: pointer("resources", name, "capacity"),
      text: `${name} has ${describeCapacity(problem.resources[name]?.capacity ?? 0)}`,
    })),
    ...(problem.horizon === undefined
      ? []
      : [{ pointer: "/horizon", text: `everything must end by ${problem.horizon}` }]),
  ];
}

function factsOfTask(name: string, task: Task | undefined): Fact[] {
  if (!task) return [];
  const { release, deadline, pin, starts } = task;
  const fact = (key: string, text: string): Fact => ({
    pointer: pointer("tasks", name, key),
    text: `${name} ${text}`,
  });
  const hasDemands = modesOf(task).some(({ demands }) => Object.keys(demands).length > 0);
  return [
    ...(pin
      ? [fact("pin", `is pinned to start in ${pin.start}${pin.mode === undefined ? "" : ` as ${pin.mode}`}`)]
      : []),
    ...(deadline === undefined ? [] : [fact("deadline", `must end by ${deadline}`)]),
    ...(release === 0 ? [] : [fact("release", `cannot start before ${release}`)]),
    ...(starts
      ? [
          fact(
            "starts",
            `may start only in ${starts.map(([a, b]) => `[${a}, ${b})`).join(", ") || "no period"}`,
          ),
        ]
      : []),
    ...(hasDemands
      ? [fact(task.modes ? "modes" : "demands", `needs ${describeDemands(modesOf(task))}`)]
      : []),
  ];
}

function factOfPrecedence(problem: PlanningProblem, index: number): Fact {
  const { from, to, type, min, max } = problem.precedences[index] as Precedence;
  const [before, after] = type.split("-");
  const lag = max === undefined ? `at least ${min}` : `${min} to ${max}`;
  return {
    pointer: pointer("precedences", index),
    text: `${to} must ${after} ${lag} after ${from} ${before === "finish" ? "has finished" : "has started"}`,
  };
}

const describeCapacity = (capacity: number | readonly number[]): string =>
  typeof capacity === "number"
    ? `${capacity}`
    : `${Math.min(...capacity.slice(0, 1000))} to ${Math.max(...capacity.slice(0, 1000))}`;

function describeDemands(modes: readonly Mode[]): string {
  const forms = modes.map(({ demands }) =>
    Object.entries(demands)
      .map(([name, demand]) => `${typeof demand === "number" ? demand : `[${demand}]`} of ${name}`)
      .join(" and "),
  );
  return forms.join(", or ");
}

/** The problem with no other hard facts than these; only tasks that they name, and only sizes of what they name. */
export function onlyFacts(problem: PlanningProblem, facts: readonly Fact[]): PlanningProblem {
  const kept = new Set(facts.map((fact) => fact.pointer));
  const precedences = problem.precedences.filter((_, index) => kept.has(pointer("precedences", index)));
  const linked = new Set(precedences.flatMap(({ from, to }) => [from, to]));
  const tasks = Object.entries(problem.tasks).flatMap(([name, task]): [string, Task][] => {
    const has = (key: string) => kept.has(pointer("tasks", name, key));
    const keys = ["pin", "deadline", "release", "starts", "demands", "modes"];
    if (!linked.has(name) && !keys.some(has)) return [];
    return [[name, onlyFactsOfTask(task, has, (calendar) => kept.has(pointer("calendars", calendar)))]];
  });
  const resources = Object.entries(problem.resources).map(([name, resource]) => [
    name,
    kept.has(pointer("resources", name, "capacity")) ? resource : { ...resource, capacity: UNLIMITED },
  ]);
  const { horizon, ...rest } = problem;
  return {
    ...rest,
    ...(kept.has("/horizon") ? { horizon } : {}),
    resources: Object.fromEntries(resources),
    tasks: Object.fromEntries(tasks),
    precedences: precedences.map(({ cost, ...precedence }) => precedence),
    groups: {},
  };
}

/** More than all demands that a schema allows, less than what 32 bits hold. */
const UNLIMITED = 2_000_000_000;

function onlyFactsOfTask(
  task: Task,
  has: (key: string) => boolean,
  hasCalendar: (name: string) => boolean,
): Task {
  const { pin, deadline, starts, duration, demands, modes, ...rest } = task;
  const bare = (mode: Mode): Mode => (has("modes") ? mode : { ...mode, demands: {} });
  return {
    ...rest,
    release: has("release") ? task.release : 0,
    calendars: task.calendars.filter(hasCalendar),
    groups: [],
    ...(duration === undefined ? {} : { duration, demands: has("demands") ? demands : {} }),
    ...(modes && {
      modes: Object.fromEntries(Object.entries(modes).map(([name, mode]) => [name, bare(mode)])),
    }),
    ...(pin && has("pin") ? { pin } : {}),
    ...(deadline !== undefined && has("deadline") ? { deadline } : {}),
    ...(starts && has("starts") ? { starts } : {}),
  };
}
