import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Estate, Waves } from "../../../config/index.js";
import { checkAgreement } from "../../../lib/agreement/index.js";
import { checkPlan, type Plan } from "../../../lib/planning/index.js";
import { agree } from "../../../lib/waves/agree.js";
import { buildProblem, checkPlanning, planWaves } from "../../../lib/waves/index.js";
import { randomEstate } from "../../support/random-estate.js";

const findings = (estate: Estate, waves: Waves) =>
  checkAgreement({ ...estate, waves }).findings.map(({ message }) => message);

/** Plans as a careless person would make them: each task near an allowed start. */
const carelessPlan = (estate: Estate, draws: readonly number[]): Plan => {
  const { problem } = buildProblem(estate);
  const tasks = Object.entries(problem.tasks).map(([name, { duration = 0, starts, pin }], index) => {
    const allowed = (starts ?? [[0, 40]]).flatMap(([from, to]) =>
      Array.from({ length: to - from }, (_, at) => from + at),
    );
    const draw = draws[index % draws.length] ?? 0;
    const start = pin?.start ?? allowed[Math.floor(draw * Math.min(allowed.length, 30))] ?? 0;
    return [name, { start, end: start + duration }];
  });
  return { tasks: Object.fromEntries(tasks) };
};

describe("the checker of agreed plans", () => {
  it("finds nothing wrong with what the planner finds, on random estates", { timeout: 300_000 }, async () => {
    let plans = 0;
    await fc.assert(
      fc.asyncProperty(randomEstate, async (estate) => {
        if (checkPlanning(estate).length > 0) return;
        const outcome = await planWaves(estate, { steps: 200, workers: 0 });
        if (!("plan" in outcome)) return;
        plans += 1;
        expect(findings(estate, outcome.waves)).toEqual([]);
      }),
      { numRuns: 40 },
    );
    expect(plans).toBeGreaterThan(10);
  });

  it("judges any plan as the general checker does, which shares nothing with it", {
    timeout: 300_000,
  }, () => {
    const verdicts = { good: 0, bad: 0 };
    fc.assert(
      fc.property(
        randomEstate,
        fc.array(fc.double({ min: 0, max: 0.999, noNaN: true }), { minLength: 9, maxLength: 9 }),
        (estate, draws) => {
          const model = buildProblem(estate);
          const plan = carelessPlan(estate, draws);
          const isSound = checkPlan(model.problem, plan).length === 0;
          verdicts[isSound ? "good" : "bad"] += 1;
          expect(findings(estate, agree(estate, model, plan)).length === 0).toBe(isSound);
        },
      ),
      { numRuns: 400 },
    );
    expect(verdicts.good).toBeGreaterThan(3);
    expect(verdicts.bad).toBeGreaterThan(20);
  });
});
