import { describe, expect, it } from "vitest";
import {
  type EndedJob,
  type Journal,
  keep,
  newJournal,
  showbackOf,
  type Usage,
  usageOf,
  usageOfEnded,
  usagesIn,
} from "../../../lib/showback/index.js";
import {
  CONTEXT,
  cardsIn,
  condition,
  DAY,
  EVENING,
  HOUR,
  MORNING,
  workload,
} from "../../support/showback.js";

const WHOLE = { "nvidia.com/gpu": "2" };
const SLICE = { "nvidia.com/mig-1g.10gb": "1" };

/** It ran from so many hours after the morning to so many. */
const job = (
  from: number,
  to: number,
  rest: Partial<EndedJob["spec"]> = {},
  type = "Complete",
): EndedJob => ({
  metadata: { name: "training", namespace: "copies", uid: "job" },
  spec: {
    parallelism: 3,
    completions: 3,
    template: { spec: { containers: [{ resources: { requests: WHOLE } }] } },
    ...rest,
  },
  status: {
    startTime: condition("Started", from).lastTransitionTime,
    conditions: [condition("SuccessCriteriaMet", to), condition(type, to)],
  },
});

const usage = (ended: EndedJob) => usageOfEnded(ended, cardsIn, ({ group }) => group);
const owned = (one: ReturnType<typeof workload>) => ({
  ...one,
  metadata: { ...one.metadata, ownerReferences: [{ kind: "Job", name: "training", uid: "job" }] },
});
const running = (since: number, rest = {}) =>
  usageOf(
    owned(workload("copies", WHOLE, { conditions: [condition("Admitted", since)], ...rest }, 3)),
    cardsIn,
  );

/** What the cluster says at an hour. */
const at = (journal: Journal, hour: number, seen: Usage | undefined, ended: Usage | undefined) =>
  keep(
    journal,
    {
      parties: CONTEXT.parties,
      usages: new Map(seen ? [["workload", seen]] : []),
      ended: ended ? [ended] : [],
    },
    MORNING + hour * HOUR,
  );
const START = newJournal({ environment: "production", cluster: "sud" });
const total = (journal: Journal) => showbackOf(usagesIn(journal, EVENING), CONTEXT, DAY, EVENING).total;

describe("A Job that has ended", () => {
  it("held its GPUs from its start to its end, whether it succeeded or not", () => {
    for (const type of ["Complete", "Failed"]) {
      expect(total(at(START, 5, undefined, usage(job(1, 3, {}, type))))).toMatchObject({
        workloads: 1,
        gpuHours: { used: 2 * 2 * 3, lost: 0 },
      });
    }
  });

  it("has no more pods at once than it completes", () => {
    expect(usage(job(1, 2, { parallelism: 9, completions: 2 }))?.units).toEqual({ "nvidia.com/gpu": 4 });
  });

  it("weighs by the card of the nodes that it was started on", () => {
    const template = (group: string) => ({
      spec: { nodeSelector: { group }, containers: [{ resources: { requests: SLICE } }] },
    });
    const worth = (group: string) => usage(job(0, 1, { template: template(group) }))?.cards;
    expect(worth("sud-small")).toEqual({ "nvidia.com/mig-1g.10gb": 1 / 4 });
    expect(worth("sud-large")).toEqual({ "nvidia.com/mig-1g.10gb": 1 / 8 });
    expect(worth("elsewhere")).toEqual({});
  });

  it("is not one that still runs, never ran, or holds no GPUs", () => {
    const ended = job(1, 3);
    expect(usage({ ...ended, status: { ...ended.status, conditions: [] } })).toBeUndefined();
    expect(usage({ ...ended, status: { conditions: [condition("Failed", 3)] } })).toBeUndefined();
    const template = { spec: { containers: [{ resources: { requests: { cpu: "1" } } }] } };
    expect(usage(job(1, 3, { template }))).toBeUndefined();
  });

  it("counts once, whenever its Workload was seen, and again when it is seen again", () => {
    const ended = usage(job(0, 4));
    const seen = at(START, 2, running(0), undefined);
    for (const journal of [seen, at(START, 4, running(0), ended), START]) {
      const once = at(journal, 5, undefined, ended);
      const again = at(at(once, 6, undefined, ended), 7, undefined, undefined);
      for (const one of [once, again]) {
        expect(total(one)).toMatchObject({ workloads: 1, gpuHours: { used: 4 * 6 } });
      }
    }
  });

  it("adds its last run to an earlier one that was seen", () => {
    // Seen for two hours of its first run, which was then preempted; run again from the third hour on.
    const journal = at(at(START, 2, running(0), undefined), 6, undefined, usage(job(3, 5)));
    expect(total(journal).gpuHours.used).toBe((2 + 2) * 6);
  });

  it("keeps what Kueue said of its earlier runs, and not what it says of all of them at the end", () => {
    const past = (seconds: number) => ({
      accumulatedPastExecutionTimeSeconds: seconds,
      schedulingStats: { evictions: [{ reason: "Preempted", count: 1 }] },
    });
    const seen = at(START, 4, running(3, past(2 * HOUR)), undefined);
    const atItsEnd = {
      ...past(4 * HOUR),
      conditions: [condition("Admitted", 5, "False"), condition("Finished", 5)],
    };
    const journal = at(seen, 5, running(0, atItsEnd), usage(job(3, 5)));
    expect(total(journal)).toMatchObject({
      workloads: 1,
      preemptions: 1,
      gpuHours: { used: (2 + 2) * 6, lost: 2 * 6 },
    });
  });
});
