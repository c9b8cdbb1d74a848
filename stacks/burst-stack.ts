/** Burst stacks: GPU nodes of a public cloud and the queue that sends jobs there; and the queues on those nodes. */
import type { Construct } from "constructs";
import { pointerToFile } from "../config/index.js";
import { BurstQueue, BurstWorker, Cloud } from "../constructs/burst/index.js";
import { comesFrom } from "../constructs/support/index.js";
import type { BurstPlan } from "../lib/placement/index.js";
import { BaseStack } from "./base-stack.js";

export class BurstStack extends BaseStack {
  constructor(scope: Construct, plan: BurstPlan) {
    super(scope, plan);
    comesFrom(this, pointerToFile("ai/burst"));
    new Cloud(this, "cloud", { plan });
    if (!plan.isEmptied) new BurstQueue(this, "queue", { plan });
  }
}

export class BurstWorkerStack extends BaseStack {
  constructor(scope: Construct, plan: BurstPlan) {
    super(scope, plan);
    comesFrom(this, pointerToFile("ai/burst"));
    new BurstWorker(this, "worker", { plan });
  }
}
