/** Innovation: slots that jobs and notebooks of projects need, by pool, for the waits that they are promised. */
import type { Estate, Project } from "../../config/index.js";
import { projectRuns, turnsOf } from "../framework/index.js";
import { gpuResource, gpusOfNode } from "../gpu/index.js";
import type { Held } from "./cards.js";
import { erlangB, serversForRefusal, serversForWait, type WaitGoal, waitsLonger } from "./erlang.js";
import { type KnownPool, poolOf } from "./pools.js";
import { type Quarter, quarterOf } from "./quarters.js";
import { digits } from "./step.js";

const HOUR = 3600;

/** Hours of a mean month: jobs run by night and at weekends. */
const MONTH = 730;

/** Where the estate says nothing of sharing. */
const NO_SHARING = { utilisation: 0.8, workingDays: { perMonth: 20, hours: 9, refused: 0.01 } };

/** Work of one shape that waits in one queue, or is refused, at one pool. */
export interface Slots {
  pool: string;
  kind: "jobs" | "notebooks";
  /** Whole GPUs of one job, its pods together; of a slice 1. */
  gpus: number;
  slice?: string;
  /** May run on GPUs that are production's while production leaves them idle. */
  borrows: boolean;
  projects: string[];
  /** Jobs or notebooks under way on average, in the working hours for notebooks; and how that follows. */
  load: number;
  formula: string;
  slots: number;
  /** Part that is refused, or waits longer than is promised; and with one slot fewer. */
  missed: number;
  missedWithOneFewer: number;
}

/** What one kind of work of a project asks for. */
export interface Offered extends Omit<Slots, "slots" | "projects" | "missed" | "missedWithOneFewer"> {
  project: string;
  /** Where it stands in the project's file. */
  path: string[];
  /** Seconds on average. */
  holding: number;
  wait: Project["wait"];
}

export const innovationSlots = (
  estate: Estate,
  quarter: Quarter,
  isAsked: (pool: string) => boolean,
): Slots[] => queuesOf(estate, quarter, isAsked).map((queue) => sized(estate, queue));

/** The work of a quarter, by the queue that it waits in or is refused at. */
export function queuesOf(estate: Estate, quarter: Quarter, isAsked: (pool: string) => boolean): Offered[][] {
  const offered = Object.entries(estate.ai.projects)
    .filter(([, project]) => runsIn(estate, project, quarter))
    .flatMap(([name, project]) => offeredBy(estate, name, project, quarter))
    .filter(({ pool }) => isAsked(pool));
  const groups = new Map<string, Offered[]>();
  for (const one of offered) groups.set(keyOf(one), [...(groups.get(keyOf(one)) ?? []), one]);
  return [...groups.values()];
}

const keyOf = ({ pool, kind, gpus, slice, borrows }: Offered) => [pool, kind, gpus, slice, borrows].join();

function runsIn(estate: Estate, project: Project, { from, to }: Quarter): boolean {
  const first = [from, project.from, estate.platform.today].toSorted().at(-1) as string;
  const last = project.until < to ? project.until : to;
  if (first > last) return false;
  const turns = turnsOf(estate.ai, project.use);
  return [first, ...turns.filter((day) => day >= first && day <= last)].some((day) =>
    projectRuns(estate.ai, project, day),
  );
}

function offeredBy(estate: Estate, name: string, project: Project, quarter: Quarter): Offered[] {
  const quarters = Math.max(0, quarter.index - quarterOf(project.from).index);
  const grown = project.growth ** quarters;
  const growth = `${digits(project.growth)} ^ ${quarters}`;
  const workingDays = workingDaysOf(estate);
  const { wait, notebooks } = project;
  const found: Offered[] = Object.entries(project.jobs).flatMap(
    ([job, { gpus, slice, pods, gpuHours, duration, interruptible }]) => {
      const home = homeOf(estate, project, slice);
      const held = slice === undefined ? gpus * pods : pods;
      const load = (gpuHours * grown) / MONTH / held;
      const borrows = interruptible && home?.pool.serves === "production";
      const shape = slice === undefined ? { gpus: held } : { gpus: held, slice };
      const formula = `${digits(gpuHours)} × ${growth} ÷ ${MONTH} ÷ ${held}`;
      const offered = { ...shape, borrows, load, formula, project: name, path: ["jobs", job] };
      const promised = { holding: duration, wait };
      return home ? [{ pool: home.name, kind: "jobs", ...offered, ...promised }] : [];
    },
  );
  const home = notebooks && homeOf(estate, project, notebooks.slice);
  if (notebooks && home) {
    const { people, sessions, duration, gpus, slice } = notebooks;
    const load = (people * sessions * grown * duration) / HOUR / workingDays.hours;
    const shape = slice === undefined ? { gpus } : { gpus: 1, slice };
    found.push({
      pool: home.name,
      kind: "notebooks",
      ...shape,
      borrows: false,
      load,
      formula: `${people} × ${digits(sessions)} × ${growth} × ${digits(duration / HOUR)} ÷ ${digits(workingDays.hours)}`,
      project: name,
      path: ["notebooks"],
      holding: duration,
      wait,
    });
  }
  return found;
}

/** Its first pool that offers what it asks for, innovation's own before production's. */
function homeOf(estate: Estate, project: Project, slice: string | undefined): KnownPool | undefined {
  const able = project.pools
    .flatMap((name) => poolOf(estate, name) ?? [])
    .filter(({ group }) => gpuResource(slice) in gpusOfNode(group));
  return able.find(({ pool }) => pool.serves === "innovation") ?? able[0];
}

const loadOf = (queue: readonly Offered[]) => queue.reduce((sum, { load }) => sum + load, 0);

/** Jobs of several projects share a queue: the strictest promise holds for all. */
export const goalOf = ({ ai }: Estate, queue: readonly Offered[]): WaitGoal => ({
  holding: queue.reduce((sum, one) => sum + one.load * one.holding, 0) / loadOf(queue),
  longest: Math.min(...queue.map(({ wait }) => wait.longest)),
  probability: Math.max(...queue.map(({ wait }) => wait.probability)),
  utilisation: (ai.sharing ?? NO_SHARING).utilisation,
});

export const workingDaysOf = ({ ai }: Estate) => (ai.sharing ?? NO_SHARING).workingDays;

export function sized(estate: Estate, group: readonly Offered[]): Slots {
  const load = loadOf(group);
  const { project: _, path: __, holding: ___, wait: ____, ...shape } = group[0] as Offered;
  const goal = goalOf(estate, group);
  const notebooks = shape.kind === "notebooks";
  const slots = notebooks
    ? serversForRefusal(load, workingDaysOf(estate).refused)
    : serversForWait(load, goal);
  const missedWith = (servers: number) =>
    notebooks ? erlangB(servers, load) : waitsLonger(servers, load, goal);
  return {
    ...shape,
    load,
    formula: group.map(({ formula }) => formula).join(" + "),
    projects: [...new Set(group.map(({ project }) => project))],
    slots,
    missed: missedWith(slots),
    missedWithOneFewer: missedWith(Math.max(0, slots - 1)),
  };
}

export const heldBySlots = (slots: readonly Slots[]): Held[] =>
  slots.map(({ slice, gpus, slots: count }) => ({ slice, units: gpus * count }));
