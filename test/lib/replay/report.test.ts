/** The report of a replay, recomputed by hand on small ones. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Ask, reportOf, resourceOf } from "../../../lib/replay/index.js";
import type { Outcome } from "../../../lib/replay/outcome.js";
import type { ReportInput } from "../../../lib/replay/report.js";
import type { Held, Party } from "../../../lib/showback/index.js";

const HOUR = 3600;
const PARTIES = new Map<string, Party>([
  ["assistant", { team: "digital", kind: "production", queue: "production" }],
  ["copies", { team: "exams", kind: "innovation", queue: "exams" }],
  ["dropouts", { team: "steering", kind: "innovation", queue: "steering" }],
]);
const ask = (name: string, who: string, hours: number, rest: Partial<Ask> = {}): Ask => ({
  ...{ name, at: 0, who, gpus: 1, pods: 1, duration: hours * HOUR },
  ...rest,
});
const held = (ask: Ask, from: number, to: number, preempted = false): Held => ({
  ...{ who: ask.who, resource: resourceOf(ask), units: ask.gpus, cards: 1, from, to, preempted },
});
const input = (outcomes: Outcome[], holdings: Held[], rest: Partial<ReportInput> = {}): ReportInput => ({
  ...{
    outcomes,
    holdings,
    preemptions: new Map(),
    parties: PARTIES,
    capacity: { "nvidia.com/gpu": 4 },
    cards: 4,
  },
  ...{ nominal: new Map([["production", { "nvidia.com/gpu": 4 }]]), horizon: 4 * HOUR, end: 3 * HOUR },
  ...rest,
});

describe("a report", () => {
  it("lets nobody wait for a replica that is no longer needed", () => {
    const replica = ask("replica", "assistant", 1);
    const training = ask("training", "copies", 4);
    const { teams } = reportOf(
      input(
        [
          { ask: replica, asked: HOUR, gaveUp: 2 * HOUR },
          { ask: training, asked: 0, started: 0, finished: 4 * HOUR },
        ],
        [held(training, 0, 4 * HOUR)],
      ),
    );
    expect(teams.map(({ team, started, waits }) => [team, started, waits.longest])).toEqual([
      ["digital", 0, HOUR],
      ["exams", 1, 0],
    ]);
  });

  it("counts waits, GPU-hours, what was borrowed and what preemption lost", () => {
    const training = ask("training", "copies", 2, { gpus: 4 });
    const replica = ask("replica", "assistant", 1);
    const { teams, total, utilisation } = reportOf(
      input(
        [
          { ask: training, asked: 0, started: 0, finished: 4 * HOUR },
          { ask: replica, asked: HOUR, started: HOUR + 60, finished: 2 * HOUR },
        ],
        [
          held(training, 0, HOUR, true),
          held(replica, HOUR + 60, 2 * HOUR),
          held(training, 2 * HOUR, 4 * HOUR),
        ],
        { preemptions: new Map([["copies", 1]]) },
      ),
    );
    expect(teams).toEqual([
      {
        ...{ team: "digital", kind: "production", asked: 1, started: 1, finished: 1, preemptions: 0 },
        waits: { mean: 60, p50: 60, p95: 60, longest: 60 },
        gpuHours: { used: 59 / 60, borrowed: 0, lost: 0 },
      },
      {
        ...{ team: "exams", kind: "innovation", asked: 1, started: 1, finished: 1, preemptions: 1 },
        waits: { mean: 0, p50: 0, p95: 0, longest: 0 },
        gpuHours: { used: 12, borrowed: 12, lost: 4 },
      },
    ]);
    expect(total.gpuHours.used).toBeCloseTo(12 + 59 / 60);
    expect(utilisation).toBeCloseTo((12 + 59 / 60) / 16);
  });

  it("says of what never ran that it waited until the end", () => {
    const waiting = ask("waiting", "dropouts", 1);
    const { teams } = reportOf(input([{ ask: waiting, asked: HOUR }], [], { end: 10 * HOUR }));
    expect(teams).toEqual([
      expect.objectContaining({
        team: "steering",
        started: 0,
        finished: 0,
        waits: expect.objectContaining({ longest: 9 * HOUR }),
      }),
    ]);
  });

  it("counts what holds GPUs without having asked in the trace", () => {
    const training = ask("training", "copies", 2);
    const kept = ask("kept", "assistant", 0);
    const { teams, total, utilisation } = reportOf(
      input(
        [{ ask: training, asked: 0, started: 0, finished: 2 * HOUR }],
        [held(training, 0, 2 * HOUR), held(kept, 0, 4 * HOUR)],
      ),
    );
    expect(teams.map(({ team, asked, gpuHours }) => [team, asked, gpuHours.used])).toEqual([
      ["digital", 0, 4],
      ["exams", 1, 2],
    ]);
    expect([total.gpuHours.used, utilisation]).toEqual([6, 6 / 16]);
  });

  it("counts slices as the part of a card that they are", () => {
    const notebook = ask("notebook", "dropouts", 8, { slice: "1g.10gb" });
    const resource = "nvidia.com/mig-1g.10gb";
    const { total, resources, utilisation } = reportOf(
      input([{ ask: notebook, asked: 0, started: 0 }], [{ ...held(notebook, 0, 8 * HOUR), cards: 1 / 8 }], {
        capacity: { [resource]: 7 },
        cards: 7 / 8,
        horizon: 8 * HOUR,
      }),
    );
    expect(total.gpuHours.used).toBe(1);
    expect(resources).toEqual([{ resource, capacity: 7, utilisation: 1 / 7 }]);
    expect(utilisation).toBeCloseTo(1 / 7);
  });

  it("never finds more borrowed than used, nor less borrowed with a smaller quota", () => {
    const holding = fc.record({
      who: fc.constantFrom("assistant", "copies", "dropouts"),
      gpus: fc.integer({ min: 1, max: 8 }),
      from: fc.integer({ min: 0, max: 50 }),
      length: fc.integer({ min: 1, max: 50 }),
    });
    fc.assert(
      fc.property(fc.array(holding, { maxLength: 20 }), fc.nat(10), (some, own) => {
        const holdings = some.map(({ who, gpus, from, length }, index) =>
          held(ask(`a-${index}`, who, 1, { gpus }), from * HOUR, (from + length) * HOUR),
        );
        const outcomes = holdings.map(({ who, from }) => ({
          ask: ask("any", who, 1),
          asked: 0,
          started: from,
        }));
        const borrowedWith = (quota: number) =>
          reportOf(input(outcomes, holdings, { nominal: new Map([["exams", { "nvidia.com/gpu": quota }]]) }))
            .total.gpuHours;
        const { used, borrowed } = borrowedWith(own);
        expect(borrowed).toBeLessThanOrEqual(used + 1e-6);
        expect(borrowedWith(own + 1).borrowed).toBeLessThanOrEqual(borrowed + 1e-6);
        expect(borrowedWith(0).borrowed).toBeCloseTo(used);
      }),
    );
  });
});
