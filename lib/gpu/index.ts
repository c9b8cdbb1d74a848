/** GPUs as Kubernetes counts them: names of resources, and how many of each a node group offers. */
import type { Cluster, Estate, Gpu, GpuPool, NodeGroup } from "../../config/index.js";

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

/** Label of nodes with the model of their cards. Source: NVIDIA, GPU feature discovery. */
export const GPU_PRODUCT = "nvidia.com/gpu.product";

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

/**
 * Cards that one unit of a resource is worth on a GPU model: 1 for a whole GPU, its part of the memory for a slice.
 * Undefined for a slice that the model cannot be cut into.
 */
export function cardsOf(model: Pick<Gpu, "mig"> | undefined, resource: string): number | undefined {
  const slice = sliceOf(resource);
  if (slice === undefined) return 1;
  const profile = model?.mig?.profiles[slice];
  return profile && profile.memorySlices / (model?.mig?.memorySlices ?? 1);
}

/** The same on one of several models, nobody says which: the least, so that no more is counted than was held. */
export const leastCards = (models: readonly Pick<Gpu, "mig">[], resource: string): number =>
  Math.min(1, ...models.flatMap((model) => cardsOf(model, resource) ?? []));

/** Names of the pools that stand for a node group. */
export const poolsOfGroup = (
  { ai }: Pick<Estate, "ai">,
  { environment, cluster }: { environment: string; cluster: string },
  group: string | undefined,
): string[] =>
  Object.entries(ai.pools)
    .filter(
      ([, pool]) => pool.environment === environment && pool.cluster === cluster && pool.nodeGroup === group,
    )
    .map(([name]) => name);

/** The node group that a pool stands for; undefined where it names what does not exist. */
export const groupOfPool = (
  { environments }: Pick<Estate, "environments">,
  { environment, cluster, nodeGroup }: GpuPool,
): NodeGroup | undefined => environments[environment]?.clusters[cluster]?.nodeGroups[nodeGroup];

/** The GPU model of a product, as nodes are labelled with it. */
export const modelOf = ({ ai }: Pick<Estate, "ai">, product: string | undefined): Gpu | undefined =>
  Object.values(ai.gpus).find((model) => model.product === product);

/** The GPU models of a cluster's nodes. */
export const modelsOf = (estate: Pick<Estate, "ai">, { nodeGroups }: Pick<Cluster, "nodeGroups">): Gpu[] =>
  Object.values(nodeGroups).flatMap(({ gpus }) => modelOf(estate, gpus?.product) ?? []);

/** All that the nodes of a cluster offer, in cards: less than there are where some are not cut up whole. */
export function cardsOffered(
  estate: Pick<Estate, "ai">,
  cluster: Pick<Cluster, "nodeGroups" | "zones">,
): number {
  let cards = 0;
  for (const group of Object.values(cluster.nodeGroups)) {
    const model = modelOf(estate, group.gpus?.product);
    for (const [resource, units] of Object.entries(gpusOfNode(group))) {
      cards += nodesOf(cluster, group) * units * (cardsOf(model, resource) ?? 1);
    }
  }
  return cards;
}
