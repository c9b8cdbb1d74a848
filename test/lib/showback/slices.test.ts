/** A slice of one name may be another part of another model's card: each counts as its own. */
import { describe, expect, it } from "vitest";
import {
  Journal,
  keep,
  newJournal,
  showbackOf,
  usageOf,
  usagesIn,
  type Workload,
} from "../../../lib/showback/index.js";
import {
  CONTEXT,
  cardsIn,
  condition,
  DAY,
  EVENING,
  HOUR,
  hoursOf,
  MORNING,
  type Status,
  showback,
  workload,
} from "../../support/showback.js";

describe("a showback of slices of one name that are other parts of two models' cards", () => {
  const SLICE = "nvidia.com/mig-1g.10gb";
  const slices = (
    flavors: (string | undefined)[],
    status: Status = { conditions: [condition("Admitted", 0), condition("Finished", 8)] },
  ) =>
    workload(
      "copies",
      { [SLICE]: "1" },
      {
        admission: {
          podSetAssignments: flavors.map((flavor, index) => ({
            ...{ name: `set-${index}`, count: 1, resourceUsage: { [SLICE]: "1" } },
            ...(flavor === undefined ? {} : { flavors: { [SLICE]: flavor } }),
          })),
        },
        ...status,
      },
    );
  const used = (...workloads: Workload[]) => hoursOf("exams", showback(workloads))?.used;

  it("weighs each by the flavor that it was admitted to", () => {
    expect(used(slices(["sud-large"]))).toBe(1);
    expect(used(slices(["sud-small"]))).toBe(2);
    expect(used(slices(["sud-large", "sud-small"]))).toBe(3);
  });

  it("weighs as the least what names no flavor, or one that the estate does not know", () => {
    expect(used(slices([undefined]))).toBe(1);
    expect(used(slices(["another"]))).toBe(1);
    expect(used(slices(["sud-small", "another"]))).toBe(2);
    const { admission: _, ...status } = slices([]).status ?? {};
    expect(used(workload("copies", { [SLICE]: "1" }, status))).toBe(1);
  });

  it("takes what was borrowed, and lost, as it weighs", () => {
    const evicted = slices(["sud-small"], {
      accumulatedPastExecutionTimeSeconds: 4 * HOUR,
      schedulingStats: { evictions: [{ reason: "Preempted", count: 1 }] },
      conditions: [condition("Admitted", 4), condition("Evicted", 4, "False"), condition("Finished", 8)],
    });
    expect(hoursOf("exams", showback([evicted]))).toEqual({ used: 2, borrowed: 2, lost: 1 });
  });

  it("knows in its journal where something ran that has lost its admission", () => {
    const seen = (one: Workload) => {
      const usage = usageOf(one, cardsIn);
      if (!usage) throw new Error("it held slices");
      return { parties: CONTEXT.parties, usages: new Map([["1", usage]]), ended: [] };
    };
    const ran = slices(["sud-small"], { conditions: [condition("Admitted", 0)] });
    const waits = workload(
      "copies",
      { [SLICE]: "1" },
      {
        accumulatedPastExecutionTimeSeconds: 4 * HOUR,
        schedulingStats: { evictions: [{ reason: "Preempted", count: 1 }] },
        conditions: [condition("Admitted", 4, "False"), condition("Evicted", 4)],
      },
    );
    const hours = (journal: Journal) =>
      showbackOf(usagesIn(journal, EVENING), CONTEXT, DAY, EVENING).total.gpuHours.used;
    const unseen = newJournal({ environment: "production", cluster: "sud" });
    expect(hours(keep(unseen, seen(waits), EVENING))).toBe(0.5);
    expect(hours(keep(keep(unseen, seen(ran), MORNING + HOUR), seen(waits), EVENING))).toBe(1);
  });

  it("reads a journal that was kept without what units are worth", () => {
    const kept = {
      seen: EVENING,
      namespace: "copies",
      name: "job-1",
      units: { [SLICE]: 1 },
      run: { from: MORNING, to: MORNING + 8 * HOUR },
      evictions: { preempted: 0, others: 0 },
    };
    const journal = Journal.parse({
      environment: "production",
      cluster: "sud",
      parties: {},
      workloads: { "1": kept },
    });
    expect(showbackOf(usagesIn(journal, EVENING), CONTEXT, DAY, EVENING).total.gpuHours.used).toBe(1);
  });
});
