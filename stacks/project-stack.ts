/** Project stack: one project of innovation on one cluster. */
import type { Construct } from "constructs";
import { pointerTo } from "../config/index.js";
import { InnovationProject } from "../constructs/project/index.js";
import { comesFrom } from "../constructs/support/index.js";
import type { ProjectPlan } from "../lib/placement/index.js";
import { BaseStack } from "./base-stack.js";

export class ProjectStack extends BaseStack {
  constructor(scope: Construct, plan: ProjectPlan) {
    super(scope, plan);
    comesFrom(this, pointerTo("ai/projects", plan.project));
    new InnovationProject(this, "project", { plan });
  }
}
