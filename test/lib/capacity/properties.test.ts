import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Estate, loadEstate } from "../../../config/index.js";
import { type CapacityPlan, planCapacity } from "../../../lib/capacity/index.js";
import { DEFAULT_ESTATE } from "../../../scripts/support/options.js";

const text = JSON.stringify(loadEstate(DEFAULT_ESTATE).estate);

interface Drawn {
  users: number;
  prompt: number;
  answer: number;
  timeToFirstToken: number;
  tokensPerSecond: number;
  concurrency: number;
  gpus: number;
  slice: string | undefined;
  survives: { node: boolean; cluster: boolean };
  gpuHours: number;
  people: number;
  until: string;
}

const drawn: fc.Arbitrary<Drawn> = fc.record({
  users: fc.constantFrom(0, 0.1, 1, 10, 200),
  prompt: fc.integer({ min: 1, max: 8000 }),
  answer: fc.integer({ min: 1, max: 2000 }),
  timeToFirstToken: fc.double({ min: 0.1, max: 20, noNaN: true }),
  tokensPerSecond: fc.double({ min: 1, max: 120, noNaN: true }),
  concurrency: fc.integer({ min: 1, max: 400 }),
  gpus: fc.constantFrom(1, 2, 3, 4, 8),
  slice: fc.constantFrom(undefined, undefined, "1g.10gb", "2g.20gb"),
  survives: fc.record({ node: fc.boolean(), cluster: fc.boolean() }),
  gpuHours: fc.double({ min: 0.1, max: 50_000, noNaN: true }),
  people: fc.integer({ min: 1, max: 3000 }),
  until: fc.constantFrom("2026-11-24", "2027-03-31", "2030-12-31"),
});

/** The sample with one service and one project as drawn. */
function estateOf(given: Drawn): Estate {
  const estate = JSON.parse(text) as Estate;
  const service = structuredClone(estate.ai.services["assistant-enseignants"]);
  const project = structuredClone(estate.ai.projects["detection-decrochage"]);
  if (!service || !project?.notebooks || !project.jobs.training) throw new Error("the sample has changed");
  const { users, prompt, answer, timeToFirstToken, tokensPerSecond, concurrency, gpus, slice, survives } =
    given;
  service.demand.users = { perEstablishment: users, perThousandLyceePupils: 0, academies: {} };
  service.demand.profiles = { all: { share: 1, prompt, answer } };
  Object.assign(service, { goals: { timeToFirstToken, tokensPerSecond }, survives });
  Object.assign(service.serving, { concurrency, gpus: slice ? 1 : gpus, slice });
  service.serving.replicas.min = 0;
  Object.assign(project, { until: given.until });
  project.jobs.training.gpuHours = given.gpuHours;
  project.notebooks.people = given.people;
  return { ...estate, ai: { ...estate.ai, services: { service }, projects: { project } } };
}

const plan = (given: Drawn, quarters = 4): CapacityPlan => planCapacity(estateOf(given), { quarters });
const demands = ({ quarters }: CapacityPlan) => quarters.map(({ production }) => production.demand);

function noneAbove(lower: readonly number[], higher: readonly number[]): void {
  for (const [index, demand] of lower.entries()) expect(demand).toBeLessThanOrEqual(higher[index] ?? 0);
}

describe("the capacity plan of any service and project", () => {
  it("has sound numbers, and says of every profile by what it is sized", () => {
    fc.assert(
      fc.property(drawn, (given) => {
        const { quarters, unmeasured, band } = plan(given);
        expect(quarters).toHaveLength(4);
        for (const quarter of quarters) {
          for (const balance of [quarter, quarter.production, quarter.innovation, ...quarter.pools]) {
            expect(balance.demand).toBeGreaterThanOrEqual(0);
            if (balance.demand === 0) continue;
            const { proportion, status } = balance;
            expect(Number.isFinite(proportion)).toBe(true);
            if (status === "starved") expect(proportion).toBeLessThanOrEqual(band.low);
            if (status === "idle") expect(proportion).toBeGreaterThanOrEqual(band.high);
          }
          for (const { needs, goalsMet } of quarter.services) {
            const [need] = needs;
            const [profile] = need?.profiles ?? [];
            expect(goalsMet).toBe(profile?.basis === "latency");
            if (goalsMet) expect(need?.queue?.concurrency).toBeLessThanOrEqual(given.concurrency);
            if (profile?.basis === "unmeasured") expect(unmeasured.length).toBeGreaterThanOrEqual(1);
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  it("needs no less with more users, and no more with fewer losses to survive", () => {
    fc.assert(
      fc.property(drawn, (given) => {
        const needed = demands(plan(given, 2));
        noneAbove(needed, demands(plan({ ...given, users: given.users * 2 }, 2)));
        noneAbove(demands(plan({ ...given, survives: { node: false, cluster: false } }, 2)), needed);
      }),
      { numRuns: 40 },
    );
  });

  it("needs nothing where nobody asks, and nothing of a project that has ended", () => {
    fc.assert(
      fc.property(drawn, (given) => {
        const { quarters } = plan({ ...given, users: 0, until: "2026-11-24" }, 2);
        expect(quarters.map(({ production }) => production.demand)).toEqual([0, 0]);
        expect(quarters[1]?.innovation.slots).toEqual([]);
      }),
      { numRuns: 20 },
    );
  });
});
