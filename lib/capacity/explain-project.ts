/** Explains the slots of a project in a quarter: the load of its jobs and notebooks, the slots, and who finds none. */
import {
  type Estate,
  type EstatePointer,
  type Project,
  pointerTo,
  pointerToFile,
} from "../../config/index.js";
import { erlangB, erlangC, waitsLonger } from "./erlang.js";
import { goalOf, type Offered, queuesOf, type Slots, sized, workingDaysOf } from "./innovation.js";
import type { QuarterPlan } from "./plan.js";
import { poolOf } from "./pools.js";
import { quarterOf } from "./quarters.js";
import { roundUp } from "./rounding.js";
import { ceiling, digits, percent, type Step, sumOf } from "./step.js";

const HOUR = 3600;

/** Undefined where the estate has no such project. */
export function explainProject(estate: Estate, quarter: QuarterPlan, name: string): Step[] | undefined {
  const project = estate.ai.projects[name];
  if (!project) return undefined;
  const queues = queuesOf(estate, quarterOf(quarter.from), (pool) =>
    quarter.pools.some((one) => one.pool === pool),
  ).filter((queue) => queue.some((one) => one.project === name));
  return queues.length === 0
    ? [nothingStep(quarter, name, project)]
    : queues.flatMap((queue) => queueSteps(estate, queue, name));
}

function nothingStep({ from, to }: QuarterPlan, name: string, project: Project): Step {
  const runs = project.from <= to && project.until >= from;
  return {
    name: "jobs and notebooks under way",
    value: 0,
    unit: "erlangs",
    note: runs
      ? `no version of ${project.use} permits it in what is left of the quarter`
      : `it runs from ${project.from} until ${project.until}`,
    pointers: [pointerTo("ai/projects", name, runs ? "use" : project.until < from ? "until" : "from")],
  };
}

function queueSteps(estate: Estate, queue: readonly Offered[], project: string): Step[] {
  const slots = sized(estate, queue);
  const { kind, pool } = slots;
  const what = `${kind} of ${shapeOf(slots)} on ${pool}`;
  return [
    ...queue.filter((one) => one.project === project).map(loadStep),
    {
      name: `${what}, of all projects`,
      formula: sumOf(queue.map(({ load }) => digits(load))),
      value: slots.load,
      unit: "erlangs",
      note: "one queue: what has the same shape shares its slots",
      pointers: queue.map(pointerOf),
    },
    ...(kind === "jobs" ? waitSteps(estate, queue, slots, what) : refusalSteps(estate, slots, what)),
    cardsStep(estate, slots, what),
  ];
}

const shapeOf = ({ gpus, slice }: Slots) => {
  const size = `${gpus} ${gpus === 1 ? "GPU" : "GPUs"}`;
  if (slice === undefined) return size;
  return gpus === 1 ? slice : `${gpus} × ${slice}`;
};

const pointerOf = ({ project, path }: Offered): EstatePointer => pointerTo("ai/projects", project, ...path);

function loadStep(one: Offered): Step {
  return {
    name: `${one.path.at(-1)} under way on ${one.pool}`,
    formula: one.formula,
    value: one.load,
    unit: "erlangs",
    note:
      one.kind === "jobs"
        ? "GPU-hours of a month, grown since it began, ÷ hours of a mean month ÷ GPUs or slices of a job"
        : "people × sessions, grown since it began, × hours of a session ÷ hours of a working day",
    pointers: [pointerOf(one), pointerTo("ai/projects", one.project, "growth")],
  };
}

