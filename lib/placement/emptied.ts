/** Emptied stacks: what is left of a stack that left the estate, so that its plan destroys what it declared. */
import type { StackPlan } from "./plan.js";

/**
 * The stack without anything in it but its providers, on the cluster and with the state that `neighbour` has; undefined
 * where it is none that can be emptied: all else on the cluster is in those of operators and platform, and what was on a
 * burst's own cluster goes with that.
 */
export function emptied(plan: StackPlan, { context, state }: StackPlan): StackPlan | undefined {
  if (plan.kind === "application") return { ...plan, context, state, releases: [] };
  if (plan.kind === "burst") return { ...plan, context, state, isEmptied: true };
  return undefined;
}
