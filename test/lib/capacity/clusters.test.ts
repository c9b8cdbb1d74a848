import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Estate, loadEstate } from "../../../config/index.js";
import { explainService, planCapacity } from "../../../lib/capacity/index.js";
import { DEFAULT_ESTATE } from "../../../scripts/support/options.js";

const text = JSON.stringify(loadEstate(DEFAULT_ESTATE).estate);

/** The sample with one service of so many replicas, on clusters of so many GPUs, whichever of them is lost. */
function spread(replicas: number, sizes: readonly number[]): Estate {
  const estate = JSON.parse(text) as Estate;
  const { ai, environments } = estate;
  const { "resume-dossiers": service } = ai.services;
  const { "sud-inference": pool } = ai.pools;
  const row = ai.throughput["llama-8b-h100-2048-128"];
  const clusters = environments.production?.clusters;
  const { sud } = clusters ?? {};
  if (!service || !pool || !row || !clusters || !sud) throw new Error("the sample has changed");
  const pools = sizes.map((_, index) => `pool-${index}`);
  Object.assign(
    clusters,
    Object.fromEntries(
      sizes.map((nodesPerZone, index) => {
        const gpus = { product: "NVIDIA-H100-80GB-HBM3", count: 1 };
        const group = { ...sud.nodeGroups.inference, zones: ["garonne-a"], nodesPerZone, gpus };
        return [`cluster-${index}`, { ...sud, nodeGroups: { inference: group } }];
      }),
    ),
  );
  const demand = {
    ...service.demand,
    ...{ peakToMean: 1, requestsPerUser: 1, growth: { low: 1, base: 1, high: 1 } },
    // In the one hour of the day each replica ends 3600 answers of one token.
    day: [1, ...Array<number>(23).fill(0)],
    users: { perEstablishment: 0, perThousandLyceePupils: 0, academies: { dijon: 3600 * replicas } },
    profiles: { short: { share: 1, prompt: 1, answer: 1 } },
  };
  const made = { ...service, demand, serving: { ...service.serving, pools } };
  return {
    ...estate,
    ai: {
      ...ai,
      projects: {},
      pools: Object.fromEntries(
        pools.map((name, index) => [name, { ...pool, cluster: `cluster-${index}`, deliveries: {} }]),
      ),
      throughput: { row: { ...row, saturation: { tokensPerSecond: 1, derate: 1 } } },
      services: { made: { ...made, survives: { node: true, cluster: true } } },
    },
  };
}

const placedOn = (replicas: number, sizes: readonly number[]) => {
  const [quarter] = planCapacity(spread(replicas, sizes), { quarters: 1 }).quarters;
  expect(quarter?.services[0]?.replicas).toBe(replicas);
  return (quarter?.services[0]?.placements ?? []).map((one) => one.replicas);
};

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);
/** What is left on the others when the cluster with the most is lost. */
const leftOf = (placed: readonly number[]) => sum(placed) - Math.max(...placed);

/** GPUs that are missing where replicas of this spread do not fit. */
const missingOf = (placed: readonly number[], sizes: readonly number[]) =>
  sum(placed.map((count, index) => Math.max(0, count - (sizes[index] ?? 0))));

/** The fewest GPUs that must be added to these clusters, by trying all spreads. */
function leastMissing(replicas: number, sizes: readonly number[]): number {
  const levels = Array.from({ length: replicas + 1 }, (_, level) => level);
  const tried = sizes.reduce<number[][]>(
    (all, _) => all.flatMap((one) => levels.map((level) => [...one, level])),
    [[]],
  );
  const enough = tried.filter((placed) => leftOf(placed) >= replicas);
  return Math.min(...enough.map((placed) => missingOf(placed, sizes)));
}

/** The fewest replicas that survive the loss of any cluster, each within its GPUs; undefined where none do. */
function fewest(replicas: number, sizes: readonly number[]): number | undefined {
  const found = Array.from({ length: replicas + 1 }, (_, most) => sizes.map((size) => Math.min(size, most)));
  const enough = found.filter((placed) => leftOf(placed) >= replicas).map(sum);
  return enough.length === 0 ? undefined : Math.min(...enough);
}

describe("replicas on clusters of unequal sizes", () => {
  it.each([
    [22, [96, 24, 8], [14, 14, 8]],
    [22, [96, 96, 96], [11, 11, 11]],
    [10, [10, 40], [10, 10]],
    [10, [9, 40], [10, 10]],
    [30, [8, 20, 8], [15, 15, 15]],
    [33, [96, 24, 8], [24, 24, 9]],
    [30, [8, 40, 28], [8, 22, 22]],
    [40, [8, 40, 28], [12, 28, 28]],
    [12, [1, 3, 20, 20], [1, 3, 8, 8]],
    [0, [4, 0, 1], [0, 0, 0]],
  ])("of %i on clusters of %j GPUs: %j", (replicas, sizes, expected) => {
    expect(placedOn(replicas, sizes)).toEqual(expected);
  });

  it("do not count on a cluster for whose GPUs nothing is measured", () => {
    const estate = spread(10, [20, 20, 20]);
    const { "pool-1": unmeasured, "pool-2": other } = estate.ai.pools;
    const placements = () =>
      planCapacity(estate, { quarters: 1 }).quarters[0]?.services[0]?.placements.map((one) => one.replicas);
    Object.assign(unmeasured ?? {}, { gpu: "h200-141gb" });
    expect(placements()).toEqual([10, 0, 10]);
    Object.assign(other ?? {}, { gpu: "h200-141gb" });
    expect(placements()).toEqual([10, 0, 0]);
  });

  it("are enough whichever cluster is lost, and as few as fit", () => {
    const sizes = fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 2, maxLength: 5 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), sizes, (replicas, gpus) => {
        const placed = placedOn(replicas, gpus);
        expect(leftOf(placed)).toBeGreaterThanOrEqual(replicas);
        const least = fewest(replicas, gpus);
        if (least === undefined) return;
        expect(placed.filter((count, index) => count > (gpus[index] ?? 0))).toEqual([]);
        // Even parts are rounded up, each by less than one.
        expect(sum(placed) - least).toBeLessThan(gpus.length);
      }),
      { numRuns: 60 },
    );
  });

  it("lack no more GPUs than must be added", () => {
    const sizes = fc.array(fc.integer({ min: 0, max: 14 }), { minLength: 2, maxLength: 3 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 12 }), sizes, (replicas, gpus) => {
        const placed = placedOn(replicas, gpus);
        expect(missingOf(placed, gpus) - leastMissing(replicas, gpus)).toBeLessThan(gpus.length);
      }),
      { numRuns: 60 },
    );
  });

  it("are explained by what the others hold without each", () => {
    const estate = spread(22, [96, 24, 8]);
    const [quarter] = planCapacity(estate, { quarters: 1 }).quarters;
    const steps = (quarter && explainService(estate, quarter, "made")) ?? [];
    const held = steps.filter(({ name }) => name.startsWith("held without"));
    expect(held.map(({ formula }) => formula)).toEqual([
      "(14 ÷ 22 + 8 ÷ 22)",
      "(14 ÷ 22 + 8 ÷ 22)",
      "(14 ÷ 22 + 14 ÷ 22)",
    ]);
    for (const { value } of held) expect(value).toBeGreaterThanOrEqual(1 - 1e-9);
  });
});
