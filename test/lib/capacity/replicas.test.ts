import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { concurrencyAtGoals, speedAt } from "../../../lib/capacity/curve.js";
import { replicasFor } from "../../../lib/capacity/replicas.js";

const point = (concurrency: number, tokensPerSecond: number, average: number, p95: number) => ({
  concurrency,
  tokensPerSecond,
  timeToFirstToken: { average, p95 },
});
const points = [point(10, 40, 0.4, 0.6), point(50, 25, 0.6, 1), point(100, 20, 1, 3)];
const goals = { timeToFirstToken: 2, tokensPerSecond: 15 };
const stream = (rate: number) => [{ rate, answer: 200, points }];

describe("the measured curve", () => {
  it("is the lowest point below it, a line between points, and nothing above", () => {
    expect(speedAt(points, 1)).toEqual(speedAt(points, 10));
    expect(speedAt(points, 75).p95).toBeCloseTo(2, 12);
    expect(speedAt(points, 75).interTokenLatency).toBeCloseTo((1 / 25 + 1 / 20) / 2, 12);
    expect(() => speedAt(points, 101)).toThrow("nothing is measured at a concurrency of 101");
  });

  it("meets both goals up to a concurrency, and never beyond what is measured or allowed", () => {
    expect(concurrencyAtGoals(points, goals, 1000)).toBe(75);
    expect(concurrencyAtGoals(points, goals, 60)).toBe(60);
    expect(concurrencyAtGoals(points, { ...goals, timeToFirstToken: 10 }, 1000)).toBe(100);
    expect(concurrencyAtGoals(points, { ...goals, tokensPerSecond: 41 }, 1000)).toBe(0);
  });
});

describe("replicas", () => {
  it("follow Little's law where nothing waits", () => {
    const need = replicasFor(stream(20), goals, 50);
    // A full replica: 0.6 s and 199 tokens at 1/25 s, 8.56 s; 20 a second are 171 under way, four times 50 places.
    expect(need?.holding).toBeCloseTo(0.6 + 199 / 25, 9);
    expect(need?.replicas).toBe(4);
  });

  it("are none where nobody asks, and unknown where no measured load meets the goals", () => {
    expect(replicasFor(stream(0), goals, 50)?.replicas).toBe(0);
    expect(replicasFor(stream(1), { ...goals, timeToFirstToken: 0.5 }, 50)).toBeUndefined();
  });

  it("follow demand however far it grows, and are hardly more than what full replicas would end", () => {
    for (const rate of [1e4, 1e6, 1e9, 1e30]) {
      const need = replicasFor(stream(rate), goals, 50);
      const full = (rate * (need?.holding ?? 0)) / 50;
      expect((need?.replicas ?? 0) / full).toBeGreaterThanOrEqual(1);
      expect((need?.replicas ?? 0) / full).toBeLessThan(1.01);
    }
  });

  it("grow with demand, and shrink with easier goals", () => {
    const rates = fc.double({ min: 0.1, max: 60, noNaN: true });
    const firsts = fc.double({ min: 0.9, max: 4, noNaN: true });
    const of = (rate: number, timeToFirstToken: number) =>
      replicasFor(stream(rate), { ...goals, timeToFirstToken }, 100)?.replicas ?? Infinity;
    fc.assert(
      fc.property(rates, rates, firsts, firsts, (rate, more, first, later) => {
        expect(of(rate, first)).toBeLessThanOrEqual(of(rate + more, first));
        expect(of(rate, Math.max(first, later))).toBeLessThanOrEqual(of(rate, Math.min(first, later)));
      }),
      { numRuns: 60 },
    );
  });
});
