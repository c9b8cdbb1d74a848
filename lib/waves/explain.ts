/** Explains one installation's week: the facts that bind it, and what would let it move earlier. */
import type { Estate } from "../../config/index.js";
import {
  type Plan,
  type PlanningProblem,
  type Precedence,
  type SolveOptions,
  solve,
} from "../planning/index.js";
import { worksOf } from "./agree.js";
import { around } from "./around.js";
import type { Chain } from "./chain.js";
import * as changes from "./changes.js";
import { agreedPlan } from "./plan.js";
import { buildProblem, type EstateProblem, taskName } from "./problem.js";
import { type Reason, Reasons } from "./reasons.js";
import { weekAt } from "./timeline.js";
import { forResource, MORE_BANDWIDTH } from "./ways-out.js";

export interface Gain {
  change: changes.Change;
  /** The earliest week of the cutover after it, everything else as agreed. */
  week: string;
  /** Weeks earlier than without it. */
  weeks: number;
}

export interface Explanation {
  application: string;
  academy: string;
  site: string;
  week: string;
  leaves: string;
  endOfLife: string;
  /** The earliest week with no fact changed, everybody else where they are agreed to be. */
  earliest: string;
  reasons: Reason[];
  /** Also of producers that it waits for. */
  chain: { application: string; week: string; reasons: Reason[] }[];
  gains: Gain[];
}

/** Schedules that are tried for each task that may move: a few tasks have few. */
const STEPS_PER_TASK = 500;

/** Rounds of looking behind producers for what they wait for in turn. */
const DEEPEST = 6;

/**
 * Explains the agreed week of an installation. Each gain is the result of solving again with the fact changed, where
 * all but the installation and the producers that it waits for stay in their weeks. Undefined without an agreed week.
 */
export async function explain(
  estate: Estate,
  application: string,
  academy: string,
  options: SolveOptions,
): Promise<Explanation | undefined> {
  const model = buildProblem(estate);
  const plan = agreedPlan(estate, model);
  const name = taskName(application, academy);
  const own = model.chains.get(name);
  const planned = plan?.tasks[name];
  if (!plan || !planned || own?.cutover === undefined) return undefined;
  const cutover = own.cutover;
  const reasons = new Reasons(estate, model, plan);
  const chain = producersBehind(name, reasons);
  const free = new Set([name, ...chain]);
  const weekOf = (task: string) =>
    weekAt(model.timeline, (plan.tasks[task]?.start ?? 0) + (model.chains.get(task)?.cutover ?? 0));
  const earliest = await earliestStart(model, plan, name, free, options);
  const gains: Gain[] = [];
  const behind = chain.flatMap((task) => reasons.of(task));
  for (const change of candidates(estate, own, reasons.of(name), behind)) {
    if (options.signal?.aborted) break;
    const world = change.apply(estate);
    const changed = buildProblem(world);
    const offset = changed.chains.get(name)?.cutover ?? cutover;
    const start = await earliestStart(changed, agreedPlan(world, changed) ?? plan, name, free, options);
    const weeks = earliest + cutover - (start + offset);
    gains.push({ change, week: weekAt(changed.timeline, start + offset), weeks });
  }
  return {
    application,
    academy,
    site: own.site,
    week: weekOf(name),
    leaves: weekAt(model.timeline, planned.start + own.weeks - 1),
    endOfLife: estate.sites[own.site]?.endOfLife ?? "",
    earliest: weekAt(model.timeline, earliest + cutover),
    reasons: reasons.of(name),
    chain: chain.map((task) => ({
      application: model.chains.get(task)?.application ?? task,
      week: weekOf(task),
      reasons: reasons.of(task),
    })),
    gains: gains.toSorted((a, b) => b.weeks - a.weeks),
  };
}

