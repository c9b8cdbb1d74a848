/** Amounts: what a container asks for or may use, as Kubernetes writes it. */
import { bytesToQuantity, cpuToQuantity } from "../../config/index.js";
import type { ApplicationPlan } from "../../lib/placement/index.js";

/** Millicores and bytes as quantities. */
export const amounts = ({ cpu, memory }: ApplicationPlan["containers"]["limits"]) => ({
  cpu: cpuToQuantity(cpu),
  memory: bytesToQuantity(memory),
});
