/** Nodes of the estate as the scheduler sees them, and Pods as KWOK plays them. */
import type { V1Job, V1Node, V1Pod } from "@kubernetes/client-node";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { minimalEstate } from "../support/estate.js";
import { eventually, type LabForTests, startLab } from "../support/lab.js";

/** Two ordinary nodes in each of three zones, and one with eight cut GPUs in one of them. */
const withGpus = (text: string) =>
  text.replace(
    "      general:",
    `      slices:
        nodesPerZone: 1
        zones: [garonne-b]
        cpu: "32"
        memory: 256GiB
        gpus: { product: NVIDIA-H100-80GB-HBM3, count: 8, mig: { 1g.10gb: 3, 2g.20gb: 2 } }
        labels: { example.org/pool: notebooks }
        taints: [{ key: nvidia.com/gpu, value: present, effect: NoSchedule }]
      general:`,
  );
const ZONE = "topology.kubernetes.io/zone";
const NAMESPACE = "default";

let running: LabForTests;
beforeAll(async () => {
  const { estate } = minimalEstate({ "environments/recette.yaml": withGpus });
  running = await startLab({}, estate);
});
afterAll(() => running?.lab.down({ wipe: true }));

const list = async <Kind>(apiVersion: string, kind: string, labelSelector?: string): Promise<Kind[]> => {
  const namespace = kind === "Node" ? undefined : NAMESPACE;
  const rest = [undefined, undefined, undefined, undefined, labelSelector] as const;
  const { items } = await running.objects.list(apiVersion, kind, namespace, ...rest);
  return items as Kind[];
};
const isReady = ({ status }: V1Node) =>
  status?.conditions?.some(({ type, status }) => type === "Ready" && status === "True") ?? false;

const pod = (labels: Record<string, string>, spec: object) => ({
  metadata: { labels },
  spec: { containers: [{ name: "main", image: "registry.example/main", ...spec }] },
});
const deployment = (name: string, replicas: number, template: object) => ({
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name, namespace: NAMESPACE },
  spec: { replicas, selector: { matchLabels: { app: name } }, template },
});
const podsOf = (app: string) => list<V1Pod>("v1", "Pod", `app=${app}`);

describe("nodes", () => {
  it("are as many as the estate says, in its zones, and ready", async () => {
    const nodes = await eventually(
      () => list<V1Node>("v1", "Node"),
      (found) => found.length === 7 && found.every(isReady),
    );
    const zones = nodes.map(({ metadata }) => `${metadata?.name} ${metadata?.labels?.[ZONE]}`);
    expect(zones.toSorted()).toEqual([
      "general-garonne-a-1 garonne-a",
      "general-garonne-a-2 garonne-a",
      "general-garonne-b-1 garonne-b",
      "general-garonne-b-2 garonne-b",
      "general-garonne-c-1 garonne-c",
      "general-garonne-c-2 garonne-c",
      "slices-garonne-b-1 garonne-b",
    ]);
  });

  it("offer what the estate says, slices of GPUs included", async () => {
    const nodes = await list<V1Node>("v1", "Node");
    const node = (name: string) => nodes.find(({ metadata }) => metadata?.name === name);
    expect(node("general-garonne-a-1")?.status?.allocatable).toEqual({
      cpu: "16",
      memory: "64Gi",
      "ephemeral-storage": "200Gi",
      pods: "110",
    });
    expect(node("slices-garonne-b-1")?.status?.allocatable).toEqual({
      cpu: "32",
      memory: "256Gi",
      "ephemeral-storage": "200Gi",
      pods: "110",
      "nvidia.com/mig-1g.10gb": "24",
      "nvidia.com/mig-2g.20gb": "16",
    });
    expect(node("slices-garonne-b-1")?.metadata?.labels).toMatchObject({
      "example.org/pool": "notebooks",
      "nvidia.com/gpu.product": "NVIDIA-H100-80GB-HBM3",
      "nvidia.com/gpu.count": "8",
    });
    expect(node("slices-garonne-b-1")?.spec?.taints).toEqual([
      { key: "nvidia.com/gpu", value: "present", effect: "NoSchedule" },
    ]);
  });

  it("change with the estate", async () => {
    const { estate } = minimalEstate({
      "environments/recette.yaml": (text) =>
        withGpus(text).replace('nodesPerZone: 2, cpu: "16"', 'nodesPerZone: 1, cpu: "20"'),
    });
    await running.lab.up(estate);
    const nodes = await list<V1Node>("v1", "Node");
    expect(nodes.map(({ metadata }) => metadata?.name).toSorted()).toEqual([
      "general-garonne-a-1",
      "general-garonne-b-1",
      "general-garonne-c-1",
      "slices-garonne-b-1",
    ]);
    const cpus = nodes.map(({ status }) => status?.allocatable?.cpu);
    expect(cpus.toSorted()).toEqual(["20", "20", "20", "32"]);
    await running.lab.up(running.estate);
    expect(await list("v1", "Node")).toHaveLength(7);
  });
});

