/** The workload of the sample estate: seeded, as much as was asked for, with services by the hour. */
import { describe, expect, it } from "vitest";
import { type Estate, loadEstate } from "../../../config/index.js";
import { type Ask, workloadOf } from "../../../lib/replay/index.js";

const estate = loadEstate("config/estate").estate as Estate;
const OPTIONS = { environment: "production", cluster: "sud", jobs: 2000, seed: 1 };
const HOUR = 3600;
/** Has jobs on whole GPUs and notebooks on slices. */
const PUPILS = "detection-decrochage";

describe("the workload of a week", () => {
  const asks = workloadOf(estate, OPTIONS);
  const isProject = (who: string) => Object.hasOwn(estate.ai.projects, who);

  it("is the same from the same seed, and another from another", () => {
    expect(workloadOf(estate, OPTIONS)).toEqual(asks);
    expect(workloadOf(estate, { ...OPTIONS, seed: 2 })).not.toEqual(asks);
  });

  it("has as many jobs as were asked for, shared as the projects' needs are", () => {
    const jobs = asks.filter(({ who }) => isProject(who));
    expect(Math.abs(jobs.length - 2000)).toBeLessThan(20);
    expect(new Set(jobs.map(({ who }) => who))).toEqual(new Set(Object.keys(estate.ai.projects)));
  });

  it("has as many notebooks as a month has working days", () => {
    const sharing = estate.ai.sharing;
    if (!sharing) throw new Error("the sample says how GPUs are shared");
    const workingDays = { ...sharing.workingDays, perMonth: sharing.workingDays.perMonth / 2 };
    const halved = workloadOf(
      { ai: { ...estate.ai, sharing: { ...sharing, workingDays } } },
      { ...OPTIONS, jobs: 20_000 },
    );
    const notebooks = (all: Ask[]) => all.filter(({ who, slice }) => who === PUPILS && slice).length;
    const jobs = (all: Ask[]) => all.filter(({ who, slice }) => who === PUPILS && !slice).length;
    const ratio = (all: Ask[]) => notebooks(all) / jobs(all);
    expect(ratio(halved) / ratio(workloadOf(estate, { ...OPTIONS, jobs: 20_000 }))).toBeCloseTo(0.5, 1);
  });

  it("is in order, with names of its own, inside the week", () => {
    const times = asks.map(({ at }) => at);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(new Set(asks.map(({ name }) => name)).size).toBe(asks.length);
    expect(Math.max(...times)).toBeLessThan(7 * 24 * HOUR);
  });

  it("asks for replicas by day and for none at night", () => {
    const replicas = asks.filter(({ who }) => !isProject(who));
    expect(replicas.length).toBeGreaterThan(0);
    for (const { at, duration } of replicas)
      expect(((at / HOUR) % 24) + duration / HOUR).toBeLessThanOrEqual(24);
  });
});
