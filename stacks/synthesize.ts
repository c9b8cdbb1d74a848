/** Synthesis of one stack, apart from all others: the plan goes in, Terraform's JSON and its origins come out. */
import { join } from "node:path";
import { App, type TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import type { EstatePointer } from "../config/index.js";
import { sourcesOf } from "../constructs/support/index.js";
import type { StackPlan } from "../lib/placement/index.js";
import { ApplicationStack } from "./application-stack.js";
import { OperatorsStack } from "./operators-stack.js";
import { PlatformStack } from "./platform-stack.js";

/** Builds the stack that a plan describes. */
export function declareStack(scope: Construct, plan: StackPlan): TerraformStack {
  switch (plan.kind) {
    case "operators":
      return new OperatorsStack(scope, plan);
    case "platform":
      return new PlatformStack(scope, plan);
    case "application":
      return new ApplicationStack(scope, plan);
  }
}

export interface SynthesizedStack {
  /** The file that CDKTF wrote for Terraform. */
  path: string;
  /** Estate pointer by resource address. */
  sources: Record<string, EstatePointer>;
}

/** Synthesizes one stack into `outdir` as an app of its own: equal to what it is inside the whole app. */
export function synthesizeStack(plan: StackPlan, outdir: string): SynthesizedStack {
  return withoutStackTraces(() => {
    const app = new App({ outdir });
    const stack = declareStack(app, plan);
    app.synth();
    return { path: join(outdir, "stacks", plan.stack, "cdk.tf.json"), sources: sourcesOf(stack) };
  });
}

/**
 * CDKTF takes a full stack trace for every token, two thirds of its time (DESIGN.md, measured facts). An empty
 * formatter spares that; the trace of an error that is thrown meanwhile is lost, its message is not.
 */
function withoutStackTraces<Result>(work: () => Result): Result {
  const format = Error.prepareStackTrace;
  Error.prepareStackTrace = () => "";
  try {
    return work();
  } finally {
    if (format) Error.prepareStackTrace = format;
    else Reflect.deleteProperty(Error, "prepareStackTrace");
  }
}
