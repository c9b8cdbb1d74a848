/** Showback, recomputed by hand on small Workloads, and on some that were recorded on a real lab. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { KubernetesObject } from "../../../lib/kubernetes/index.js";
import { nominalOf, queuesOf } from "../../../lib/replay/index.js";
import {
  Journal,
  keep,
  newJournal,
  partiesOf,
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
  showback,
  workload,
} from "../../support/showback.js";

/** Of 1,000th hours, as the seconds of Kueue's conditions add up in a script of its own. */
const RECORDED = [
  {
    team: "ressources-humaines",
    kind: "production",
    workloads: 1,
    used: 18,
    borrowed: 0,
    lost: 0,
    preemptions: 0,
  },
  {
    team: "services-numeriques",
    kind: "production",
    workloads: 7,
    used: 29,
    borrowed: 2,
    lost: 0,
    preemptions: 0,
  },
  { team: "examens", kind: "innovation", workloads: 29, used: 333, borrowed: 333, lost: 17, preemptions: 1 },
  { team: "pilotage", kind: "innovation", workloads: 17, used: 211, borrowed: 211, lost: 14, preemptions: 4 },
  {
    team: "services-numeriques",
    kind: "innovation",
    workloads: 0,
    used: 0,
    borrowed: 0,
    lost: 0,
    preemptions: 0,
  },
];

interface Recorded {
  now: number;
  namespaces: KubernetesObject[];
  localQueues: KubernetesObject[];
  clusterQueues: KubernetesObject[];
  workloads: Workload[];
}

describe("a showback of what Kueue recorded in the lab while production took five GPUs back", () => {
  const file = join(import.meta.dirname, "../../fixtures/recorded-workloads.json");
  const recorded = JSON.parse(readFileSync(file, "utf8")) as Recorded;
  const { now, namespaces, localQueues, clusterQueues, workloads } = recorded;

  it("says what each team used, borrowed and lost", () => {
    const context = {
      parties: partiesOf(namespaces, queuesOf(localQueues), "transhumance.education.example"),
      cards: CONTEXT.cards,
      nominal: nominalOf(clusterQueues),
    };
    const usages = workloads.flatMap((one) => usageOf(one, cardsIn) ?? []);
    const { teams } = showbackOf(usages, context, { from: now - HOUR, to: now }, now);
    const thousandths = (hours: number) => Math.round(1000 * hours);
    expect(
      teams.map(({ gpuHours: { used, borrowed, lost }, ...team }) => ({
        ...team,
        ...{ used: thousandths(used), borrowed: thousandths(borrowed), lost: thousandths(lost) },
      })),
    ).toEqual(RECORDED);
  });
});

