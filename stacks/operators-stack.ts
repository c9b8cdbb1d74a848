/** Operators stack: applied first, since the kinds that operators define must exist when others are planned. */
import type { Construct } from "constructs";
import { pointerTo, pointerToFile } from "../config/index.js";
import { Operators } from "../constructs/operator/index.js";
import { comesFrom } from "../constructs/support/index.js";
import type { OperatorsPlan } from "../lib/placement/index.js";
import { BaseStack } from "./base-stack.js";

export class OperatorsStack extends BaseStack {
  constructor(scope: Construct, plan: OperatorsPlan) {
    super(scope, plan);
    comesFrom(
      this,
      plan.kind === "operators"
        ? pointerTo("environments", plan.environment, "clusters", plan.cluster)
        : pointerToFile("ai/burst", "worker", "operators"),
    );
    new Operators(this, "operators", { plan });
  }
}
