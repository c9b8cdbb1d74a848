/** The problem compiled to typed arrays for the solver: tasks, modes, uses, constraints and windows by number. */
import type { Level, PlanningProblem, Resource, Task } from "../problem.js";
import { offsets } from "./adjacency.js";
import { compileLinks, type Links, sortTopologically } from "./links.js";
import { horizonOf, modesOf } from "./modes.js";
import { type StartTable, startTable } from "./tables.js";

export interface Model {
  readonly problem: PlanningProblem;
  /** Periods 0 to horizon - 1. */
  readonly horizon: number;
  readonly tasks: readonly string[];
  readonly modeNames: readonly (string | undefined)[];
  /** Modes of task i are firstMode[i] to firstMode[i + 1] - 1. */
  readonly firstMode: Int32Array;
  readonly duration: Int32Array;
  readonly modeCost: Float64Array;
  readonly tables: readonly (StartTable | undefined)[];
  /** What modes use of renewable resources, by mode: `amount` in worked periods [from, to). */
  readonly uses: Uses;
  /** What modes take of cumulative resources, by mode: `amount` in all from worked period `from` on. */
  readonly takes: Uses;
  readonly resources: readonly string[];
  /** Tasks that use or take of each resource in some mode, by resource. */
  readonly users: readonly Int32Array[];
  /** By resource and period: resource × horizon + period. */
  readonly capacity: Int32Array;
  readonly cumulative: Uint8Array;
  /** Differences that must be kept between events of tasks. */
  readonly links: Links;
  /** All tasks, each after those that it must follow as far as there is such an order. */
  readonly topological: Int32Array;
  /** Window of starts from the task's own facts. */
  readonly earliest: Int32Array;
  readonly latest: Int32Array;
  /** Latest end, the horizon where there is no deadline. */
  readonly deadline: Int32Array;
  /** -1 where there is none. */
  readonly due: Int32Array;
  readonly weight: Float64Array;
  readonly previousStart: Int32Array;
  readonly previousWeight: Float64Array;
  readonly groups: readonly { cost: number; from: number; members: Int32Array }[];
  readonly objective: readonly Level[];
}

export interface Uses {
  readonly first: Int32Array;
  readonly resource: Int32Array;
  readonly from: Int32Array;
  readonly to: Int32Array;
  readonly amount: Int32Array;
}

/** Compiles a sound problem (see checkProblem); an earlier `horizon` than the problem's own saves time and space. */
export function compile(problem: PlanningProblem, horizon = horizonOf(problem)): Model {
  const tasks = Object.keys(problem.tasks);
  const facts = Object.values(problem.tasks);
  const resources = Object.keys(problem.resources);
  const modes = facts.flatMap((task) => modesOf(task).map((mode) => ({ ...mode, task })));
  const firstMode = offsets(facts.map((task) => modesOf(task).length));
  const number = new Map(tasks.map((task, index) => [task, index]));
  const levels = problem.objective.filter((level, index) => problem.objective.indexOf(level) === index);
  const { uses, takes } = compileUses(problem, modes, resources);
  const links = compileLinks(problem, number);
  return {
    problem,
    horizon,
    tasks,
    modeNames: modes.map(({ name }) => name),
    firstMode,
    duration: Int32Array.from(modes, ({ duration }) => duration),
    modeCost: Float64Array.from(modes, ({ cost }) => cost),
    tables: compileTables(problem, horizon, modes),
    uses,
    takes,
    resources,
    users: compileUsers(resources.length, firstMode, [uses, takes]),
    capacity: compileCapacity(problem, horizon),
    cumulative: Uint8Array.from(resources, (name) => Number(problem.resources[name]?.kind === "cumulative")),
    links,
    topological: sortTopologically(tasks.length, links),
    earliest: Int32Array.from(facts, ({ release, pin }) => Math.max(release, pin?.start ?? 0)),
    latest: Int32Array.from(facts, ({ pin }) => Math.min(horizon, pin?.start ?? horizon)),
    deadline: Int32Array.from(facts, ({ deadline }) => Math.min(horizon, deadline ?? horizon)),
    due: Int32Array.from(facts, ({ due }) => due ?? -1),
    weight: Float64Array.from(facts, ({ weight }) => weight),
    previousStart: Int32Array.from(facts, ({ previous }) => previous?.start ?? -1),
    previousWeight: Float64Array.from(facts, ({ previous }) => previous?.weight ?? 0),
    groups: compileGroups(problem, facts),
    objective: levels,
  };
}

