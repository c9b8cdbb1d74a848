/** Kueue, with its conversion and admission webhooks on the lab's own certificates. */
import type { V1Job } from "@kubernetes/client-node";
import { afterAll, beforeAll, expect, it } from "vitest";
import { eventually, type LabForTests, startLab } from "../support/lab.js";

const FLAVOR = {
  apiVersion: "kueue.x-k8s.io/v1beta2",
  kind: "ResourceFlavor",
  metadata: { name: "default" },
};
const queue = (name: string, cpus: number) => ({
  apiVersion: "kueue.x-k8s.io/v1beta2",
  kind: "ClusterQueue",
  metadata: { name },
  spec: {
    cohortName: "platform",
    namespaceSelector: {},
    resourceGroups: [
      {
        coveredResources: ["cpu"],
        flavors: [{ name: "default", resources: [{ name: "cpu", nominalQuota: cpus }] }],
      },
    ],
  },
});
const local = (name: string) => ({
  apiVersion: "kueue.x-k8s.io/v1beta2",
  kind: "LocalQueue",
  metadata: { name, namespace: "default" },
  spec: { clusterQueue: name },
});
const job = (name: string, queueName: string, cpus: number) => ({
  apiVersion: "batch/v1",
  kind: "Job",
  metadata: { name, namespace: "default", labels: { "kueue.x-k8s.io/queue-name": queueName } },
  spec: {
    template: {
      metadata: { annotations: { "pod-complete.stage.kwok.x-k8s.io/delay": "10m" } },
      spec: {
        restartPolicy: "Never",
        containers: [
          { name: "main", image: "registry.example/main", resources: { requests: { cpu: `${cpus}` } } },
        ],
      },
    },
  },
});

let running: LabForTests;
beforeAll(async () => {
  running = await startLab();
  for (const object of [FLAVOR, queue("training", 4), queue("inference", 4), local("training")])
    await running.objects.create(object);
});
afterAll(() => running?.lab.down({ wipe: true }));

it("a queue keeps its cohort through every version that is served", async () => {
  const spec = async (version: string) => {
    const apiVersion = `kueue.x-k8s.io/${version}`;
    const found = await running.objects.read({
      apiVersion,
      kind: "ClusterQueue",
      metadata: { name: "training" },
    });
    return (found as unknown as { spec: Record<string, unknown> }).spec;
  };
  expect(await spec("v1beta2")).toMatchObject({ cohortName: "platform" });
  expect(await spec("v1beta1")).toMatchObject({ cohort: "platform" });
});

it("a queue that makes no sense is refused by Kueue's own webhook", async () => {
  const { spec, ...rest } = queue("wrong", 4);
  const lending = [{ name: "default", resources: [{ name: "cpu", nominalQuota: 1, lendingLimit: 2 }] }];
  const wrong = {
    ...rest,
    spec: { ...spec, resourceGroups: [{ coveredResources: ["cpu"], flavors: lending }] },
  };
  await expect(running.objects.create(wrong)).rejects.toThrow(/vclusterqueue\.kb\.io.*lendingLimit/s);
});

it("a job borrows what its cohort leaves idle, and the next one waits", async () => {
  const jobs = async () => {
    const found = await running.objects.list("batch/v1", "Job", "default");
    return (found.items as V1Job[])
      .map(({ metadata, spec }) => `${metadata?.name} ${spec?.suspend}`)
      .toSorted();
  };
  await running.objects.create(job("borrows", "training", 6));
  await eventually(jobs, (found) => found.includes("borrows false"));
  await running.objects.create(job("waits", "training", 4));
  const workloads = async () => {
    const found = await running.objects.list("kueue.x-k8s.io/v1beta2", "Workload", "default");
    return JSON.stringify(found.items);
  };
  await eventually(workloads, (text) => text.includes("insufficient unused quota"));
  expect(await jobs()).toEqual(["borrows false", "waits true"]);
});
