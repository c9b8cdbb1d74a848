import { expect, it } from "vitest";
import { type Ask, drainOf, horizonOf } from "../../../lib/replay/index.js";

const HOUR = 3600;
const capacity = { "nvidia.com/gpu": 8, "nvidia.com/mig-1g.10gb": 7 };
const ask = (at: number, gpus: number, duration: number): Ask => ({
  ...{ name: `job-${at}`, at, who: "copies", gpus, pods: 1, duration },
});

it("leaves a trace that arrives at once the time to run, and a long one as much as it lasts", () => {
  const together = Array.from({ length: 4 }, () => ask(0, 8, HOUR));
  // Four jobs of the whole cluster, one after another.
  expect(drainOf(together, { capacity, speed: 1 })).toBeGreaterThan(4 * HOUR);
  expect(drainOf([ask(100 * HOUR, 1, 60)], { capacity, speed: 1 })).toBe(100 * HOUR + 30);
  const slices = together.map((one) => ({ ...one, gpus: 1, slice: "1g.10gb", pods: 7 }));
  expect(drainOf(slices, { capacity, speed: 1 })).toBeGreaterThan(4 * HOUR);
});

it("leaves the control plane its own time, however fast the trace goes by", () => {
  expect(drainOf([ask(0, 1, 60)], { capacity, speed: 1000 })).toBeGreaterThan(30_000);
  expect(drainOf([], { capacity, speed: 10 })).toBe(300);
});

it("counts utilisation until the last arrival, and until the end where GPUs only fill before", () => {
  const end = 9 * HOUR;
  expect(horizonOf([ask(0, 1, HOUR), ask(2 * HOUR, 1, HOUR)], end)).toBe(2 * HOUR);
  expect(horizonOf([ask(0, 4, HOUR), ask(30, 1, 60)], end)).toBe(end);
  expect(horizonOf([ask(0, 8, HOUR), ask(0, 8, HOUR)], end)).toBe(end);
});
