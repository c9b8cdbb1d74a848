/** Problems in which most of a plan stays: what stays is taken off the capacities, the rest is a problem of its own. */
import type { Plan, PlanningProblem, Precedence, Task } from "../planning/index.js";
import { Usage } from "./usage.js";

/**
 * The problem of the tasks in `free` alone, all others staying where they are planned. What these take is missing from
 * the capacities; what must come before or after them is a release or a deadline. The others of a precedence with a
 * cost stay in it, pinned and asking for nothing. Makespan is that of the free tasks.
 */
export function around(problem: PlanningProblem, plan: Plan, free: ReadonlySet<string>): PlanningProblem {
  const tasks: Record<string, Task> = {};
  const staying: Record<string, Task> = {};
  for (const [name, task] of Object.entries(problem.tasks)) (free.has(name) ? tasks : staying)[name] = task;
  const precedences: Precedence[] = [];
  for (const precedence of problem.precedences) {
    const { from, to, cost } = precedence;
    if (!free.has(from) && !free.has(to)) continue;
    const isFree = free.has(from) && free.has(to);
    if (isFree || cost !== undefined) precedences.push(precedence);
    if (isFree) continue;
    const other = free.has(from) ? to : from;
    if (cost !== undefined) tasks[other] = ghost(staying[other], plan.tasks[other]?.start);
    else if (free.has(to)) tasks[to] = releasedBy(precedence, tasks[to] as Task, plan);
    else tasks[from] = endingFor(precedence, tasks[from] as Task, plan.tasks[to]?.start ?? 0);
  }
  return { ...problem, tasks, precedences, ...whatIsLeft(problem, staying, plan) };
}

/** A task that stays: it only says where it is. */
const ghost = (task: Task | undefined, start = 0): Task => ({
  release: 0,
  weight: 0,
  calendars: [],
  whenClosed: "avoid",
  groups: [],
  duration: task?.duration ?? 0,
  pin: { start },
});

function releasedBy({ from, type, min }: Precedence, task: Task, plan: Plan): Task {
  const planned = plan.tasks[from];
  const event = (type === "start-start" ? planned?.start : planned?.end) ?? 0;
  return { ...task, release: Math.max(task.release, event + min) };
}

/** An end that comes too early for the task is left to the solver to refuse. */
function endingFor({ type, min }: Precedence, task: Task, startOfNext: number): Task {
  const latest = startOfNext - min + (type === "start-start" ? (task.duration ?? 0) : 0);
  return { ...task, deadline: Math.max(0, Math.min(task.deadline ?? Number.POSITIVE_INFINITY, latest)) };
}

/** Capacities without what the tasks that stay take, and groups that cost no more until the last of them ends. */
function whatIsLeft(problem: PlanningProblem, staying: Record<string, Task>, plan: Plan) {
  const { horizon = 0 } = problem;
  const usage = new Usage({ ...problem, tasks: staying }, plan, horizon);
  const resources = Object.entries(problem.resources).map(([name, resource]) => [
    name,
    { ...resource, capacity: Array.from({ length: horizon }, (_, period) => usage.left(name, period)) },
  ]);
  const groups = Object.entries(problem.groups).map(([name, group]) => {
    const ends = Object.keys(staying)
      .filter((task) => staying[task]?.groups.includes(name))
      .map((task) => plan.tasks[task]?.end ?? 0);
    return [name, { ...group, from: Math.max(group.from, ...ends) }];
  });
  return { resources: Object.fromEntries(resources), groups: Object.fromEntries(groups) };
}
