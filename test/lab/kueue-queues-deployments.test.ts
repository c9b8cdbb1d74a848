/** Deployments that name a queue: Kueue admits their Pods, and takes borrowed room from Jobs for them. */
import type { V1Pod } from "@kubernetes/client-node";
import { afterAll, beforeAll, it } from "vitest";
import { eventually, type LabForTests, startLab } from "../support/lab.js";

const API = "kueue.x-k8s.io/v1beta2";
const QUEUE = "kueue.x-k8s.io/queue-name";
const queue = (name: string, cpus: number, preemption: object) => ({
  apiVersion: API,
  kind: "ClusterQueue",
  metadata: { name },
  spec: {
    cohortName: "platform",
    namespaceSelector: {},
    preemption,
    resourceGroups: [
      {
        coveredResources: ["cpu"],
        flavors: [{ name: "default", resources: [{ name: "cpu", nominalQuota: cpus }] }],
      },
    ],
  },
});
const local = (name: string) => ({
  apiVersion: API,
  kind: "LocalQueue",
  metadata: { name, namespace: "default" },
  spec: { clusterQueue: name },
});
const container = { name: "main", image: "registry.example/main", resources: { requests: { cpu: "2" } } };

let running: LabForTests;
beforeAll(async () => {
  running = await startLab();
  for (const object of [
    { apiVersion: API, kind: "ResourceFlavor", metadata: { name: "default" } },
    queue("production", 8, { reclaimWithinCohort: "Any" }),
    queue("innovation", 0, {}),
    local("production"),
    local("innovation"),
  ])
    await running.objects.create(object);
});
afterAll(() => running?.lab.down({ wipe: true }));

const runningPods = async (app: string) => {
  const { items } = await running.objects.list("v1", "Pod", "default");
  return (items as V1Pod[]).filter(
    ({ metadata, status }) => metadata?.labels?.app === app && status?.phase === "Running",
  ).length;
};

it("Pods of a queued Deployment take back what a Job borrowed", async () => {
  await running.objects.create({
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: { name: "borrower", namespace: "default", labels: { [QUEUE]: "innovation" } },
    spec: {
      parallelism: 4,
      completions: 4,
      template: {
        metadata: {
          labels: { app: "borrower" },
          annotations: { "pod-complete.stage.kwok.x-k8s.io/delay": "1h" },
        },
        spec: { restartPolicy: "Never", containers: [container] },
      },
    },
  });
  await eventually(
    () => runningPods("borrower"),
    (count) => count === 4,
  );
  await running.objects.create({
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "service", namespace: "default", labels: { [QUEUE]: "production" } },
    spec: {
      replicas: 4,
      selector: { matchLabels: { app: "service" } },
      template: { metadata: { labels: { app: "service" } }, spec: { containers: [container] } },
    },
  });
  await eventually(
    () => runningPods("service"),
    (count) => count === 4,
  );
  await eventually(
    () => runningPods("borrower"),
    (count) => count === 0,
  );
});

it("a Deployment that names no queue is not Kueue's", async () => {
  await running.objects.create({
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "plain", namespace: "default" },
    spec: {
      replicas: 1,
      selector: { matchLabels: { app: "plain" } },
      template: { metadata: { labels: { app: "plain" } }, spec: { containers: [container] } },
    },
  });
  await eventually(
    () => runningPods("plain"),
    (count) => count === 1,
  );
});
