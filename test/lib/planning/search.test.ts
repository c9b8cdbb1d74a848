/** The search on problems that are too large to try everything. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { checkPlan, measurePlan, solve } from "../../../lib/planning/index.js";
import { workshop } from "./problems.js";

test("the checker agrees with every plan and its values", async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(), fc.nat(100), async (problemSeed, seed) => {
      const problem = workshop(problemSeed);
      const solution = await solve(problem, { steps: 400, seed, workers: 0 });
      if (!("plan" in solution)) return;
      expect(checkPlan(problem, solution.plan)).toEqual([]);
      expect(solution.objective.map(({ name, value }) => ({ name, value }))).toEqual(
        measurePlan(problem, solution.plan),
      );
      for (const { value, bound, gap } of solution.objective) {
        expect(bound).toBeLessThanOrEqual(value);
        expect(gap).toBe((value - bound) / Math.max(1, Math.abs(value)));
      }
    }),
    { numRuns: 10 },
  );
});

test("the same seed and steps give the same plan, another seed another one", async () => {
  const plan = async (seed: number) => {
    const solution = await solve(workshop(1), { steps: 1500, seed, workers: 0 });
    return "plan" in solution ? solution.plan : solution.status;
  };
  const first = await plan(7);
  expect(await plan(7)).toEqual(first);
  expect(await plan(8)).not.toEqual(first);
});

test("a search that is told to stop gives the best plan so far", async () => {
  const controller = new AbortController();
  const solution = await solve(workshop(1), {
    seconds: 600,
    workers: 0,
    signal: AbortSignal.any([controller.signal, AbortSignal.timeout(300)]),
    onProgress: () => controller.abort(),
  });
  expect(solution.status).toBe("feasible");
  expect(solution.statistics.seconds).toBeLessThan(300);
});

test("starting from a plan never gives a worse one", async () => {
  const first = await solve(workshop(2), { steps: 2000, workers: 0 });
  if (!("plan" in first)) throw new Error("no plan");
  const second = await solve(workshop(2), { steps: 50, workers: 0, seed: 5, start: first.plan });
  if (!("plan" in second)) throw new Error("no plan");
  const values = [first, second].map(({ objective }) => objective.map(({ value }) => value));
  const level = values[0]?.findIndex((value, index) => value !== values[1]?.[index]) ?? -1;
  expect(level < 0 || (values[1]?.[level] ?? 0) < (values[0]?.[level] ?? 0)).toBe(true);
});

test.each([
  [{ seconds: 0 }, /seconds: 0/],
  [{ steps: 1.5 }, /steps: 1.5/],
  [{ gap: -1 }, /gap: -1/],
  [{ workers: -1 }, /workers: -1/],
])("options out of range are refused: %o", async (options, message) => {
  await expect(solve(workshop(1), options)).rejects.toThrow(message);
});
