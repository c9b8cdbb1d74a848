/** Job shops and flexible job shops: two classics, and small random ones. */
import fc from "fast-check";
import { PlanningProblem, type PlanningProblemInput } from "../../../lib/planning/index.js";

/**
 * Fisher and Thompson, «Probabilistic learning combinations of local job-shop scheduling rules» (1963): by job,
 * machine and duration of each operation. Least makespans: 55 and 930.
 */
export const FT06 = `
  2 1 0 3 1 6 3 7 5 3 4 6
  1 8 2 5 4 10 5 10 0 10 3 4
  2 5 3 4 5 8 0 9 1 1 4 7
  1 5 0 5 2 5 3 3 4 8 5 9
  2 9 1 3 4 5 5 4 0 3 3 1
  1 3 3 3 5 9 0 10 4 4 2 1`;
export const FT10 = `
  0 29 1 78 2 9 3 36 4 49 5 11 6 62 7 56 8 44 9 21
  0 43 2 90 4 75 9 11 3 69 1 28 6 46 5 46 7 72 8 30
  1 91 0 85 3 39 2 74 8 90 5 10 7 12 6 89 9 45 4 33
  1 81 2 95 0 71 4 99 6 9 8 52 7 85 3 98 9 22 5 43
  2 14 0 6 1 22 5 61 3 26 4 69 8 21 7 49 9 72 6 53
  2 84 1 2 5 52 3 95 8 48 9 72 0 47 6 65 4 6 7 25
  1 46 0 37 3 61 2 13 6 32 5 21 9 32 8 89 7 30 4 55
  2 31 0 86 1 46 5 74 4 32 6 88 8 19 9 48 7 36 3 79
  0 76 1 69 3 76 5 51 2 85 9 11 6 40 7 89 4 26 8 74
  1 85 0 13 2 61 6 7 8 64 9 76 5 47 3 52 4 90 7 45`;

/** A job a line, in it a machine and a duration for each operation. */
export function jobShop(table: string): PlanningProblem {
  const jobs = table
    .trim()
    .split("\n")
    .map((line) => line.trim().split(/\s+/).map(Number));
  const operations = jobs.flatMap((row, job) =>
    Array.from({ length: row.length / 2 }, (_, step) => ({
      name: `j${job}-${step}`,
      after: step > 0 ? `j${job}-${step - 1}` : undefined,
      machine: `m${row[2 * step]}`,
      duration: row[2 * step + 1] ?? 0,
    })),
  );
  return PlanningProblem.parse({
    resources: Object.fromEntries(operations.map(({ machine }) => [machine, { capacity: 1 }])),
    tasks: Object.fromEntries(
      operations.map(({ name, machine, duration }) => [name, { duration, demands: { [machine]: 1 } }]),
    ),
    precedences: operations.flatMap(({ name, after }) =>
      after === undefined ? [] : [{ from: after, to: name }],
    ),
    objective: ["makespan"],
  } satisfies PlanningProblemInput);
}

const mode = fc.record({ machine: fc.constantFrom("m0", "m1", undefined), duration: fc.nat(3) });

/** Jobs of up to `steps` operations with one or two modes each, minimal lags and releases; no horizon. */
export const anyWorkshop = (jobs: number, steps: number): fc.Arbitrary<PlanningProblem> =>
  fc
    .array(
      fc.array(
        fc.record({
          modes: fc.array(mode, { minLength: 1, maxLength: 2 }),
          release: fc.nat(2),
          lag: fc.nat(2),
          type: fc.constantFrom("finish-start" as const, "start-start" as const),
        }),
        { minLength: 1, maxLength: steps },
      ),
      { minLength: 1, maxLength: jobs },
    )
    .map((all) => ({
      operations: all.flatMap((job, j) => job.map((operation, step) => ({ ...operation, j, step }))),
    }))
    .filter(({ operations }) =>
      operations.some(({ modes }) => modes.some(({ machine, duration }) => machine && duration > 0)),
    )
    .map(({ operations }) =>
      PlanningProblem.parse({
        resources: { m0: { capacity: 1 }, m1: { capacity: 3 } },
        tasks: Object.fromEntries(
          operations.map(({ modes, release, j, step }) => [
            `j${j}-${step}`,
            {
              release,
              modes: Object.fromEntries(
                modes.map(({ machine, duration }, index) => [
                  `way${index}`,
                  { duration, demands: machine ? { [machine]: machine === "m1" ? 2 : 1 } : {} },
                ]),
              ),
            },
          ]),
        ),
        precedences: operations.flatMap(({ j, step, lag, type }) =>
          step === 0 ? [] : [{ from: `j${j}-${step - 1}`, to: `j${j}-${step}`, type, min: lag }],
        ),
        objective: ["makespan"],
      } satisfies PlanningProblemInput),
    );
