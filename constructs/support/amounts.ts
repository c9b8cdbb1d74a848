/** Amounts: what a container asks for or may use, as Kubernetes writes it. */
import { bytesToQuantity, cpuToQuantity } from "../../config/index.js";
import type { ApplicationPlan } from "../../lib/placement/index.js";

/**
 * Disk of a node for logs and temporary files: room for a gibibyte of them (`TEMPORARY_FILES`) and the logs that
 * the kubelet keeps (our judgement). Without a limit, one container fills the disk of its neighbours.
 */
const NODE_DISK = { request: "256Mi", limit: "2Gi" };

type Containers = ApplicationPlan["containers"];

/** Millicores and bytes as quantities. */
export const amounts = ({ cpu, memory }: Containers["limits"]) => ({
  cpu: cpuToQuantity(cpu),
  memory: bytesToQuantity(memory),
});

/** Resources of a container that keeps nothing on its node but logs and temporary files. */
export const statelessResources = ({ requests, limits }: Containers) => ({
  requests: { ...amounts(requests), "ephemeral-storage": NODE_DISK.request },
  limits: { ...amounts(limits), "ephemeral-storage": NODE_DISK.limit },
});
