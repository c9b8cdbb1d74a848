/** Platform stack: what all applications of a cluster share. */
import type { Construct } from "constructs";
import { pointerTo, pointerToFile } from "../config/index.js";
import { Gateways } from "../constructs/gateway/index.js";
import { Admission, Foundations, Roles } from "../constructs/platform/index.js";
import { comesFrom } from "../constructs/support/index.js";
import type { PlatformPlan } from "../lib/placement/index.js";
import { BaseStack } from "./base-stack.js";

export class PlatformStack extends BaseStack {
  constructor(scope: Construct, plan: PlatformPlan) {
    super(scope, plan);
    comesFrom(this, pointerTo("environments", plan.environment, "clusters", plan.cluster));
    comesFrom(new Foundations(this, "foundations", { plan }), pointerToFile("platform"));
    comesFrom(new Roles(this, "roles"), pointerToFile("platform", "groups"));
    new Gateways(this, "gateways", { plan });
    for (const admission of plan.admission) {
      new Admission(this, `admission-${admission.policy}`, admission);
    }
  }
}
