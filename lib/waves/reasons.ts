/** Why a cutover is not earlier: the facts that forbid the allowed week before it. */
import type { Estate, EstatePointer } from "../../config/index.js";
import { pointerTo, pointerToFile } from "../../config/index.js";
import { cutoverWeeks, forbids } from "../calendar/index.js";
import type { Plan, PlanningProblem, Precedence } from "../planning/index.js";
import type { EstateProblem } from "./problem.js";
import { weekAt } from "./timeline.js";
import { Usage } from "./usage.js";

/** A fact that binds, in a few words, and where it is written. */
export interface Reason {
  kind: "start" | "calendar" | "precedence" | "resource" | "free";
  text: string;
  pointers: EstatePointer[];
  /** The resource, for `resource`; the other task, for `precedence`. */
  subject?: string;
  /** The week that the facts forbid. */
  week?: string;
}

export class Reasons {
  private readonly usage: Usage;
  private readonly before = new Map<string, { precedence: Precedence; index: number }[]>();
  private readonly problem: PlanningProblem;

  constructor(
    private readonly estate: Estate,
    private readonly model: EstateProblem,
    private readonly plan: Plan,
  ) {
    this.problem = model.problem;
    this.usage = new Usage(model.problem, plan, model.problem.horizon ?? 0);
    for (const [index, precedence] of model.problem.precedences.entries()) {
      this.before.set(precedence.to, [...(this.before.get(precedence.to) ?? []), { precedence, index }]);
    }
  }

  /** What keeps a task from the period before its start, and from the latest allowed one before; never empty. */
  of(name: string): Reason[] {
    const task = this.problem.tasks[name];
    const start = this.plan.tasks[name]?.start ?? 0;
    if (!task || start === 0) return [this.first(name)];
    const allowed = task.starts ?? [[0, start]];
    const earlier = allowed.flatMap(([from, to]) => (from < start ? [Math.min(to, start) - 1] : [])).at(-1);
    if (earlier === undefined) return this.calendar(name, start);
    const week = weekAt(this.model.timeline, earlier + (this.model.chains.get(name)?.cutover ?? 0));
    const facts = [...this.precedences(name, earlier), ...this.resources(name, earlier, start)];
    const reasons = (facts.length > 0 ? facts : [this.free()]).map((reason) => ({ ...reason, week }));
    // Weeks in between are not allowed at all.
    return earlier < start - 1 ? [...this.calendar(name, start), ...reasons] : reasons;
  }

  private first(name: string): Reason {
    const { text, pointers } = this.model.sourceOf(`/tasks/${name}`);
    return { kind: "start", text: `begins at once; ${text}`, pointers };
  }

  private free(): Reason {
    return { kind: "free", text: "nothing: an earlier week gains nothing", pointers: [] };
  }

  /** The week before the cutover is not allowed: the promise and the calendar that forbid it. */
  private calendar(name: string, start: number): Reason[] {
    const chain = this.model.chains.get(name);
    if (chain?.cutover === undefined) return [this.first(name)];
    const { application, academy } = chain;
    const week = weekAt(this.model.timeline, start + chain.cutover - 1);
    const verdict = cutoverWeeks(this.estate, application, academy).find((one) => one.week === week);
    const pin = this.estate.planning?.pins[application]?.[academy];
    const promise = pin?.from !== undefined && week < pin.from ? [`pinned: ${pin.reason}`] : [];
    const reasons: Reason[] = [
      ...promise.map((text) => ({
        kind: "calendar" as const,
        week,
        text,
        pointers: [pointerToFile("planning", "pins", application, academy)],
      })),
      ...(verdict?.reasons.filter(forbids) ?? []).map(({ freeze }) => ({
        kind: "calendar" as const,
        week,
        text: freeze ? `freeze ${freeze}` : "cut over in holidays only",
        pointers: [freeze ? pointerTo("freezes", freeze) : pointerTo("applications", application, "cutover")],
      })),
    ];
    return reasons.length > 0 ? reasons : [this.first(name)];
  }

  private precedences(name: string, earlier: number): Reason[] {
    return (this.before.get(name) ?? []).flatMap(({ precedence: { from, type, min, cost }, index }) => {
      const planned = this.plan.tasks[from];
      const event = type === "start-start" ? planned?.start : planned?.end;
      if (event === undefined || event + min <= earlier) return [];
      // What does without its producer already is not held back by it.
      if (cost !== undefined && event + min > (this.plan.tasks[name]?.start ?? 0)) return [];
      const { text, pointers } = this.model.sourceOf(`/precedences/${index}`);
      return [{ kind: "precedence" as const, text, pointers, subject: from }];
    });
  }

  private resources(name: string, earlier: number, start: number): Reason[] {
    const task = this.problem.tasks[name];
    if (!task) return [];
    this.usage.add(task, start, -1);
    const over = this.usage.overloads(task, earlier);
    this.usage.add(task, start, 1);
    return over.map((resource) => {
      const { text, pointers } = this.model.sourceOf(`/resources/${resource}`);
      return { kind: "resource" as const, text, pointers, subject: resource };
    });
  }
}

/** Reasons in a few words, as the agreed plan keeps them. */
export function inShort(reasons: readonly Reason[]): string {
  const words = reasons.map(({ kind, text, subject }) => {
    if (kind === "precedence") return `after ${subject?.split("@")[0]}`;
    if (kind === "resource") return `${subject} full`;
    return kind === "free" ? "no gain in an earlier week" : kind === "start" ? "begins at once" : text;
  });
  const [first = "", second] = [...new Set(words)];
  return second ? `${first}; ${second}` : first;
}
