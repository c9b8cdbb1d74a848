/** Worker: renders and judges one stack; apart from synthesis, since each loads much that the other does not need. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { workerData } from "piscina";
import type { Policy } from "../../config/index.js";
import { renderStack, toYaml } from "../../lib/kubernetes/index.js";
import type { StackPlan } from "../../lib/placement/index.js";
import { PolicyEngine, type StackEstate } from "../../lib/policy/index.js";
import { writeFileAtomically, writeJson } from "./files.js";

export interface RenderingTask extends Pick<StackPlan, "stack" | "environment" | "cluster"> {
  folder: string;
}

/** What the stacks are judged by; the data of the worker. */
export interface Rules {
  policies: Record<string, Policy>;
  estate: StackEstate;
}

export interface RenderingCounts {
  resources: number;
  objects: number;
  releases: number;
}

let engine: PolicyEngine | undefined;

/**
 * Writes `objects.yaml`: what Terraform would send to Kubernetes, namespaces before what is in them; and
 * `findings.json`: what the policies say of it, before any waiver.
 */
export default function render({ folder, stack, environment, cluster }: RenderingTask): RenderingCounts {
  const { policies, estate } = workerData as Rules;
  engine ??= new PolicyEngine(policies);
  const rendered = renderStack(JSON.parse(readFileSync(join(folder, "cdk.tf.json"), "utf8")));
  const objects = rendered.objects.map(({ object }) => object);
  const isNamespace = ({ kind }: (typeof objects)[number]) => kind === "Namespace";
  const inOrder = [...objects.filter(isNamespace), ...objects.filter((object) => !isNamespace(object))];
  writeFileAtomically(join(folder, "objects.yaml"), toYaml(inOrder));
  const findings = [
    ...rendered.objects.flatMap(
      ({ address, object }) => engine?.judgeObject(object, { stack, address }) ?? [],
    ),
    ...engine.judgeStack({ name: stack, environment, cluster, ...rendered }, estate),
  ];
  writeJson(join(folder, "findings.json"), findings);
  return {
    resources: rendered.objects.length + rendered.releases.length + rendered.others.length,
    objects: rendered.objects.length,
    releases: rendered.releases.length,
  };
}
