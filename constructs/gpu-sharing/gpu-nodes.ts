/**
 * GPU nodes: how their cards are cut into slices, and classes of their devices. No pod may claim these yet (`gpu-queues`):
 * no quota would hold (decision 0037).
 */
import { ConfigMapV1 } from "@cdktf/provider-kubernetes/lib/config-map-v1/index.js";
import { Construct } from "constructs";
import { pointerTo } from "../../config/index.js";
import { MANAGED_BY } from "../../lib/labels/index.js";
import type { GpuPlan } from "../../lib/placement/index.js";
import { CustomResource, comesFrom } from "../support/index.js";

/** Name that the GPU operator's values give to the layouts (`migManager.config.name`). */
const LAYOUTS = "mig-layouts";

/** Source: NVIDIA's DRA driver, names of its driver and of its devices' attributes. */
const DRA_DRIVER = "gpu.nvidia.com";

export interface GpuNodesProps {
  readonly plan: GpuPlan;
}

/** One layout a node group, named after it: nodes say theirs in the label `nvidia.com/mig.config`. */
export class GpuNodes extends Construct {
  constructor(scope: Construct, id: string, { plan }: GpuNodesProps) {
    super(scope, id);
    if (plan.operatorNamespace !== undefined) {
      new ConfigMapV1(this, "layouts", {
        metadata: { name: LAYOUTS, namespace: plan.operatorNamespace, labels: MANAGED_BY },
        data: { "config.yaml": layouts(plan) },
      });
    }
    if (!plan.dynamicResources) return;
    for (const { name, product, mig } of plan.flavors) {
      const deviceClass = new CustomResource(this, `devices-${name}`, {
        apiVersion: "resource.k8s.io/v1",
        kind: "DeviceClass",
        name,
        spec: {
          selectors: [{ cel: { expression: ofProduct(product, mig === undefined ? "gpu" : "mig") } }],
        },
      });
      comesFrom(deviceClass, pointerTo("ai/pools", name));
    }
  }
}

/** The file of mig-parted, which the MIG manager applies; JSON is YAML. */
function layouts({ flavors }: GpuPlan): string {
  const configs = flavors.map(({ nodeGroup, mig }) => [
    nodeGroup,
    [{ devices: "all", "mig-enabled": mig !== undefined, ...(mig ? { "mig-devices": mig } : {}) }],
  ]);
  return JSON.stringify({ version: "v1", "mig-configs": Object.fromEntries(configs) }, null, 2);
}

/** Product names have blanks where labels have hyphens. */
function ofProduct(product: string, type: "gpu" | "mig"): string {
  const attributes = `device.attributes["${DRA_DRIVER}"]`;
  return [
    `device.driver == "${DRA_DRIVER}"`,
    `${attributes}.type == "${type}"`,
    `${attributes}.productName.lowerAscii().replace(" ", "-") == "${product.toLowerCase()}"`,
  ].join(" && ");
}
