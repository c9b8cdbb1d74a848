/** Nodes: what the estate says of a cluster's node groups, as the nodes that KWOK plays. */
import { createHash } from "node:crypto";
import { bytesToQuantity, type Cluster, cpuToQuantity, type NodeGroup } from "../../../config/index.js";
import { GPU_PRODUCT, gpusOfNode, nodeGroupLabel } from "../../gpu/index.js";
import type { KubernetesObject } from "../../kubernetes/index.js";

/** Sources: the well-known labels of Kubernetes, and those of NVIDIA's GPU feature discovery. */
const LABELS = {
  zone: "topology.kubernetes.io/zone",
  region: "topology.kubernetes.io/region",
  hostname: "kubernetes.io/hostname",
  os: "kubernetes.io/os",
  architecture: "kubernetes.io/arch",
  gpuCount: "nvidia.com/gpu.count",
  gpuPresent: "nvidia.com/gpu.present",
};

/** Characters of a label's value. Source: Kubernetes, syntax of labels. */
const LONGEST_VALUE = 63;
const DIGEST = 16;

/** Every node of a cluster, by zone and number: `general-garonne-a-1`. */
export function clusterNodes(cluster: Cluster, labelPrefix: string): KubernetesObject[] {
  return Object.entries(cluster.nodeGroups).flatMap(([name, group]) =>
    (group.zones ?? cluster.zones).flatMap((zone) =>
      Array.from({ length: group.nodesPerZone }, (_, index) =>
        node(`${name}-${zone}-${index + 1}`, group, {
          ...group.labels,
          [nodeGroupLabel(labelPrefix)]: name,
          [LABELS.zone]: zone,
          [LABELS.region]: cluster.location,
        }),
      ),
    ),
  );
}

function node(name: string, group: NodeGroup, labels: Record<string, string>): KubernetesObject {
  const resources = {
    cpu: cpuToQuantity(group.cpu),
    memory: bytesToQuantity(group.memory),
    "ephemeral-storage": bytesToQuantity(group.ephemeralStorage),
    pods: `${group.pods}`,
    ...gpuResources(group),
  };
  return {
    apiVersion: "v1",
    kind: "Node",
    metadata: {
      name,
      annotations: { "kwok.x-k8s.io/node": "fake" },
      labels: {
        ...labels,
        ...gpuLabels(group),
        [LABELS.hostname]: hostnameOf(name),
        [LABELS.os]: "linux",
        [LABELS.architecture]: "amd64",
      },
    },
    spec: { taints: group.taints },
    status: { allocatable: resources, capacity: resources },
  };
}

/** The names of a group and a zone together may be longer than the value of a label: a digest stands for their end. */
function hostnameOf(name: string): string {
  if (name.length <= LONGEST_VALUE) return name;
  const digest = createHash("sha256").update(name).digest("hex").slice(0, DIGEST);
  return `${name.slice(0, LONGEST_VALUE - DIGEST - 1)}-${digest}`;
}

const gpuResources = (group: NodeGroup): Record<string, string> =>
  Object.fromEntries(Object.entries(gpusOfNode(group)).map(([resource, count]) => [resource, `${count}`]));

function gpuLabels({ gpus }: NodeGroup): Record<string, string> {
  if (gpus === undefined) return {};
  return {
    [LABELS.gpuPresent]: "true",
    [GPU_PRODUCT]: gpus.product,
    [LABELS.gpuCount]: `${gpus.count}`,
  };
}
