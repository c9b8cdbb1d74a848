/** The workload of the sample estate: seeded, as much as was asked for, with services by the hour. */
import { describe, expect, it } from "vitest";
import { type Estate, loadEstate } from "../../../config/index.js";
import { replicasToday } from "../../../lib/capacity/index.js";
import { type Ask, replicasWanted, workloadOf } from "../../../lib/replay/index.js";

const estate = loadEstate("config/estate").estate as Estate;
const OPTIONS = { environment: "production", cluster: "sud", jobs: 2000, seed: 1 };
const HOUR = 3600;
/** Has jobs on whole GPUs and notebooks on slices. */
const PUPILS = "detection-decrochage";

/** Asks of one at the moment at which most are in force. */
const atOnce = (asks: readonly Ask[], who: string): number => {
  const own = asks.filter((ask) => ask.who === who);
  const inForce = (moment: number) =>
    own.filter(({ at, duration }) => at <= moment && moment < at + duration).length;
  return Math.max(0, ...own.map(({ at }) => inForce(at)));
};

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
      { ...estate, ai: { ...estate.ai, sharing: { ...sharing, workingDays } } },
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

  it("asks for the replicas that today's plan places there, within the service's bounds, all at once in its busiest hour", () => {
    const planned = replicasToday(estate, OPTIONS);
    const wanted = replicasWanted(estate, OPTIONS);
    expect(planned.get("assistant-enseignants")).toBeGreaterThan(2);
    for (const [who, replicas] of wanted) {
      const { min, max } = estate.ai.services[who]?.serving.replicas ?? { min: 0, max: 0 };
      expect(replicas, who).toBe(Math.min(max, Math.max(min, planned.get(who) ?? 0)));
      expect(atOnce(asks, who), who).toBe(replicas - min);
    }
  });

  it("asks for no more than a service may have", () => {
    const who = "assistant-enseignants";
    const bounded = structuredClone(estate);
    const serving = bounded.ai.services[who]?.serving;
    if (serving) serving.replicas = { min: 1, max: 4 };
    expect(atOnce(workloadOf(bounded, OPTIONS), who)).toBe(3);
  });

  it("asks for no job longer than its deadline", () => {
    for (const { who, duration } of asks) {
      const { jobs, notebooks } = estate.ai.projects[who] ?? { jobs: {} };
      const declared = [...Object.values(jobs), notebooks ?? []].flat().map((one) => one.duration);
      if (declared.length > 0) expect(duration, who).toBeLessThanOrEqual(4 * Math.max(...declared));
    }
  });

  it("asks for nothing that the cluster has not", () => {
    const without = structuredClone(estate);
    const cluster = without.environments.production?.clusters.sud;
    if (cluster) delete cluster.nodeGroups.slices;
    delete without.ai.pools["sud-slices"];
    const own = workloadOf(without, OPTIONS).filter(({ who }) => isProject(who));
    expect(own.length).toBeGreaterThan(1000);
    expect(own.filter(({ slice }) => slice)).toEqual([]);
  });

  it("asks for nothing whose project is over, or whose use is not in force", () => {
    const later = structuredClone(estate);
    later.platform.today = "2028-01-03";
    const asking = new Set(workloadOf(later, OPTIONS).map(({ who }) => who));
    expect(asking).toContain(PUPILS);
    expect(asking).not.toContain("reconnaissance-copies");
    for (const use of Object.values(later.ai.uses)) {
      for (const version of Object.values(use.versions)) version.until = "2027-12-31";
    }
    expect(workloadOf(later, OPTIONS)).toEqual([]);
  });
});