function waitSteps(estate: Estate, queue: readonly Offered[], { load, slots }: Slots, what: string): Step[] {
  const { holding, longest, probability, utilisation } = goalOf(estate, queue);
  const promise = [...new Set(queue.map(({ project }) => pointerTo("ai/projects", project, "wait")))];
  const hours = (seconds: number) => digits(seconds / HOUR);
  const wait = (servers: number): Step[] => {
    if (load >= servers) return [neverKeepUp(servers, what, load)];
    const waiting = erlangC(servers, load);
    const refused = erlangB(servers, load);
    return [
      refusalStep(`Erlang B of ${slotsOf(servers)}, ${what}`, servers, load),
      {
        name: `find none of ${slotsOf(servers)} free, ${what}`,
        formula: `${digits(refused)} ÷ (1 − ${digits(load)} ÷ ${servers} × (1 − ${digits(refused)}))`,
        value: waiting,
        unit: "of the jobs",
        note: "Erlang C",
        pointers: [],
      },
      {
        name: `wait longer than ${hours(longest)} h with ${slotsOf(servers)}, ${what}`,
        formula: `${digits(waiting)} × ${Math.E} ^ ((${digits(load)} − ${servers}) × ${hours(longest)} ÷ ${hours(holding)})`,
        value: waitsLonger(servers, load, { holding, longest }),
        unit: "of the jobs",
        note: `at most ${percent(1 - probability)}, the strictest promise of the queue`,
        pointers: promise,
      },
    ];
  };
  return [
    {
      name: `duration of a job, ${what}`,
      formula: `${sumOf(queue.map((one) => `${digits(one.load)} × ${hours(one.holding)}`))} ÷ ${digits(load)}`,
      value: holding / HOUR,
      unit: "h",
      note: "mean, by load",
      pointers: queue.map((one) => `${pointerOf(one)}/duration` as EstatePointer),
    },
    {
      name: `slots at least, ${what}`,
      formula: ceiling(`${digits(load)} ÷ ${digits(utilisation)}`),
      value: roundUp(load / utilisation),
      unit: "slots",
      note: `busy ${percent(utilisation)} of the time at most`,
      pointers: estate.ai.sharing ? [pointerToFile("ai/sharing", "utilisation")] : [],
    },
    slotsStep(slots, what, "the least that is so many and keeps the promise"),
    ...wait(slots),
    ...(slots > 1 ? wait(slots - 1) : []),
  ];
}

function refusalSteps(estate: Estate, { load, slots }: Slots, what: string): Step[] {
  const allowed = estate.ai.sharing ? [pointerToFile("ai/sharing", "workingDays", "refused")] : [];
  const refused = (servers: number): Step => ({
    ...refusalStep(`are refused with ${slotsOf(servers)}, ${what}`, servers, load),
    note: `Erlang B; at most ${percent(workingDaysOf(estate).refused)}`,
    pointers: allowed,
  });
  return [
    slotsStep(slots, what, "the least with which so few are refused"),
    refused(slots),
    ...(slots > 1 ? [refused(slots - 1)] : []),
  ];
}

const slotsStep = (slots: number, what: string, note: string): Step => ({
  ...{ name: `slots, ${what}`, value: slots, unit: "slots", note, pointers: [] },
});

const slotsOf = (servers: number) => (servers === 1 ? "1 slot" : `${servers} slots`);

const neverKeepUp = (servers: number, what: string, load: number): Step => ({
  name: `wait with ${slotsOf(servers)}, ${what}`,
  value: 1,
  unit: "of the jobs",
  note: `too few for ${digits(load)} erlangs`,
  pointers: [],
});

/** Nested as far as people and parsers follow; beyond, the last step of the recursion. */
const NESTED = 80;

const refusalStep = (name: string, servers: number, load: number): Step => ({
  name,
  formula: refusalFormula(servers, load),
  value: erlangB(servers, load),
  unit: servers <= NESTED ? "of all" : "of all, from what one slot fewer refuses",
  pointers: [],
});

function refusalFormula(servers: number, load: number): string {
  const a = digits(load);
  if (servers > NESTED) {
    const fewer = digits(erlangB(servers - 1, load));
    return `${a} × ${fewer} ÷ (${servers} + ${a} × ${fewer})`;
  }
  const nested = Array.from({ length: servers }, (_, index) => `${index + 1} ÷ ${a}`).reduce(
    (inner, part) => (inner === "" ? `1 + ${part}` : `1 + ${part} × (${inner})`),
    "",
  );
  return `1 ÷ (${nested})`;
}

function cardsStep(estate: Estate, { pool, gpus, slice, slots, borrows }: Slots, what: string): Step {
  const each = slice === undefined ? 1 : Math.max(1, poolOf(estate, pool)?.group.gpus.mig?.[slice] ?? 0);
  const owned = estate.ai.pools[pool]?.serves === "innovation";
  return {
    name: `GPUs of the slots, ${what}`,
    formula: slice === undefined ? `${gpus} × ${slots}` : ceiling(`${gpus} × ${slots} ÷ ${each}`),
    value: slice === undefined ? gpus * slots : Math.ceil((gpus * slots) / each),
    unit: "GPUs",
    note: [
      borrows
        ? "borrowed of what production leaves idle, as far as it does"
        : owned
          ? "innovation's own, whatever is idle"
          : "beside what production needs, which takes them back where it needs more",
      ...(slice === undefined ? [] : ["other slices of the same cards included"]),
    ].join("; "),
    pointers: [pointerTo("ai/pools", pool)],
  };
}
