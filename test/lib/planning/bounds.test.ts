/** Bounds are held against all plans of tiny problems; also where the search has found nothing good yet. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { boundLevel } from "../../../lib/planning/bounds/index.js";
import type { PlanningProblem } from "../../../lib/planning/index.js";
import { compile } from "../../../lib/planning/model/model.js";
import { anyProblem, bestByTryingAll } from "./problems.js";
import { anyWorkshop } from "./workshops.js";

/** How much worse than the best the known value is: a bound that is too high is not hidden by it. */
const WORSE = 10;

function expectValidBounds(problem: PlanningProblem): void {
  const best = bestByTryingAll(problem);
  if (!best) return;
  const model = compile(problem);
  for (const [level, value] of best.entries())
    expect(boundLevel(model, best.slice(0, level), value + WORSE)).toBeLessThanOrEqual(value);
}

test("no plan of a tiny problem is below a bound, at any level", () => {
  fc.assert(fc.property(anyProblem, expectValidBounds), { numRuns: 300 });
});

test("no plan of a tiny workshop ends before the bound", () => {
  fc.assert(
    fc.property(anyWorkshop(2, 2), (problem) => expectValidBounds({ ...problem, horizon: 9 })),
    { numRuns: 50 },
  );
});
