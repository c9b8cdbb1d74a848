/** What a plan uses of each resource in each period, and what keeps a task from starting elsewhere. */
import type { Plan, PlanningProblem, Task } from "../planning/index.js";

/** One amount of a demand, in the task's `week`-th week. */
const amountIn = (
  demand: number | readonly number[],
  week: number,
  kind: "renewable" | "cumulative",
): number =>
  typeof demand !== "number" ? (demand[week] ?? 0) : kind === "renewable" || week === 0 ? demand : 0;

const capacityAt = (capacity: number | readonly number[], period: number): number =>
  typeof capacity === "number" ? capacity : (capacity[Math.min(period, capacity.length - 1)] ?? 0);

/** Usage of a plan of tasks that run through without modes and pauses, as those of an estate do. */
export class Usage {
  private readonly used: Map<string, Float64Array>;

  constructor(
    private readonly problem: PlanningProblem,
    plan: Plan,
    private readonly periods: number,
  ) {
    this.used = new Map(Object.keys(problem.resources).map((name) => [name, new Float64Array(periods)]));
    for (const [name, task] of Object.entries(problem.tasks)) this.add(task, plan.tasks[name]?.start ?? 0, 1);
  }

  /** Adds a task at a start, or takes it away with `sign` −1. */
  add(task: Task, start: number, sign: 1 | -1): void {
    for (const [name, demand] of Object.entries(task.demands ?? {})) {
      const used = this.used.get(name);
      const kind = this.problem.resources[name]?.kind ?? "renewable";
      for (let week = 0; used && week < (task.duration ?? 0); week += 1) {
        const amount = sign * amountIn(demand, week, kind);
        if (amount === 0) continue;
        const last = kind === "cumulative" ? this.periods : Math.min(start + week + 1, this.periods);
        for (let period = start + week; period < last; period += 1)
          used[period] = (used[period] ?? 0) + amount;
      }
    }
  }

  /** Resources that a task that is not counted in would overload if it started then. */
  overloads(task: Task, start: number): string[] {
    this.add(task, start, 1);
    const over = Object.keys(task.demands ?? {}).filter((name) => this.isOver(name, start, task));
    this.add(task, start, -1);
    return over;
  }

  private isOver(name: string, start: number, task: Task): boolean {
    const { capacity, kind } = this.problem.resources[name] ?? { capacity: 0, kind: "renewable" };
    const used = this.used.get(name) ?? [];
    const demand = task.demands?.[name] ?? 0;
    const last = kind === "cumulative" ? this.periods : Math.min(start + (task.duration ?? 0), this.periods);
    for (let period = start; period < last; period += 1) {
      const asks = kind === "cumulative" || amountIn(demand, period - start, kind) > 0;
      if (asks && (used[period] ?? 0) > capacityAt(capacity, period)) return true;
    }
    return false;
  }

  /** What is left of a resource in a period; nothing where it is overloaded. */
  left(resource: string, period: number): number {
    const capacity = capacityAt(this.problem.resources[resource]?.capacity ?? 0, period);
    return Math.max(0, capacity - (this.used.get(resource)?.[period] ?? 0));
  }
}
