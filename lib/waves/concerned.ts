/** Which installations a change concerns, and which cannot stay where they are agreed to be. */
import type { Plan, PlanningProblem, Precedence, Task } from "../planning/index.js";
import { Usage } from "./usage.js";

/** The tasks that a change concerns themselves: they, what they wait for or a resource that they use is another now. */
export function changedTasks(before: PlanningProblem, after: PlanningProblem): Set<string> {
  const isOther = (a: unknown, b: unknown) => JSON.stringify(a) !== JSON.stringify(b);
  const resources = Object.keys(after.resources).filter((name) =>
    isOther(before.resources[name], after.resources[name]),
  );
  const [linksBefore, linksAfter] = [linksInto(before), linksInto(after)];
  const changed = Object.entries(after.tasks).filter(
    ([name, task]) =>
      isOther(before.tasks[name], task) ||
      isOther(linksBefore.get(name), linksAfter.get(name)) ||
      resources.some((resource) => asksFor(task.demands?.[resource])),
  );
  return new Set(changed.map(([name]) => name));
}

const asksFor = (demand: number | readonly number[] = 0): boolean =>
  typeof demand === "number" ? demand > 0 : demand.some((amount) => amount > 0);

function linksInto({ precedences }: PlanningProblem): Map<string, Precedence[]> {
  const links = new Map<string, Precedence[]>();
  for (const one of precedences) links.set(one.to, [...(links.get(one.to) ?? []), one]);
  return links;
}

/**
 * The tasks that cannot stay, whatever those in `free` do: their week is not allowed any more or was never agreed, what
 * stays beside them leaves them no room, or what they wait for comes too late. Of those that want the same room, the
 * earlier stay.
 */
export function cannotStay(problem: PlanningProblem, plan: Plan, free: ReadonlySet<string>): Set<string> {
  const earliest = new Earliest(problem);
  const moving = new Set<string>();
  // A consumer may begin before its producer: what is found late may hold back what was let stay before.
  for (let known = -1; known < moving.size; ) {
    known = moving.size;
    for (const name of findMoving(problem, plan, new Set([...free, ...moving]), earliest)) moving.add(name);
  }
  return moving;
}

function* findMoving(
  problem: PlanningProblem,
  plan: Plan,
  free: ReadonlySet<string>,
  earliest: Earliest,
): Generator<string> {
  const usage = new Usage({ ...problem, tasks: {} }, plan, problem.horizon ?? 0);
  const moving = new Set<string>();
  const startOf = (name: string) => plan.tasks[name]?.start ?? 0;
  const isBefore = ({ from, to, type, min, cost }: Precedence) => {
    const isFree = free.has(from) || moving.has(from);
    const start = isFree ? earliest.of(from) : startOf(from);
    const event = type === "start-start" ? start : start + (problem.tasks[from]?.duration ?? 0);
    return cost !== undefined || event + min <= startOf(to);
  };
  const staying = Object.entries(problem.tasks).filter(([name]) => !free.has(name));
  for (const [name, task] of staying.toSorted(([a], [b]) => startOf(a) - startOf(b))) {
    const start = startOf(name);
    const fits =
      isAllowed(task, start) &&
      (earliest.before.get(name) ?? []).every(isBefore) &&
      usage.overloads(task, start).length === 0;
    if (fits) usage.add(task, start, 1);
    else {
      moving.add(name);
      yield name;
    }
  }
}

function isAllowed({ pin, previous, starts }: Task, start: number): boolean {
  if (pin) return pin.start === start;
  return previous?.start === start && (starts?.some(([from, to]) => from <= start && start < to) ?? true);
}

/** The earliest starts of tasks by their own windows and by what they wait for. */
class Earliest {
  readonly before: ReadonlyMap<string, Precedence[]>;
  private readonly known = new Map<string, number>();

  constructor(private readonly problem: PlanningProblem) {
    this.before = linksInto(problem);
  }

  of(name: string): number {
    const known = this.known.get(name);
    if (known !== undefined) return known;
    const task = this.problem.tasks[name];
    const after = (this.before.get(name) ?? []).map(({ from, type, min, cost }) => {
      if (cost !== undefined) return 0;
      return this.of(from) + min + (type === "start-start" ? 0 : (this.problem.tasks[from]?.duration ?? 0));
    });
    const least = Math.max(task?.release ?? 0, ...after);
    const start = task?.pin?.start ?? firstAllowed(task?.starts, least);
    this.known.set(name, start);
    return start;
  }
}

function firstAllowed(starts: Task["starts"], least: number): number {
  if (!starts) return least;
  const window = starts.find(([, to]) => to > least);
  return window ? Math.max(window[0], least) : Number.POSITIVE_INFINITY;
}
