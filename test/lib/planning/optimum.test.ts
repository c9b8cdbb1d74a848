/** On tiny problems everything can be tried: the solver, its bounds and its proofs are held against that. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { checkPlan, solve } from "../../../lib/planning/index.js";
import { anyProblem, bestByTryingAll } from "./problems.js";

const STEPS = { steps: 3000, workers: 0 };

test("finds the optimum of tiny problems, and bounds that no plan beats", async () => {
  await fc.assert(
    fc.asyncProperty(anyProblem, async (problem) => {
      const best = bestByTryingAll(problem);
      const solution = await solve(problem, STEPS);
      if (!best) {
        expect(["infeasible", "unknown"]).toContain(solution.status);
        return;
      }
      if (!("plan" in solution))
        throw new Error(`a plan worth ${best} exists, the solver says ${solution.status}`);
      expect(checkPlan(problem, solution.plan)).toEqual([]);
      expect(solution.objective.map(({ value }) => value)).toEqual(best);
      for (const { value, bound } of solution.objective) expect(bound).toBeLessThanOrEqual(value);
    }),
    { numRuns: 150 },
  );
});