function compileGroups(problem: PlanningProblem, tasks: readonly Task[]): Model["groups"] {
  const members = new Map<string, number[]>(Object.keys(problem.groups).map((name) => [name, []]));
  for (const [index, { groups }] of tasks.entries())
    for (const name of new Set(groups)) members.get(name)?.push(index);
  return Object.entries(problem.groups).map(([name, { cost, from }]) => ({
    cost,
    from,
    members: Int32Array.from(members.get(name) ?? []),
  }));
}

type TaskMode = ReturnType<typeof modesOf>[number] & { task: Task };

function compileTables(problem: PlanningProblem, horizon: number, modes: readonly TaskMode[]) {
  const known = new Map<string, StartTable>();
  return modes.map(({ duration, task }) => {
    const closed = task.calendars.flatMap((name) => problem.calendars[name]?.closed ?? []);
    if (closed.length === 0 && !task.starts) return undefined;
    const pauses = task.whenClosed === "pause" && closed.length > 0;
    const key = JSON.stringify([duration, pauses, task.calendars, task.starts]);
    const table = known.get(key) ?? startTable(horizon, duration, { closed, pauses, starts: task.starts });
    known.set(key, table);
    return table;
  });
}

function compileCapacity(problem: PlanningProblem, horizon: number): Int32Array {
  const rows = Object.values(problem.resources).map(({ capacity }) =>
    Int32Array.from({ length: horizon }, (_, t) =>
      typeof capacity === "number" ? capacity : (capacity[t] ?? capacity.at(-1) ?? 0),
    ),
  );
  const result = new Int32Array(rows.length * horizon);
  for (const [index, row] of rows.entries()) result.set(row, index * horizon);
  return result;
}

function compileUsers(resources: number, firstMode: Int32Array, needs: readonly Uses[]): Int32Array[] {
  const users = Array.from({ length: resources }, () => new Set<number>());
  for (let task = 0; task + 1 < firstMode.length; task += 1)
    for (const { first, resource } of needs)
      for (let u = first[firstMode[task]!]!; u < first[firstMode[task + 1]!]!; u += 1)
        users[resource[u]!]!.add(task);
  return users.map((tasks) => Int32Array.from(tasks));
}

interface Use {
  resource: number;
  from: number;
  to: number;
  amount: number;
}

function compileUses(problem: PlanningProblem, modes: readonly TaskMode[], resources: readonly string[]) {
  const number = new Map(resources.map((name, index) => [name, index]));
  const demandsOf = ({ demands }: TaskMode, kind: Resource["kind"]) =>
    Object.entries(demands)
      .filter(([name]) => problem.resources[name]?.kind === kind)
      .map(([name, demand]) => ({ demand, resource: number.get(name) ?? -1 }));
  return {
    uses: flatten(
      modes.map((mode) =>
        demandsOf(mode, "renewable").flatMap(({ demand, resource }) =>
          segments(demand, mode.duration).map((segment) => ({ ...segment, resource })),
        ),
      ),
    ),
    takes: flatten(
      modes.map((mode) =>
        demandsOf(mode, "cumulative").flatMap(({ demand, resource }) =>
          running(demand).map((segment) => ({ ...segment, resource })),
        ),
      ),
    ),
  };
}

/** Stretches of equal amounts; a single amount is one stretch over the whole duration. */
function segments(demand: number | readonly number[], duration: number): Omit<Use, "resource">[] {
  if (typeof demand === "number")
    return demand > 0 && duration > 0 ? [{ from: 0, to: duration, amount: demand }] : [];
  const result: Omit<Use, "resource">[] = [];
  for (const [from, amount] of demand.entries()) {
    const last = result.at(-1);
    if (last && last.amount === amount && last.to === from) last.to += 1;
    else result.push({ from, to: from + 1, amount });
  }
  return result.filter(({ amount }) => amount > 0);
}

/** What is taken in all from each worked period on: a list says what is taken anew in each. */
function running(demand: number | readonly number[]): Omit<Use, "resource">[] {
  let total = 0;
  return (typeof demand === "number" ? [demand] : demand).flatMap((amount, from) => {
    total += amount;
    return amount > 0 ? [{ from, to: from + 1, amount: total }] : [];
  });
}

function flatten(perMode: readonly (readonly Use[])[]): Uses {
  const all = perMode.flat();
  return {
    first: offsets(perMode.map((uses) => uses.length)),
    resource: Int32Array.from(all, ({ resource }) => resource),
    from: Int32Array.from(all, ({ from }) => from),
    to: Int32Array.from(all, ({ to }) => to),
    amount: Int32Array.from(all, ({ amount }) => amount),
  };
}
