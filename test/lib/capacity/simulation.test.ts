import { beforeAll, describe, expect, it } from "vitest";
import { type Estate, loadEstate } from "../../../config/index.js";
import { simulate } from "../../../scripts/bench/capacity/simulate.js";
import { type Verified, verify } from "../../../scripts/bench/capacity/verify.js";
import { DEFAULT_ESTATE } from "../../../scripts/support/options.js";

const sample = loadEstate(DEFAULT_ESTATE).estate as Estate;
const ESTATES = 50;

describe("the plan against a simulation of its own", () => {
  const verified: Verified[] = [];
  beforeAll(() => {
    for (let seed = 1001; verified.length < ESTATES; seed += 1) {
      const result = verify(sample, seed);
      if (result) verified.push(result);
    }
  });

  it("meets the goals in every one of 50 drawn estates", () => {
    expect(verified.filter(({ met }) => !met)).toEqual([]);
  });

  it("mostly misses them with one replica fewer", () => {
    const fewer = verified.filter(({ metWithOneFewer }) => metWithOneFewer !== undefined);
    const missed = fewer.filter(({ metWithOneFewer }) => !metWithOneFewer);
    expect(fewer.length).toBeGreaterThan(ESTATES / 3);
    expect(missed.length / fewer.length).toBeGreaterThanOrEqual(0.75);
  });
});

describe("the simulation", () => {
  const loads = [{ concurrency: 10, tokensPerSecond: 20, timeToFirstToken: { average: 1, p95: 2 } }];
  const given = { seed: 1, replicas: 1, places: 10, rate: 0.01, answer: 100, loads, requests: 20_000 };

  it("sees the measured percentile and speed where nobody else asks", () => {
    const seen = simulate(given);
    expect(seen.timeToFirstToken).toBeCloseTo(2, 0);
    expect(seen.tokensPerSecond).toBeCloseTo(20, 6);
  });

  it("repeats itself by its seed, and waits without end where requests outrun it", () => {
    expect(simulate({ ...given, rate: 1 })).toEqual(simulate({ ...given, rate: 1 }));
    expect(simulate({ ...given, rate: 20 }).timeToFirstToken).toBeGreaterThan(100);
  });
});
