/** Workshops are searched by the orders of their machines: heads, tails, moves and what comes of them. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { checkPlan, PlanningProblem, solve } from "../../../lib/planning/index.js";
import { compile, type Model } from "../../../lib/planning/model/model.js";
import { Random } from "../../../lib/planning/model/random.js";
import { Schedule } from "../../../lib/planning/model/schedule.js";
import { Neighbourhood } from "../../../lib/planning/search/machines/moves.js";
import { Sequences } from "../../../lib/planning/search/machines/sequences.js";
import { asShop, type Shop } from "../../../lib/planning/search/machines/shop.js";
import { toPlan } from "../../../lib/planning/search/plans.js";
import { buildFirst, rebuild, snapshot } from "../../../lib/planning/search/start.js";
import { bestByTryingAll } from "./problems.js";
import { anyWorkshop, FT06, FT10, jobShop } from "./workshops.js";

function shopOf(model: Model): Shop {
  const shop = asShop(model);
  if (!shop) throw new Error("is no workshop");
  return shop;
}

/** The sequences that priority rules give. */
function firstSequences(model: Model): Sequences {
  const schedule = new Schedule(model);
  buildFirst(schedule, new Random(1));
  const sequences = new Sequences(shopOf(model));
  sequences.load(snapshot(schedule));
  return sequences;
}

/** What the general schedule makes of the heads, and the checker of that. */
function expectSound(problem: PlanningProblem, model: Model, { head, mode, makespan }: Sequences): void {
  const schedule = new Schedule(model);
  rebuild(schedule, { start: head, mode, dropped: new Uint8Array(model.links.count) });
  expect([...schedule.start]).toEqual([...head]);
  expect(Math.max(...schedule.end)).toBe(makespan);
  expect(checkPlan(problem, toPlan(model, snapshot(schedule)))).toEqual([]);
}

test("after any moves, heads are starts of a plan and no tail promises an earlier end", () => {
  fc.assert(
    fc.property(anyWorkshop(4, 4), fc.nat(), (problem, seed) => {
      const model = compile(problem);
      const sequences = firstSequences(model);
      const random = new Random(seed);
      const neighbourhood = new Neighbourhood(shopOf(model));
      for (let step = 0; step < 8; step += 1) {
        const moves: [number, number, number][] = [];
        neighbourhood.visitMoves(sequences, random, (task, mode, previous) =>
          moves.push([task, mode, previous]),
        );
        const move = moves[random.below(Math.max(1, moves.length))];
        if (!move) break;
        const [task, mode, previous] = move;
        const [oldMode, oldPrevious] = [sequences.mode[task] ?? 0, sequences.before[task] ?? 0];
        const make = (newMode: number, newPrevious: number) => {
          sequences.remove(task);
          sequences.setMode(task, newMode);
          sequences.insert(task, newPrevious);
          return sequences.evaluate();
        };
        if (!make(mode, previous)) expect(make(oldMode, oldPrevious)).toBe(true);
        expectSound(problem, model, sequences);
        const lengths = sequences.head.map((head, index) => head + (sequences.tail[index] ?? 0));
        expect(Math.max(...lengths)).toBe(sequences.makespan);
      }
    }),
    { numRuns: 150 },
  );
});

test("finds the least makespan of tiny workshops", async () => {
  await fc.assert(
    fc.asyncProperty(anyWorkshop(2, 2), async (problem) => {
      const bounded = { ...problem, horizon: 14 };
      const solution = await solve(bounded, { steps: 400, workers: 0 });
      if (!("plan" in solution)) throw new Error(solution.status);
      expect(solution.objective.map(({ value }) => value)).toEqual(bestByTryingAll(bounded));
    }),
    { numRuns: 40 },
  );
});

test.each([
  ["ft06", FT06, 3000, 55],
  ["ft10", FT10, 60_000, 960],
])(
  "a classic job shop, %s, comes close to its least makespan in few steps",
  async (_, table, steps, most) => {
    const solution = await solve(jobShop(table), { steps, workers: 0 });
    if (!("plan" in solution)) throw new Error(solution.status);
    expect(solution.objective[0]?.value).toBeLessThanOrEqual(most);
  },
);

test.each([
  ["a deadline", { tasks: { a: { duration: 1, demands: { m0: 1 }, deadline: 1 }, b: { duration: 1 } } }],
  [
    "room for two at once",
    { resources: { m: { capacity: 2 } }, tasks: { a: { duration: 1, demands: { m: 1 } } } },
  ],
  ["another objective", { objective: ["lateness" as const] }],
])("a problem with %s is no workshop", (_, change) => {
  const problem = PlanningProblem.parse({ ...jobShop("0 1"), ...change });
  expect(asShop(compile(problem))).toBeUndefined();
});
