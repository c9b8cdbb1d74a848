/** Stacks that left the estate: emptied, so that their plan destroys what they declared. */
import type { Estate } from "../../config/index.js";
import { emptied, planStacks, type Selection, type StackPlan } from "../../lib/placement/index.js";
import { openBase } from "./base-estate.js";
import { findCommit } from "./git.js";

export interface RemovalOptions extends Selection {
  estate: string;
  /** Git refs whose estates still declare them. */
  removedSince?: string[];
}

export interface RemovedStack {
  plan: StackPlan;
  /** Hash of the commit that declares it: the first such of the refs. */
  declaredAt: string;
}

/** Stacks of the refs that the estate no longer declares and that can be emptied, emptied; none without a ref. */
export function findRemoved(
  estate: Estate,
  { estate: folder, removedSince = [], environment, cluster }: RemovalOptions,
): RemovedStack[] {
  const after = planStacks(estate);
  const found = removedSince.flatMap((ref) => {
    const commit = findCommit(folder, ref, "--removed-since");
    const before = planStacks(openBase(commit, folder).estate, { environment, cluster });
    return emptyRemoved(before, after).map((plan) => ({ plan, declaredAt: commit.hash }));
  });
  return found.filter(({ plan }, index) => index === found.findIndex((one) => one.plan.stack === plan.stack));
}

export const removedStacks = (estate: Estate, options: RemovalOptions): StackPlan[] =>
  findRemoved(estate, options).map(({ plan }) => plan);

/** The stacks of `before` that are not in `after`, emptied. Those of a cluster that went as a whole are left out. */
export function emptyRemoved(before: readonly StackPlan[], after: readonly StackPlan[]): StackPlan[] {
  const declared = new Set(after.map(({ stack }) => stack));
  return before.flatMap((plan) => {
    if (declared.has(plan.stack)) return [];
    const neighbour = after.find(
      ({ environment, cluster }) => environment === plan.environment && cluster === plan.cluster,
    );
    return (neighbour && emptied(plan, neighbour)) ?? [];
  });
}
