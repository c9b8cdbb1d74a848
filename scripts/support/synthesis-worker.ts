/** Worker: synthesizes one stack, or renders one, and writes the result in one step. */
import { mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { renderStack, toYaml } from "../../lib/kubernetes/index.js";
import type { StackPlan } from "../../lib/placement/index.js";
import { type SynthesizedStack, synthesizeStack } from "../../stacks/index.js";
import { writeFileAtomically } from "./files.js";

export interface SynthesisTask {
  plan: StackPlan;
  /** Folder of the stack. */
  folder: string;
}

/** Writes `cdk.tf.json` and returns where its resources come from. */
export function synthesize({ plan, folder }: SynthesisTask): SynthesizedStack["sources"] {
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

export interface RenderingTask {
  folder: string;
}

export interface RenderingCounts {
  resources: number;
  objects: number;
  releases: number;
}

/** Writes `objects.yaml`: what Terraform would send to Kubernetes, namespaces before what is in them. */
export function render({ folder }: RenderingTask): RenderingCounts {
  const rendered = renderStack(JSON.parse(readFileSync(join(folder, "cdk.tf.json"), "utf8")));
  const objects = rendered.objects.map(({ object }) => object);
  const isNamespace = ({ kind }: (typeof objects)[number]) => kind === "Namespace";
  const inOrder = [...objects.filter(isNamespace), ...objects.filter((object) => !isNamespace(object))];
  writeFileAtomically(join(folder, "objects.yaml"), toYaml(inOrder));
  return {
    resources: rendered.objects.length + rendered.releases.length + rendered.others.length,
    objects: rendered.objects.length,
    releases: rendered.releases.length,
  };
}
