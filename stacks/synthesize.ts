/** Synthesis of one stack, apart from all others: the plan goes in, Terraform's JSON and its origins come out. */
import { join } from "node:path";
import { App, type TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import type { EstatePointer } from "../config/index.js";
import { sourcesOf } from "../constructs/support/index.js";
import type { StackPlan } from "../lib/placement/index.js";
import { ApplicationStack } from "./application-stack.js";
import { BurstStack, BurstWorkerStack } from "./burst-stack.js";
import { withCures } from "./cures.js";
import { GpuStack } from "./gpu-stack.js";
import { InferenceStack } from "./inference-stack.js";
import { OperatorsStack } from "./operators-stack.js";
import { PlatformStack } from "./platform-stack.js";
import { ProjectStack } from "./project-stack.js";

/** Builds the stack that a plan describes. */
export function declareStack(scope: Construct, plan: StackPlan): TerraformStack {
  switch (plan.kind) {
    case "operators":
    case "burst-operators":
      return new OperatorsStack(scope, plan);
    case "platform":
      return new PlatformStack(scope, plan);
    case "application":
      return new ApplicationStack(scope, plan);
    case "ai":
      return new GpuStack(scope, plan);
    case "inference-service":
      return new InferenceStack(scope, plan);
    case "project":
      return new ProjectStack(scope, plan);
    case "burst":
      return new BurstStack(scope, plan);
    case "burst-worker":
      return new BurstWorkerStack(scope, plan);
  }
}

export interface SynthesizedStack {
  /** The file that CDKTF wrote for Terraform. */
  path: string;
  /** Estate pointer by resource address. */
  sources: Record<string, EstatePointer>;
}

/**
 * Synthesizes one stack into `outdir` as an app of its own: equal to what it is inside the whole app. There is no
 * other stack that it could refer to, so CDKTF's preparing, which looks for such references, is spared.
 */
export function synthesizeStack(plan: StackPlan, outdir: string): SynthesizedStack {
  return withCures(() => {
    const app = new App({ outdir });
    const stack = declareStack(app, plan);
    stack.prepareStack = () => {};
    app.synth();
    return { path: join(outdir, "stacks", plan.stack, "cdk.tf.json"), sources: sourcesOf(stack) };
  });
}
