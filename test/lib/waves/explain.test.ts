import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Estate } from "../../../config/index.js";
import { checkPlan, measurePlan, type Plan, type PlanningProblem } from "../../../lib/planning/index.js";
import {
  buildProblem,
  checkPlanning,
  type Explanation,
  explain,
  planWaves,
} from "../../../lib/waves/index.js";
import { agreedPlan } from "../../../lib/waves/plan.js";
import { taskName } from "../../../lib/waves/problem.js";
import { weekAt } from "../../../lib/waves/timeline.js";
import { randomEstate } from "../../support/random-estate.js";

const OPTIONS = { steps: 300, workers: 0 };

interface Case {
  estate: Estate;
  explanation: Explanation;
}

/** Every explanation of the plan that is found for a random estate. */
async function explanations(random: Estate): Promise<Case[]> {
  if (checkPlanning(random).length > 0) return [];
  const outcome = await planWaves(random, OPTIONS);
  if (!("plan" in outcome)) return [];
  const estate = { ...random, waves: outcome.waves };
  const cases: Case[] = [];
  for (const { application, academy } of outcome.model.chains.values()) {
    const explanation = await explain(estate, application, academy, OPTIONS);
    if (explanation) cases.push({ estate, explanation });
  }
  return cases;
}

/** Whether an installation may begin in a period, all others where they are, by the checker that knows no solver. */
function fits(problem: PlanningProblem, plan: Plan, name: string, start: number): boolean {
  return checkPlan(problem, moved(plan, problem, name, start)).length === 0;
}

const moved = ({ tasks }: Plan, { tasks: facts }: PlanningProblem, name: string, start: number): Plan => ({
  tasks: { ...tasks, [name]: { start, end: start + (facts[name]?.duration ?? 0) } },
});

/** What the bridges cost where an installation begins in a period. */
const costOf = (problem: PlanningProblem, plan: Plan, name: string, start: number): number =>
  measurePlan(
    { ...problem, groups: {}, tasks: withoutGroups(problem), objective: ["cost"] },
    moved(plan, problem, name, start),
  )[0]?.value ?? 0;

const withoutGroups = ({ tasks }: PlanningProblem): PlanningProblem["tasks"] =>
  Object.fromEntries(Object.entries(tasks).map(([name, task]) => [name, { ...task, groups: [] }]));

/**
 * The earliest cutover of an installation with no bridge more, all others where they are: every week is tried. A bridge
 * for nothing may be built.
 */
function earliestWeek(estate: Estate, application: string, academy: string): string {
  const model = buildProblem(estate);
  const plan = agreedPlan(estate, model) as Plan;
  const name = taskName(application, academy);
  const last = plan.tasks[name]?.start ?? 0;
  const starts = Array.from({ length: last + 1 }, (_, start) => start);
  const bridged = {
    ...model.problem,
    precedences: model.problem.precedences.filter(({ cost }) => cost !== 0),
  };
  const bridges = costOf(bridged, plan, name, last);
  const first = starts.find(
    (start) => fits(bridged, plan, name, start) && costOf(bridged, plan, name, start) <= bridges,
  );
  return weekAt(model.timeline, (first ?? last) + (model.chains.get(name)?.cutover ?? 0));
}

/** The problem without the facts that a reason names. */
function without({ problem }: { problem: PlanningProblem }, name: string, reasons: Explanation["reasons"]) {
  const { starts: _, ...task } = problem.tasks[name] as PlanningProblem["tasks"][string];
  const lifted = { ...problem, resources: { ...problem.resources }, tasks: { ...problem.tasks } };
  for (const { kind, subject = "" } of reasons) {
    const resource = lifted.resources[subject];
    if (kind === "calendar") lifted.tasks[name] = task;
    if (kind === "resource" && resource) lifted.resources[subject] = { ...resource, capacity: 1_000_000_000 };
    if (kind === "precedence") {
      lifted.precedences = lifted.precedences.filter(({ from, to }) => from !== subject || to !== name);
    }
  }
  return lifted;
}

describe("explanations, on random estates", { timeout: 300_000 }, () => {
  it("name facts each of which forbids the week before, and which together are all that does", async () => {
    const seen = { calendar: 0, precedence: 0, resource: 0, free: 0, start: 0 };
    await fc.assert(
      fc.asyncProperty(randomEstate, async (random) => {
        for (const { estate, explanation } of await explanations(random)) {
          const { application, academy, reasons } = explanation;
          const model = buildProblem(estate);
          const plan = agreedPlan(estate, model) as Plan;
          const name = taskName(application, academy);
          const cutover = model.chains.get(name)?.cutover ?? 0;
          for (const { kind } of reasons) seen[kind] += 1;
          for (const week of new Set(reasons.flatMap((reason) => reason.week ?? []))) {
            const start = (model.timeline.periodOf.get(week) ?? 0) - cutover;
            const named = reasons.filter((reason) => reason.week === week && reason.kind !== "free");
            // Weeks that the calendar forbids may be full as well: only there the named facts are not all.
            if (named.every(({ kind }) => kind !== "calendar")) {
              expect(fits(without(model, name, named), plan, name, start), `${name} ${week}`).toBe(true);
            }
            const bridged = new Set(
              model.problem.precedences.flatMap(({ from, to, cost }) =>
                cost === undefined || to !== name ? [] : from,
              ),
            );
            for (const kept of named.filter(
              ({ kind, subject = "" }) => kind !== "calendar" && !bridged.has(subject),
            )) {
              const others = named.filter((one) => one !== kept);
              expect(fits(without(model, name, others), plan, name, start), `${name} ${week}`).toBe(false);
            }
          }
        }
      }),
      { numRuns: 20 },
    );
    expect(seen.calendar).toBeGreaterThan(3);
    expect(seen.precedence).toBeGreaterThan(3);
    expect(seen.resource).toBeGreaterThan(3);
  });

  it("say the earliest week as it is, and what each change gains as trying every week finds it", async () => {
    const seen = { earlier: 0, gains: 0, noGains: 0 };
    await fc.assert(
      fc.asyncProperty(randomEstate, async (random) => {
        for (const { estate, explanation } of await explanations(random)) {
          const { application, academy, chain, earliest, week } = explanation;
          const alone = earliestWeek(estate, application, academy);
          // Producers that may move too can only let it move further.
          expect(earliest <= alone).toBe(true);
          if (chain.length > 0) continue;
          expect(earliest).toBe(alone);
          if (earliest < week) seen.earlier += 1;
          for (const gain of explanation.gains) {
            expect(gain.week, gain.change.text).toBe(
              earliestWeek(gain.change.apply(estate), application, academy),
            );
            seen[gain.weeks > 0 ? "gains" : "noGains"] += 1;
          }
        }
      }),
      { numRuns: 12 },
    );
    expect(seen.gains).toBeGreaterThan(3);
    expect(seen.noGains).toBeGreaterThan(3);
  });
});
