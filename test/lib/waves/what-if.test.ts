import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Estate, loadEstate } from "../../../config/index.js";
import { checkPlan } from "../../../lib/planning/index.js";
import { type Change, changes, checkPlanning, planWaves, whatIf } from "../../../lib/waves/index.js";
import { randomEstate } from "../../support/random-estate.js";

const OPTIONS = { steps: 200, workers: 0 };

/** Changes of every kind; each estate of `randomEstate` has what they name. */
const CHANGES: Change[] = [
  changes.halve("scolarite"),
  changes.halve("plateforme"),
  changes.close("lille", "2027-03-31"),
  changes.close("la-reunion", "2027-06-30"),
  changes.shift("examens", -60),
  changes.shift("examens", 30),
  changes.lift("examens"),
  changes.widen("nantes", 100),
  changes.hire("scolarite", ["postgresql"]),
  changes.anyWeek("eleves"),
  changes.delay("annuaire", "2027-03-01"),
  changes.delay("eleves", "2027-06-01"),
  {
    text: "nothing moves in lille until the summer",
    apply: (estate) => {
      const windows = [{ from: "2026-11-30", to: "2027-06-30" }];
      const freeze = { ...(estate.freezes.examens as Estate["freezes"][string]), windows };
      const scope = { kind: "academies" as const, academies: ["lille"] };
      return {
        ...estate,
        freezes: { ...estate.freezes, travaux: { ...freeze, scope, applications: "all" as const } },
      };
    },
  },
];

async function agreed(estate: Estate): Promise<Estate | undefined> {
  if (checkPlanning(estate).length > 0) return undefined;
  const outcome = await planWaves(estate, OPTIONS);
  return "plan" in outcome ? { ...estate, waves: outcome.waves } : undefined;
}

describe("what if, on random estates", { timeout: 300_000 }, () => {
  it("keeps every fact of the changed estate, and moves hardly anything that is not concerned", async () => {
    const seen = { plans: 0, moves: 0, untouched: 0, untouchedMoved: 0 };
    await fc.assert(
      fc.asyncProperty(randomEstate, fc.constantFrom(...CHANGES), async (random, change) => {
        const estate = await agreed(random);
        if (!estate || checkPlanning(change.apply(estate)).length > 0) return;
        const { outcome, difference } = await whatIf(estate, [change], OPTIONS);
        if (!("plan" in outcome) || !difference) return;
        expect(checkPlan(outcome.model.problem, outcome.plan)).toEqual([]);
        seen.plans += 1;
        seen.moves += difference.moves.length;
        seen.untouched += difference.untouched;
        seen.untouchedMoved += difference.untouchedMoved;
      }),
      { numRuns: 80 },
    );
    expect(seen.plans).toBeGreaterThan(20);
    expect(seen.moves).toBeGreaterThan(3);
    expect(seen.untouched).toBeGreaterThan(20);
    expect(seen.untouchedMoved / seen.untouched).toBeLessThan(0.05);
  });

  it("lets few make room for applications of the sample that are late", async () => {
    const { estate } = loadEstate("config/estate") as { estate: Estate };
    for (const [application, day] of [
      ["siecle", "2027-06-01"],
      ["siecle", "2027-09-06"],
      ["epp", "2027-03-01"],
    ] as const) {
      const { difference } = await whatIf(estate, [changes.delay(application, day)], {
        steps: 10,
        workers: 0,
      });
      expect(difference?.untouched).toBeGreaterThan(600);
      expect((difference?.untouchedMoved ?? 0) / (difference?.untouched ?? 0)).toBeLessThan(0.05);
    }
  });

  it("moves nothing where nothing changes", async () => {
    await fc.assert(
      fc.asyncProperty(randomEstate, async (random) => {
        const estate = await agreed(random);
        if (!estate) return;
        const { difference } = await whatIf(estate, [changes.replacement("all as it was", estate)], OPTIONS);
        expect(difference?.moves).toEqual([]);
      }),
      { numRuns: 15 },
    );
  });
});
