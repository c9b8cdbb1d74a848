/** Every hard fact of a problem, looked up in a plan. */
import type { Plan, PlannedTask } from "../plan.js";
import type { Mode, PlanningProblem, Precedence, Task } from "../problem.js";
import { capacityAt, closedCalendar, isWithin, modeOf, workedPeriods } from "./facts.js";

export interface Violation {
  /** JSON pointer of the fact that is broken, e.g. `/tasks/siecle-lille/deadline`. */
  pointer: string;
  text: string;
  task?: string;
  period?: number;
}

/** What the plan breaks: [] where it keeps every hard fact. */
export function checkPlan(problem: PlanningProblem, plan: Plan): Violation[] {
  const usage = new Usage(problem);
  const tasks = Object.entries(problem.tasks);
  const strangers = Object.keys(plan.tasks).filter((name) => !Object.hasOwn(problem.tasks, name));
  return [
    ...strangers.map((name) => ({
      pointer: "/tasks",
      text: `${name} is no task of the problem`,
      task: name,
    })),
    ...tasks.flatMap(([name, task]) => [...checkTask(problem, name, task, plan.tasks[name], usage)]),
    ...usage.check(),
    ...problem.precedences.flatMap((precedence, index) => [...checkPrecedence(plan, precedence, index)]),
  ];
}

function* checkTask(
  problem: PlanningProblem,
  name: string,
  task: Task,
  planned: PlannedTask | undefined,
  usage: Usage,
): Generator<Violation> {
  const broken = (key: string, text: string): Violation => ({
    pointer: pointer("tasks", name, ...(key ? [key] : [])),
    text: `${name} ${text}`,
    task: name,
  });
  if (!planned) return yield broken("", "is not planned");
  const { start, end } = planned;
  if (!Number.isInteger(start) || start < 0)
    return yield broken("", `starts in ${start}, which is no period`);
  const mode = modeOf(task, planned);
  if (!mode) return yield broken("modes", `is done in the mode ${planned.mode}, which it does not have`);

  const limit = problem.horizon ?? Math.max(end, start + mode.duration);
  const worked = workedPeriods(problem, task, mode.duration, start, limit);
  const ends = mode.duration === 0 ? start : (worked.at(-1) ?? start) + 1;
  if (worked.length < mode.duration) yield broken("", `does not end within the horizon ${limit}`);
  else if (ends !== end) yield broken("", `ends in ${end} by the plan, in ${ends} by its work`);
  if (problem.horizon !== undefined && end > problem.horizon)
    yield { ...broken("", `ends in ${end}, after the horizon ${problem.horizon}`), pointer: "/horizon" };
  if (start < task.release) yield broken("release", `starts in ${start}, before its release ${task.release}`);
  if (task.deadline !== undefined && end > task.deadline)
    yield broken("deadline", `ends in ${end}, after its deadline ${task.deadline}`);
  if (task.starts && !isWithin(start, task.starts))
    yield broken("starts", `starts in ${start}, when it may not start`);
  if (task.pin && task.pin.start !== start)
    yield broken("pin", `starts in ${start}, pinned to ${task.pin.start}`);
  if (task.pin?.mode !== undefined && task.pin.mode !== planned.mode)
    yield broken("pin", `is done in the mode ${planned.mode}, pinned to ${task.pin.mode}`);
  const starts = mode.duration > 0 ? [start] : [];
  for (const period of new Set([...starts, ...worked])) {
    const calendar = closedCalendar(problem, task, period);
    if (calendar === undefined) continue;
    yield {
      pointer: pointer("calendars", calendar),
      text: `${name} works in ${period}, when ${calendar} is closed`,
      task: name,
      period,
    };
  }
  usage.add(mode, start, worked);
}

function* checkPrecedence(plan: Plan, precedence: Precedence, index: number): Generator<Violation> {
  const { from, to, type, min, max, cost } = precedence;
  const [before, after] = [plan.tasks[from], plan.tasks[to]];
  if (cost !== undefined || !before || !after) return;
  const distance =
    (type.endsWith("finish") ? after.end : after.start) -
    (type.startsWith("finish") ? before.end : before.start);
  const broken = (text: string): Violation => ({
    pointer: pointer("precedences", String(index)),
    text: `${to} comes ${distance} after ${from} (${type}), ${text}`,
    task: to,
  });
  if (distance < min) yield broken(`less than ${min}`);
  if (max !== undefined && distance > max) yield broken(`more than ${max}`);
}

/** What is used of each resource, by period. */
class Usage {
  private readonly used = new Map<string, Map<number, number>>();
  /** The last period: what a task without duration takes at the very end is taken in it. */
  private readonly last: number;

  constructor(private readonly problem: PlanningProblem) {
    this.last = (problem.horizon ?? Number.POSITIVE_INFINITY) - 1;
  }

  add({ demands }: Mode, start: number, worked: readonly number[]): void {
    for (const [name, demand] of Object.entries(demands)) {
      const isCumulative = this.problem.resources[name]?.kind === "cumulative";
      if (typeof demand !== "number") {
        for (const [step, amount] of demand.entries()) this.use(name, worked[step] ?? start, amount);
      } else if (isCumulative) this.use(name, start, demand);
      else for (const period of worked) this.use(name, period, demand);
    }
  }

  *check(): Generator<Violation> {
    for (const [name, resource] of Object.entries(this.problem.resources)) {
      const used = this.used.get(name) ?? new Map<number, number>();
      const isCumulative = resource.kind === "cumulative";
      const changes = isCumulative && Array.isArray(resource.capacity) ? [...resource.capacity.keys()] : [];
      const periods = new Set([...used.keys(), ...changes.filter((period) => period <= this.last)]);
      let taken = 0;
      for (const period of [...periods].toSorted((a, b) => a - b)) {
        taken = (isCumulative ? taken : 0) + (used.get(period) ?? 0);
        const capacity = capacityAt(resource, period);
        if (taken <= capacity) continue;
        const text = `${taken} of ${name} are used in ${period}, where there are ${capacity}`;
        yield { pointer: pointer("resources", name, "capacity"), text, period };
      }
    }
  }

  private use(name: string, worked: number, amount: number): void {
    const period = Math.min(worked, this.last);
    const used = this.used.get(name) ?? new Map<number, number>();
    this.used.set(name, used.set(period, (used.get(period) ?? 0) + amount));
  }
}

const pointer = (...keys: string[]): string =>
  keys.map((key) => `/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
