/** What a replay makes of pods and Workloads, as an API server shows them. */
import type { V1Pod } from "@kubernetes/client-node";
import { describe, expect, it } from "vitest";
import { ASK_LABEL, type Ask, type Target } from "../../../lib/replay/index.js";
import { jobOutcome, replicaOutcome } from "../../../lib/replay/outcome.js";
import { PodLog } from "../../../lib/replay/pods.js";
import { PreemptionLog } from "../../../lib/replay/preemptions.js";

const GPU = "nvidia.com/gpu";
const SLICE = "nvidia.com/mig-1g.10gb";
const TARGETS = new Map<string, Target>([
  [
    "copies",
    {
      kind: "project",
      namespace: "ns-copies",
      jobOf: () => ({ apiVersion: "", kind: "", metadata: { name: "" } }),
    },
  ],
  ["assistant", { kind: "service", namespace: "ns-assistant", deployment: "engine", least: 1, most: 4 }],
]);
/** A slice is worth an eighth on the node that pods here are on. */
const CARDS = (node: string, resource: string) => (node === "node-1" && resource === SLICE ? 1 / 8 : 1);
const training: Ask = { name: "training", at: 0, who: "copies", gpus: 6, pods: 2, duration: 60 };

const pod = (
  uid: string,
  namespace: string,
  phase: string,
  {
    ask,
    resource = GPU,
    units = 1,
    deleted = false,
  }: { ask?: Ask; resource?: string; units?: number; deleted?: boolean } = {},
): V1Pod => ({
  metadata: {
    ...{ uid, namespace, labels: ask ? { [ASK_LABEL]: ask.name } : {} },
    ...(deleted ? { deletionTimestamp: new Date(0) } : {}),
  },
  spec: {
    nodeName: "node-1",
    containers: [{ name: "main", resources: { limits: { cpu: "8", [resource]: `${units}` } } }],
  },
  status: { phase },
});
const job = (uid: string, phase: string, deleted = false) =>
  pod(uid, "ns-copies", phase, { ask: training, units: 6, deleted });

const log = (...seen: [number, V1Pod][]): PodLog => {
  const pods = new PodLog({ asks: [training], targets: TARGETS, cards: CARDS });
  for (const [now, one] of seen) pods.see(one, now);
  return pods;
};

describe("pods", () => {
  it("of a service that asks for nothing in the trace hold GPUs from when they run to the end", () => {
    const replica = pod("a", "ns-assistant", "Running", { resource: SLICE, units: 2 });
    const pods = log(
      [0, pod("a", "ns-assistant", "Pending")],
      [5, pod("b", "elsewhere", "Running")],
      [8, replica],
    );
    expect(pods.holdings(20)).toEqual([
      { who: "assistant", resource: GPU, units: 1, cards: 1, from: 8, to: 20, preempted: false },
    ]);
    expect(log([8, replica]).holdings(20)).toMatchObject([{ resource: SLICE, units: 2, cards: 1 / 8 }]);
  });

  it("of a Job that are taken away lose their work, those of a service are no longer needed", () => {
    const pods = log(
      [0, job("a", "Running")],
      [0, pod("r", "ns-assistant", "Running")],
      [10, job("a", "Running", true)],
      [10, pod("r", "ns-assistant", "Running", { deleted: true })],
      [20, job("b", "Succeeded")],
      [25, job("b", "Succeeded", true)],
    );
    expect(pods.holdings(30).map(({ who, from, to, preempted }) => [who, from, to, preempted])).toEqual([
      ["copies", 0, 10, true],
      ["assistant", 0, 10, false],
      ["copies", 20, 20, false],
    ]);
  });

  it("of one Job that are taken away together are one run, and each that is taken alone makes one", () => {
    const both = [
      job("a", "Running"),
      job("b", "Running"),
      job("a", "Running", true),
      job("b", "Running", true),
    ];
    const runs = (...pods: V1Pod[]) =>
      log(...pods.map((one, now): [number, V1Pod] => [now, one])).lostRuns("copies");
    expect(runs(...both)).toBe(1);
    expect(runs(...both, job("c", "Running"), job("c", "Running", true))).toBe(2);
    expect(runs(job("a", "Pending"), job("a", "Pending", true))).toBe(0);
  });
});

describe("an outcome", () => {
  it("starts a Job when all its pods run at once", () => {
    const pods = log(
      [0, job("a", "Running")],
      [5, job("a", "Running", true)],
      [10, job("b", "Running")],
      [12, job("c", "Running")],
      [70, job("b", "Succeeded")],
      [71, job("c", "Succeeded")],
    );
    expect(jobOutcome(training, 0, pods.of(training))).toEqual({
      ...{ ask: training, asked: 0, started: 12, finished: 71 },
    });
  });

  it("gives up a replica that never ran while it was needed", () => {
    const replica: Ask = { name: "replica", at: 0, who: "assistant", gpus: 1, pods: 1, duration: 60 };
    const replicas = log(
      [0, pod("a", "ns-assistant", "Running")],
      [30, pod("b", "ns-assistant", "Running")],
      [90, pod("c", "ns-assistant", "Running")],
    ).inNamespaceOf("assistant");
    expect(replicaOutcome(replica, 10, replicas, 2)).toMatchObject({ started: 30, finished: 70 });
    expect(replicaOutcome(replica, 10, replicas, 3)).toEqual({ ask: replica, asked: 10, gaveUp: 70 });
  });
});

it("preemptions are what Kueue counts of each Workload, however often it was seen", () => {
  const workload = (uid: string, evictions: { reason: string; count: number }[]) => ({
    metadata: { namespace: "ns-copies", name: "job-training", uid },
    spec: { podSets: [] },
    status: { schedulingStats: { evictions } },
  });
  const log = new PreemptionLog();
  expect(log.in("ns-copies")).toBeUndefined();
  log.see(workload("a", []));
  expect(log.in("ns-copies")).toBe(0);
  log.see(workload("a", [{ reason: "Preempted", count: 1 }]));
  log.see(
    workload("a", [
      { reason: "Preempted", count: 3 },
      { reason: "PodsReadyTimeout", count: 2 },
    ]),
  );
  log.see(workload("b", [{ reason: "Preempted", count: 1 }]));
  expect(log.in("ns-copies")).toBe(4);
});
