/** AI stack: what all inference services and projects of a cluster share: its GPUs, and the framework at admission. */
import type { Construct } from "constructs";
import { pointerTo, pointerToFile } from "../config/index.js";
import { GpuNodes, GpuQueues, ProjectRole } from "../constructs/gpu-sharing/index.js";
import { Admission } from "../constructs/platform/index.js";
import { comesFrom } from "../constructs/support/index.js";
import type { GpuPlan } from "../lib/placement/index.js";
import { BaseStack } from "./base-stack.js";

export class GpuStack extends BaseStack {
  constructor(scope: Construct, plan: GpuPlan) {
    super(scope, plan);
    comesFrom(this, pointerTo("environments", plan.environment, "clusters", plan.cluster));
    new GpuNodes(this, "nodes", { plan });
    comesFrom(new GpuQueues(this, "queues", { plan }), pointerToFile("ai/sharing"));
    comesFrom(new ProjectRole(this, "project-role"), pointerToFile("platform", "groups"));
    for (const admission of plan.admission) {
      new Admission(this, `admission-${admission.policy}`, admission);
    }
  }
}