/** Tasks that an installation waits for, and those that they wait for in turn. */
function producersBehind(name: string, reasons: Reasons): string[] {
  const found = new Set<string>();
  let front = [name];
  for (let round = 0; round < DEEPEST && front.length > 0; round += 1) {
    const next = front
      .flatMap((task) => reasons.of(task))
      .flatMap(({ kind, subject }) => (kind === "precedence" && subject ? [subject] : []));
    front = next.filter((task) => !found.has(task));
    for (const task of front) found.add(task);
  }
  return [...found];
}

/**
 * What could help: whatever binds, alone and together, and in any case one person more for each kind of its work and
 * some bandwidth for its site.
 */
function candidates(
  estate: Estate,
  chain: Chain,
  own: readonly Reason[],
  behind: readonly Reason[],
): changes.Change[] {
  const binding = distinct([...own.flatMap(remedies), ...bridges(own, chain)]);
  const people = worksOf(estate, chain).map(({ team, skill }) => changes.hire(team, [skill]));
  return distinct([
    ...(binding.length > 1 ? [changes.together(binding)] : []),
    ...binding,
    ...behind.flatMap(remedies),
    ...people,
    changes.widen(chain.site, MORE_BANDWIDTH),
  ]);
}

const distinct = (all: readonly changes.Change[]): changes.Change[] => [
  ...new Map(all.map((change) => [change.text, change])).values(),
];

/** Bridges to the producers that an installation waits for. */
const bridges = (reasons: readonly Reason[], { application, academy }: Chain): changes.Change[] =>
  reasons.flatMap(({ kind, subject = "" }) =>
    kind === "precedence" && subject.endsWith(`@${academy}`)
      ? [changes.bridge(application, subject.slice(0, -academy.length - 1))]
      : [],
  );

/** What would take a reason away. */
function remedies({ kind, subject = "", pointers }: Reason): changes.Change[] {
  if (kind === "resource") return forResource(subject).map(({ change }) => change);
  if (kind !== "calendar") return [];
  return pointers.flatMap((pointer) => {
    const freeze = /^freezes\/(.*)\.yaml#/.exec(pointer)?.[1];
    const holidays = /^applications\/(.*)\.yaml#\/cutover/.exec(pointer)?.[1];
    const pin = /^planning\.yaml#\/pins\/([^/]+)\/([^/]+)/.exec(pointer);
    if (freeze) return [changes.lift(freeze)];
    if (holidays) return [changes.anyWeek(holidays)];
    return pin?.[1] && pin[2] ? [changes.unpin(pin[1], pin[2])] : [];
  });
}

/** The earliest start of a task when only the tasks in `free` may move. */
async function earliestStart(
  model: EstateProblem,
  plan: Plan,
  name: string,
  free: ReadonlySet<string>,
  options: SolveOptions,
): Promise<number> {
  const steps = STEPS_PER_TASK * free.size;
  const solution = await solve(around(early(model.problem, plan, name), plan, free), {
    steps,
    ...options,
    start: plan,
  });
  const found = "plan" in solution ? solution.plan.tasks[name]?.start : undefined;
  return found ?? plan.tasks[name]?.start ?? 0;
}

/** The problem of ending one task as early as can be, with no bridge more than the plan has. */
function early(problem: PlanningProblem, plan: Plan, name: string): PlanningProblem {
  const tasks = Object.entries(problem.tasks).map(([id, task]) => [
    id,
    { ...task, weight: id === name ? 1 : 0 },
  ]);
  return {
    ...problem,
    tasks: Object.fromEntries(tasks),
    precedences: problem.precedences.flatMap(({ cost, ...precedence }) =>
      cost === undefined || (cost > 0 && isKept(precedence, plan)) ? [precedence] : [],
    ),
    objective: ["completion"],
  };
}

function isKept({ from, to, type, min }: Precedence, { tasks }: Plan): boolean {
  const event = type === "start-start" ? tasks[from]?.start : tasks[from]?.end;
  return (event ?? 0) + min <= (tasks[to]?.start ?? 0);
}
