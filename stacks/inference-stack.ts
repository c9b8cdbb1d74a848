/** Inference stack: one inference service on one cluster. */
import type { Construct } from "constructs";
import { pointerTo } from "../config/index.js";
import { InferenceService } from "../constructs/inference-service/index.js";
import { comesFrom } from "../constructs/support/index.js";
import type { InferencePlan } from "../lib/placement/index.js";
import { BaseStack } from "./base-stack.js";

export class InferenceStack extends BaseStack {
  constructor(scope: Construct, plan: InferencePlan) {
    super(scope, plan);
    comesFrom(this, pointerTo("ai/services", plan.service));
    new InferenceService(this, "service", { plan });
  }
}
