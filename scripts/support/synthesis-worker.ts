/** Worker: synthesizes one stack, and writes the result in one step. */
import { mkdirSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import type { StackPlan } from "../../lib/placement/index.js";
import { type SynthesizedStack, synthesizeStack } from "../../stacks/index.js";

export interface SynthesisTask {
  plan: StackPlan;
  /** Folder of the stack. */
  folder: string;
}

/** Writes `cdk.tf.json` and returns where its resources come from. */
export default function synthesize({ plan, folder }: SynthesisTask): SynthesizedStack["sources"] {
  const work = join(dirname(folder), `.${plan.stack}.${process.pid}.tmp`);
  try {
    mkdirSync(work, { recursive: true });
    const { path, sources } = synthesizeStack(plan, work);
    mkdirSync(folder, { recursive: true });
    renameSync(path, join(folder, "cdk.tf.json"));
    return sources;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
