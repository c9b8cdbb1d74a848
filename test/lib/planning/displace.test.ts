/** Room for what must move. */
import fc from "fast-check";
import { expect, test } from "vitest";
import {
  checkPlan,
  displace,
  type Plan,
  PlanningProblem,
  type PlanningProblemInput,
  solve,
} from "../../../lib/planning/index.js";
import { workshop } from "./problems.js";

const OPTIONS = { seed: 1, searches: 4 };

/** One machine for five periods; `b` waits for `a`, and everything takes one period. */
const machine = (tasks: PlanningProblemInput["tasks"]): PlanningProblem =>
  PlanningProblem.parse({
    horizon: 5,
    resources: { machine: { capacity: 1 } },
    tasks: Object.fromEntries(
      Object.entries(tasks).map(([name, task]) => [name, { duration: 1, demands: { machine: 1 }, ...task }]),
    ),
    precedences: [{ from: "a", to: "b" }],
  });

const planOf = (starts: Record<string, number>): Plan => ({
  tasks: Object.fromEntries(Object.entries(starts).map(([name, start]) => [name, { start, end: start + 1 }])),
});

test("what must move takes a free place, and nothing else moves", () => {
  const problem = machine({ a: { release: 2 }, b: {}, c: {} });
  const found = displace(problem, planOf({ a: 0, b: 3, c: 1 }), new Set(["a"]), OPTIONS);
  expect(found?.displaced).toEqual(new Set());
  expect(found?.plan).toEqual(planOf({ a: 2, b: 3, c: 1 }));
});

test("one that nothing waits for makes room rather than one with followers", () => {
  const problem = machine({ a: {}, b: {}, c: {}, d: { starts: [[0, 2]], release: 1 } });
  const found = displace(problem, planOf({ d: 0, c: 1, a: 2, b: 3 }), new Set(["d"]), OPTIONS);
  expect(found?.displaced).toEqual(new Set(["c"]));
  expect(found && checkPlan(problem, found.plan)).toEqual([]);
});

test("what waits for a task goes with it", () => {
  const problem = machine({ a: { release: 3 }, b: {} });
  const found = displace(problem, planOf({ a: 0, b: 1 }), new Set(["a"]), OPTIONS);
  expect(found?.plan).toEqual(planOf({ a: 3, b: 4 }));
});

test("nothing is found where there is nothing to find", () => {
  const problem = machine({ a: { release: 4 }, b: {} });
  expect(displace(problem, planOf({ a: 0, b: 1 }), new Set(["a"]), OPTIONS)).toBeUndefined();
});

test("what neither must move nor is displaced stays, and the plan keeps every fact", async () => {
  let found = 0;
  await fc.assert(
    fc.asyncProperty(fc.nat(), fc.nat(39), fc.nat(30), async (seed, late, release) => {
      const problem = { ...workshop(seed), horizon: 80 };
      const solution = await solve(problem, { steps: 40, workers: 0 });
      if (!("plan" in solution)) return;
      const name = `t${late}`;
      const task = problem.tasks[name] as PlanningProblem["tasks"][string];
      const changed = { ...problem, tasks: { ...problem.tasks, [name]: { ...task, release } } };
      const room = displace(changed, solution.plan, new Set([name]), OPTIONS);
      if (!room) return;
      found += 1;
      expect(checkPlan(changed, room.plan)).toEqual([]);
      for (const [other, { start }] of Object.entries(solution.plan.tasks))
        if (other !== name && !room.displaced.has(other)) expect(room.plan.tasks[other]?.start).toBe(start);
    }),
    { numRuns: 60 },
  );
  expect(found).toBeGreaterThan(40);
});
