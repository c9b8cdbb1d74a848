/** Small random problems, and all plans that they have. */
import fc from "fast-check";
import { workedPeriods } from "../../../lib/planning/checker/facts.js";
import {
  checkPlan,
  measurePlan,
  type Plan,
  PlanningProblem,
  type PlanningProblemInput,
} from "../../../lib/planning/index.js";

const HORIZON = 6;

const windows = (minLength: number) =>
  fc
    .array(fc.tuple(fc.nat(HORIZON), fc.nat(HORIZON)), { minLength, maxLength: 2 })
    .map((pairs) => pairs.map(([a, b]): [number, number] => [Math.min(a, b), Math.max(a, b)]));

/** One in two. */
const sometimes = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 1 });
/** One in six: each makes many problems infeasible. */
const rarely = <T>(arbitrary: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 5, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary });

const mode = fc.integer({ min: 0, max: 3 }).chain((duration) =>
  fc.record({
    duration: fc.constant(duration),
    demands: fc.record(
      {
        crew: fc.oneof(fc.nat(3), fc.array(fc.nat(2), { minLength: duration, maxLength: duration })),
        room: fc.oneof(fc.nat(2), fc.array(fc.nat(2), { minLength: duration, maxLength: duration })),
      },
      { requiredKeys: [] },
    ),
  }),
);

const task = fc
  .record({
    modes: fc.oneof(
      mode.map((only) => only),
      fc
        .record({ quick: mode, slow: mode.chain((slow) => fc.nat(5).map((cost) => ({ ...slow, cost }))) })
        .map((modes) => ({ modes })),
    ),
    release: fc.nat(2),
    deadline: rarely(fc.integer({ min: 3, max: HORIZON })),
    due: sometimes(fc.nat(HORIZON)),
    weight: fc.nat(3),
    calendars: fc.subarray(["holidays"]),
    whenClosed: fc.constantFrom("avoid" as const, "pause" as const),
    starts: rarely(windows(1)),
    pin: rarely(fc.record({ start: fc.nat(4) })),
    previous: sometimes(fc.record({ start: fc.nat(HORIZON), weight: fc.nat(3) })),
    groups: fc.subarray(["north", "south"]),
  })
  .map(({ modes, ...rest }) => ({ ...modes, ...withoutUndefined(rest) }));

function withoutUndefined<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== undefined)) as T;
}

const NAMES = ["a", "b", "c"];

const precedence = fc
  .record({
    pair: fc.shuffledSubarray(NAMES, { minLength: 2, maxLength: 2 }),
    type: fc.constantFrom("finish-start", "start-start", "finish-finish", "start-finish"),
    min: fc.integer({ min: -2, max: 2 }),
    width: sometimes(fc.nat(2)),
    cost: sometimes(fc.nat(4)),
  })
  .map(({ pair: [from = "", to = ""], type, min, width, cost }) =>
    withoutUndefined({ from, to, type, min, max: width === undefined ? undefined : min + width, cost }),
  );

/** Three tasks, a renewable and a cumulative resource, a calendar, two groups, any objective. */
export const anyProblem: fc.Arbitrary<PlanningProblem> = fc
  .record({
    horizon: fc.constant(HORIZON),
    resources: fc.record({
      crew: fc.record({
        capacity: fc.oneof(
          fc.integer({ min: 1, max: 4 }),
          fc.array(fc.nat(4), { minLength: 2, maxLength: HORIZON }),
        ),
      }),
      room: fc.record({
        kind: fc.constant("cumulative" as const),
        capacity: fc.oneof(
          fc.integer({ min: 2, max: 8 }),
          fc.array(fc.nat(8), { minLength: 2, maxLength: HORIZON }),
        ),
      }),
    }),
    calendars: fc.record({ holidays: fc.record({ closed: windows(0) }) }),
    tasks: fc.record({ a: task, b: task, c: task }),
    precedences: fc.array(precedence, { maxLength: 2 }),
    groups: fc.record({
      north: fc.record({ cost: fc.nat(5), from: fc.nat(2) }),
      south: fc.record({ cost: fc.nat(5), from: fc.nat(2) }),
    }),
    objective: fc.shuffledSubarray(["lateness", "cost", "makespan", "completion", "stability"] as const, {
      minLength: 1,
    }),
  })
  .map((problem) => PlanningProblem.parse(problem as PlanningProblemInput));

/** A workshop of 40 tasks on two crews with holidays, due dates, sites and lags. */
export const workshop = (seed: number): PlanningProblem => {
  const number = (i: number, below: number) => Math.abs(Math.imul(i * 31 + seed, 0x9e3779b1) >> 8) % below;
  const names = Array.from({ length: 40 }, (_, i) => `t${i}`);
  return PlanningProblem.parse({
    resources: { crew: { capacity: [2, 3, 4] }, room: { kind: "cumulative", capacity: [20, 40, 60, 200] } },
    calendars: {
      holidays: {
        closed: [
          [4, 6],
          [15, 18],
        ],
      },
    },
    groups: { north: { cost: 3 }, south: { cost: 5 } },
    tasks: Object.fromEntries(
      names.map((name, i) => [
        name,
        {
          duration: 1 + number(i, 3),
          demands: { crew: 1 + number(i + 100, 2), room: number(i + 200, 5) },
          calendars: ["holidays"],
          whenClosed: i % 3 === 0 ? "pause" : "avoid",
          due: 5 + number(i + 300, 20),
          groups: [i % 2 === 0 ? "north" : "south"],
          previous: { start: number(i + 400, 25) },
        },
      ]),
    ),
    precedences: names.slice(4).map((name, i) => ({
      from: names[number(i + 500, i + 4)] ?? "t0",
      to: name,
      ...(i % 9 === 0 ? { max: 6 } : {}),
      ...(i % 7 === 0 ? { cost: 4 } : {}),
    })),
  } as PlanningProblemInput);
};

/** Values of the best plan by trying them all; `undefined` where there is none. */
export function bestByTryingAll(problem: PlanningProblem): number[] | undefined {
  let best: number[] | undefined;
  for (const plan of allPlans(problem)) {
    if (checkPlan(problem, plan).length > 0) continue;
    const values = measurePlan(problem, plan).map(({ value }) => value);
    if (!best || isBetter(values, best)) best = values;
  }
  return best;
}

function isBetter(a: readonly number[], b: readonly number[]): boolean {
  const level = a.findIndex((value, index) => value !== b[index]);
  return level >= 0 && (a[level] ?? 0) < (b[level] ?? 0);
}

/** Every start in every mode, ends by the checker's reading of the calendars. */
function* allPlans(problem: PlanningProblem): Generator<Plan> {
  const { horizon = 0 } = problem;
  const choices = Object.entries(problem.tasks).map(([name, task]) =>
    (task.modes
      ? Object.entries(task.modes)
      : [[undefined, { duration: task.duration ?? 0 }] as const]
    ).flatMap(([mode, { duration }]) =>
      Array.from({ length: horizon + 1 }, (_, start) => {
        const worked = workedPeriods(problem, task, duration, start, horizon);
        const end = duration === 0 ? start : (worked.at(-1) ?? start) + 1;
        return { name, planned: { start, end, ...(mode === undefined ? {} : { mode }) } };
      }),
    ),
  );
  const combine = function* (index: number, tasks: Plan["tasks"]): Generator<Plan> {
    const own = choices[index];
    if (!own) yield { tasks };
    else for (const { name, planned } of own) yield* combine(index + 1, { ...tasks, [name]: planned });
  };
  yield* combine(0, {});
}
