/** GPUs as Kubernetes counts them: names of resources, and how many of each a node group offers. */
import type { Cluster, Estate, NodeGroup } from "../../config/index.js";

/** Source: NVIDIA's device plugin. */
export const WHOLE_GPU = "nvidia.com/gpu";

/** Bytes of a node's disk that a pod asks for, for logs, temporary files and compiled kernels (our judgement). */
export const NODE_DISK = { replica: 1024 ** 3, job: 10 * 1024 ** 3 };

/** Label of nodes with the layout that NVIDIA's MIG manager cuts their cards into. Source: GPU operator. */
export const MIG_LAYOUT = "nvidia.com/mig.config";

/** The resource that a pod asks for: a slice by its profile, whole GPUs without one. */
export const gpuResource = (slice?: string): string =>
  slice === undefined ? WHOLE_GPU : `nvidia.com/mig-${slice.replace("+", ".")}`;

/** The slice that a resource is, as the estate writes it; undefined for whole GPUs. */
export const sliceOf = (resource: string): string | undefined =>
  resource === WHOLE_GPU ? undefined : resource.replace("nvidia.com/mig-", "").replace("gb.", "gb+");

/** Whole GPUs and slices, of all that Kubernetes counts. */
export const isGpuResource = (resource: string): boolean =>
  resource === WHOLE_GPU || resource.startsWith("nvidia.com/mig-");

/** The label that names a node's group, below the estate's label prefix. */
export const nodeGroupLabel = (labelPrefix: string): string => `${labelPrefix}/node-group`;

/** Label, and key of the taint, of nodes outside the State's infrastructure. */
export const burstLabel = (labelPrefix: string): string => `${labelPrefix}/burst`;

/** As NVIDIA's device plugin offers them on one node with the strategy `mixed`: whole GPUs, or slices by profile. */
export function gpusOfNode({ gpus }: Pick<NodeGroup, "gpus">): Record<string, number> {
  if (gpus === undefined) return {};
  if (gpus.mig === undefined) return { [WHOLE_GPU]: gpus.count };
  return Object.fromEntries(
    Object.entries(gpus.mig).map(([profile, slices]) => [gpuResource(profile), slices * gpus.count]),
  );
}

/** Nodes of a group in all its zones. */
export const nodesOf = ({ zones }: Pick<Cluster, "zones">, group: NodeGroup): number =>
  group.nodesPerZone * (group.zones ?? zones).length;

/** Units of each resource on all nodes of a cluster. */
export function capacityOf(cluster: Pick<Cluster, "nodeGroups" | "zones">): Record<string, number> {
  const capacity: Record<string, number> = {};
  for (const group of Object.values(cluster.nodeGroups)) {
    for (const [resource, units] of Object.entries(gpusOfNode(group))) {
      capacity[resource] = (capacity[resource] ?? 0) + units * nodesOf(cluster, group);
    }
  }
  return capacity;
}

/** Cards that one unit of each resource of a cluster is worth: 1 for a whole GPU, its part of the memory for a slice. */
export function cardsOf({ ai }: Pick<Estate, "ai">, { nodeGroups }: Pick<Cluster, "nodeGroups">) {
  const cards: Record<string, number> = { [WHOLE_GPU]: 1 };
  for (const { gpus } of Object.values(nodeGroups)) {
    const mig = Object.values(ai.gpus).find(({ product }) => product === gpus?.product)?.mig;
    for (const [profile, { memorySlices }] of Object.entries(mig?.profiles ?? {})) {
      cards[gpuResource(profile)] = memorySlices / (mig?.memorySlices ?? 1);
    }
  }
  return cards;
}
