/** GPU queues: Kueue's flavors, one cohort, and the queues by which production and teams share GPUs. */
import { PriorityClassV1 } from "@cdktf/provider-kubernetes/lib/priority-class-v1/index.js";
import { Construct } from "constructs";
import { pointerTo, pointerToFile } from "../../config/index.js";
import { nodeGroupLabel } from "../../lib/gpu/index.js";
import { LabelKeys, MANAGED_BY } from "../../lib/labels/index.js";
import {
  type FlavorPlan,
  type GpuPlan,
  PRODUCTION,
  type QueuePlan,
  WORKLOAD_PRIORITIES,
} from "../../lib/placement/index.js";
import { CustomResource, comesFrom } from "../support/index.js";
import { KUEUE, tolerations } from "./kueue.js";

/** The one cohort of a cluster. It has no quota of its own: Kueue would add it to that of its queues. */
const COHORT = "gpus";

/** PriorityClass of the pods of projects. */
export const PROJECT_PRIORITY = "innovation";
/** Below everything that serves, above what says nothing. */
const PROJECT_PRIORITY_VALUE = 500;

/** Priorities that Jobs of projects name: Kueue's, and that of their pods. */
export function declarePriorities(scope: Construct): void {
  for (const [name, { value, description }] of Object.entries(WORKLOAD_PRIORITIES)) {
    new CustomResource(scope, `priority-${name}`, {
      ...{ apiVersion: KUEUE, kind: "WorkloadPriorityClass", name },
      fields: { value, description },
    });
  }
  new PriorityClassV1(scope, "priority", {
    metadata: { name: PROJECT_PRIORITY, labels: MANAGED_BY },
    value: PROJECT_PRIORITY_VALUE,
    preemptionPolicy: "Never",
    description: "Jobs of projects: Kueue decides who gives way, not the scheduler",
  });
}

export interface GpuQueuesProps {
  readonly plan: GpuPlan;
}

/** Everything here is cluster-wide; LocalQueues are in the namespaces of services and projects. */
export class GpuQueues extends Construct {
  private readonly keys: LabelKeys;

  constructor(scope: Construct, id: string, { plan }: GpuQueuesProps) {
    super(scope, id);
    this.keys = new LabelKeys(plan.labelPrefix);
    for (const flavor of plan.flavors) this.declareFlavor(plan, flavor);
    this.declareCohort();
    for (const queue of plan.queues) this.declareQueue(queue);
    declarePriorities(this);
  }

  private declareFlavor({ labelPrefix }: GpuPlan, { name, nodeGroup, taints }: FlavorPlan): void {
    const flavor = new CustomResource(this, `flavor-${name}`, {
      ...{ apiVersion: KUEUE, kind: "ResourceFlavor", name },
      spec: {
        nodeLabels: { [nodeGroupLabel(labelPrefix)]: nodeGroup },
        ...(taints.length > 0 ? { nodeTaints: taints, tolerations: tolerations(taints) } : {}),
      },
    });
    comesFrom(flavor, pointerTo("ai/pools", name));
  }

  private declareCohort(): void {
    new CustomResource(this, "cohort", {
      ...{ apiVersion: KUEUE, kind: "Cohort", name: COHORT },
      spec: { fairSharing: { weight: "1" } },
    });
  }

  /** What the API server would fill in is written out, so that no difference shows. */
  private declareQueue({ name, team, weight, groups }: QueuePlan): void {
    const queue = new CustomResource(this, `queue-${name}`, {
      ...{ apiVersion: KUEUE, kind: "ClusterQueue", name },
      spec: {
        cohortName: COHORT,
        queueingStrategy: "BestEffortFIFO",
        stopPolicy: "None",
        namespaceSelector: {
          matchLabels:
            team === undefined
              ? { [this.keys.serves]: PRODUCTION }
              : { [this.keys.serves]: "innovation", [this.keys.team]: team },
        },
        // What is a queue's own it takes back from whoever borrowed it. By fair sharing, who borrows less by its weight may
        // take from who borrows more as well.
        preemption: {
          reclaimWithinCohort: "Any",
          borrowWithinCohort: { policy: "Never" },
          withinClusterQueue: "LowerPriority",
        },
        flavorFungibility: { whenCanBorrow: "TryNextFlavor", whenCanPreempt: "TryNextFlavor" },
        fairSharing: { weight: `${weight}` },
        resourceGroups: groups.map(({ resources, flavors }) => ({
          coveredResources: resources,
          flavors: flavors.map(({ pool, nominal }) => ({
            name: pool,
            resources: resources.map((resource) => ({
              name: resource,
              nominalQuota: `${nominal[resource] ?? 0}`,
            })),
          })),
        })),
      },
    });
    comesFrom(queue, pointerToFile("ai/sharing"));
  }
}