describe("a showback", () => {
  const finished = workload(
    "copies",
    { "nvidia.com/gpu": "4", cpu: "8" },
    { conditions: [condition("Admitted", 0), condition("Finished", 3)] },
    2,
  );

  it("counts all pods of what ran from its admission to its end, beyond the queue's own as borrowed", () => {
    expect(hoursOf("exams", showback([finished]))).toEqual({ used: 24, borrowed: 24, lost: 0 });
  });

  it("counts what still runs until now, as it was admitted", () => {
    const admission = { podSetAssignments: [{ resourceUsage: { "nvidia.com/gpu": "6" } }] };
    const running = workload(
      "assistant",
      { "nvidia.com/gpu": "1" },
      { admission, conditions: [condition("Admitted", 10)] },
    );
    expect(hoursOf("digital", showback([running]))).toEqual({ used: 12, borrowed: 0, lost: 0 });
  });

  it("counts slices by their part of a card, above what is the team's own as borrowed", () => {
    const notebook = workload(
      "dropouts",
      { "nvidia.com/mig-1g.10gb": "1" },
      { conditions: [condition("Admitted", 0), condition("Finished", 8)] },
      4,
    );
    expect(hoursOf("steering", showback([notebook]))).toEqual({ used: 4, borrowed: 2, lost: 0 });
  });

  it("counts runs that preemption ended as lost, and those that something else ended not", () => {
    const evicted = (evictions: { reason: string; count: number }[]) =>
      workload(
        "copies",
        { "nvidia.com/gpu": "1" },
        {
          accumulatedPastExecutionTimeSeconds: 2 * HOUR,
          schedulingStats: { evictions },
          conditions: [condition("Admitted", 4), condition("Evicted", 4, "False"), condition("Finished", 7)],
        },
      );
    const all = showback([evicted([{ reason: "Preempted", count: 2 }])]);
    expect(hoursOf("exams", all)).toEqual({ used: 5, borrowed: 5, lost: 2 });
    expect(all.total.preemptions).toBe(2);
    const half = showback([
      evicted([
        { reason: "Preempted", count: 1 },
        { reason: "Deactivated", count: 1 },
      ]),
    ]);
    expect(hoursOf("exams", half)).toEqual({ used: 5, borrowed: 5, lost: 1 });
  });

  it("counts what waits again after its preemption", () => {
    const waiting = workload(
      "copies",
      { "nvidia.com/gpu": "2" },
      {
        accumulatedPastExecutionTimeSeconds: HOUR,
        schedulingStats: { evictions: [{ reason: "Preempted", count: 1 }] },
        conditions: [condition("Admitted", 5, "False"), condition("Evicted", 5)],
      },
    );
    expect(hoursOf("exams", showback([waiting]))).toEqual({ used: 2, borrowed: 2, lost: 2 });
  });

  it("counts what ended at its eviction, where no condition says when it was admitted", () => {
    const past = { accumulatedPastExecutionTimeSeconds: HOUR };
    const told = workload(
      "copies",
      { "nvidia.com/gpu": "2" },
      { ...past, conditions: [condition("Evicted", 5)] },
    );
    const untold = workload("copies", { "nvidia.com/gpu": "2" }, { ...past, conditions: [] });
    expect(showback([told, untold]).total).toMatchObject({ workloads: 1, gpuHours: { used: 2 } });
  });

  it("counts what lies in the period only", () => {
    const period = { from: MORNING + HOUR, to: MORNING + 2 * HOUR };
    expect(hoursOf("exams", showback([finished], period))?.used).toBe(8);
    const before = { from: DAY.from - 24 * HOUR, to: DAY.from };
    expect(showback([finished], before).total).toEqual({
      ...{ workloads: 0, gpuHours: { used: 0, borrowed: 0, lost: 0 }, preemptions: 0 },
    });
  });

  it("leaves out what never was admitted, and what holds no GPUs", () => {
    const waits = workload(
      "copies",
      { "nvidia.com/gpu": "1" },
      { conditions: [condition("QuotaReserved", 0)] },
    );
    const plain = workload("copies", { cpu: "1" }, { conditions: [condition("Admitted", 0)] });
    expect(showback([waits, plain]).total.workloads).toBe(0);
  });

  it("keeps in its journal what the cluster no longer has, to when it was last seen", () => {
    const running = workload("copies", { "nvidia.com/gpu": "1" }, { conditions: [condition("Admitted", 0)] });
    const usage = usageOf(running, cardsIn);
    if (!usage) throw new Error("it holds a GPU");
    const { parties } = CONTEXT;
    const live = { parties, usages: new Map([["1", usage]]), ended: [] };
    const gone = { parties: new Map(), usages: new Map(), ended: [] };
    const first = keep(newJournal({ environment: "production", cluster: "sud" }), live, MORNING + HOUR);
    const kept = keep(Journal.parse(JSON.parse(JSON.stringify(first))), gone, EVENING);
    // The project itself is gone as well: whose it was is kept.
    expect(new Map(Object.entries(kept.parties))).toEqual(parties);
    const { total } = showbackOf(usagesIn(kept, EVENING), CONTEXT, DAY, EVENING);
    expect(total.gpuHours.used).toBe(1);
    const again = keep(kept, live, EVENING);
    expect(showbackOf(usagesIn(again, EVENING), CONTEXT, DAY, EVENING).total.gpuHours.used).toBe(12);
  });

  it("knows whose a namespace is by its labels", () => {
    const namespace = (name: string, labels: Record<string, string>): KubernetesObject => ({
      ...{ apiVersion: "v1", kind: "Namespace", metadata: { name, labels } },
    });
    const parties = partiesOf(
      [
        namespace("copies", { "x/serves": "innovation", "x/team": "exams" }),
        namespace("siecle", { "x/team": "school-life" }),
      ],
      new Map([["copies", "innovation-exams"]]),
      "x",
    );
    expect([...parties]).toEqual([
      ["copies", { team: "exams", kind: "innovation", queue: "innovation-exams" }],
    ]);
  });
});
