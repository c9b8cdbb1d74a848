/** All that is declared for one cluster, rendered, as an apply takes it. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type HelmRelease, ignoredPaths, renderStack } from "../../lib/kubernetes/index.js";
import type { ClusterName, DeclaredStack } from "../../lib/lab/index.js";
import { planStacks, type StackPlan } from "../../lib/placement/index.js";
import type { CheckedEstate } from "./estate.js";
import { OUTPUT, stackFolder, synthesizeStacks } from "./synthesis.js";

/** A stack with its Helm releases, which are listed and not installed. */
export interface RenderedDeclaration extends DeclaredStack {
  releases: HelmRelease[];
}

/** Synthesizes and renders the stacks of a cluster. */
export async function declareCluster(
  opened: CheckedEstate,
  name: ClusterName,
): Promise<RenderedDeclaration[]> {
  const { context } = opened.estate.environments[name.environment]?.clusters[name.cluster] ?? {};
  // What is declared for the burst's own cluster is reached by another context.
  const plans = planStacks(opened.estate, name).filter((plan) => plan.context === context);
  await synthesizeStacks(opened, plans);
  return plans.map((plan) =>
    declareStack(plan, readFileSync(join(stackFolder(OUTPUT, plan.stack), "cdk.tf.json"), "utf8")),
  );
}

/** Renders one stack from the text of its `cdk.tf.json`. */
export function declareStack(
  { stack, dependsOn }: Pick<StackPlan, "stack" | "dependsOn">,
  terraformJson: string,
): RenderedDeclaration {
  const parsed: unknown = JSON.parse(terraformJson);
  const { objects, releases } = renderStack(parsed);
  const ignored = ignoredPaths(parsed, objects);
  const declared = objects.map(({ address, object }) => {
    const paths = ignored.get(address);
    return { object, ...(paths ? { ignored: paths } : {}) };
  });
  return { stack, dependsOn, objects: declared, releases };
}
