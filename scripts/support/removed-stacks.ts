/** Stacks that left the estate: emptied, so that their plan destroys what they declared. */
import type { Estate } from "../../config/index.js";
import { emptied, planStacks, type Selection, type StackPlan } from "../../lib/placement/index.js";
import { openBase } from "./base-estate.js";
import { findCommit } from "./git.js";

export interface RemovalOptions extends Selection {
  estate: string;
  /** Git ref whose estate still declares them. */
  removedSince?: string;
}

/** Application stacks of the ref that the estate no longer declares, emptied; none without a ref. */
export function removedStacks(
  estate: Estate,
  { estate: folder, removedSince, environment, cluster }: RemovalOptions,
): StackPlan[] {
  if (removedSince === undefined) return [];
  const base = openBase(findCommit(folder, removedSince, "--removed-since"), folder);
  return emptyRemoved(planStacks(base.estate, { environment, cluster }), planStacks(estate));
}

/**
 * The application stacks of `before` that are not in `after`, emptied. Those of a cluster that went as a whole are left
 * out, as are all other stacks: operators and platform hold all else on the cluster.
 */
export function emptyRemoved(before: readonly StackPlan[], after: readonly StackPlan[]): StackPlan[] {
  const declared = new Set(after.map(({ stack }) => stack));
  return before.flatMap((plan) => {
    if (plan.kind !== "application" || declared.has(plan.stack)) return [];
    const neighbour = after.find(
      ({ environment, cluster }) => environment === plan.environment && cluster === plan.cluster,
    );
    return neighbour === undefined ? [] : [emptied(plan, neighbour)];
  });
}
