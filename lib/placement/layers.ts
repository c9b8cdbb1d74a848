/** Layers: stacks that may be applied at once, after those of the layers before (decisions 0002 and 0037). */
import type { StackPlan } from "./plan.js";

/** The layers in order, each with the kinds of its stacks. */
export const LAYERS = [
  ["operators"],
  ["platform"],
  // Whoever names the way to the burst's cluster has applied `burst` before: its operators need not wait for it.
  ["ai", "application", "burst", "burst-operators"],
  ["burst-worker", "inference-service", "project"],
] as const satisfies StackPlan["kind"][][];

/** A name for each of the layers, in their order. */
export const LAYER_NAMES = ["operators", "platform", "applications", "ai-services"] as const;
export type LayerName = (typeof LAYER_NAMES)[number];

const indexOf = (kind: StackPlan["kind"]): number =>
  LAYERS.findIndex((kinds: readonly StackPlan["kind"][]) => kinds.includes(kind));

export const layerOf = (kind: StackPlan["kind"]): LayerName => LAYER_NAMES[indexOf(kind)] as LayerName;

/**
 * Those stacks that can be planned while nothing is applied: those of the first layer of each cluster. What they change
 * may define kinds that later layers use, and those can be planned only once they are defined.
 */
export function plannable<Stack extends Pick<StackPlan, "environment" | "cluster" | "kind">>(
  stacks: readonly Stack[],
): Stack[] {
  return stacks.filter(
    (stack) =>
      !stacks.some(
        ({ environment, cluster, kind }) =>
          environment === stack.environment &&
          cluster === stack.cluster &&
          indexOf(kind) < indexOf(stack.kind),
      ),
  );
}

/** The stacks layer by layer; layers without stacks are left out. */
export function inLayers<Stack extends Pick<StackPlan, "kind">>(stacks: readonly Stack[]): Stack[][] {
  return LAYERS.map((kinds: readonly StackPlan["kind"][]) =>
    stacks.filter(({ kind }) => kinds.includes(kind)),
  ).filter(({ length }) => length > 0);
}