describe("Pods", () => {
  it("are spread over the zones, and become ready", async () => {
    const labels = { app: "web" };
    const template = pod(labels, { resources: { requests: { cpu: "100m" } } });
    const constraint = {
      maxSkew: 1,
      topologyKey: ZONE,
      whenUnsatisfiable: "DoNotSchedule",
      labelSelector: { matchLabels: labels },
    };
    const spread = { ...template, spec: { ...template.spec, topologySpreadConstraints: [constraint] } };
    await running.objects.create(deployment("web", 6, spread));
    const pods = await eventually(
      () => podsOf("web"),
      (found) => found.length === 6 && found.every(({ status }) => status?.phase === "Running"),
    );
    const zones = pods.map(({ spec }) => spec?.nodeName?.replace(/^general-(.*)-\d$/, "$1"));
    expect(zones.toSorted()).toEqual([
      ...["garonne-a", "garonne-a", "garonne-b", "garonne-b", "garonne-c", "garonne-c"],
    ]);
  });

  it("that ask for more than is left wait, and the scheduler says why", async () => {
    const template = pod({ app: "greedy" }, { resources: { requests: { cpu: "15" } } });
    await running.objects.create(deployment("greedy", 7, template));
    const pods = await eventually(
      () => podsOf("greedy"),
      (found) =>
        found.filter(({ status }) => status?.phase === "Running").length === 6 &&
        found.some(({ status }) => status?.conditions?.some(({ reason }) => reason === "Unschedulable")),
    );
    const waiting = pods.find(({ spec }) => spec?.nodeName === undefined);
    const message = waiting?.status?.conditions?.find(({ type }) => type === "PodScheduled")?.message;
    expect(message).toContain("6 Insufficient cpu");
    expect(message).toContain("1 node(s) had untolerated taint(s)");
  });

  it("that ask for a slice of a GPU and tolerate its nodes run there", async () => {
    const template = pod({ app: "notebook" }, { resources: { limits: { "nvidia.com/mig-1g.10gb": "1" } } });
    const tolerations = [{ key: "nvidia.com/gpu", operator: "Exists" }];
    const tolerant = { ...template, spec: { ...template.spec, tolerations } };
    await running.objects.create(deployment("notebook", 1, tolerant));
    const [notebook] = await eventually(
      () => podsOf("notebook"),
      ([one]) => one?.status?.phase === "Running",
    );
    expect(notebook?.spec?.nodeName).toBe("slices-garonne-b-1");
  });

  it("of Jobs run for the lab's time, or for their own", async () => {
    const job = (name: string, annotations: Record<string, string>) => ({
      apiVersion: "batch/v1",
      kind: "Job",
      metadata: { name, namespace: NAMESPACE },
      spec: {
        template: {
          metadata: { annotations },
          spec: { restartPolicy: "Never", containers: [{ name: "main", image: "registry.example/main" }] },
        },
      },
    });
    await running.objects.create(job("short", {}));
    await running.objects.create(job("long", { "pod-complete.stage.kwok.x-k8s.io/delay": "10m" }));
    const isOver = ({ status }: V1Job) => status?.succeeded === 1;
    const jobs = await eventually(
      () => list<V1Job>("batch/v1", "Job"),
      (found) => found.some(isOver),
    );
    expect(jobs.filter(isOver).map(({ metadata }) => metadata?.name)).toEqual(["short"]);
  });
});
