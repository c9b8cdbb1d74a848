/** Layers: stacks that may be applied at once, after those of the layers before (decisions 0002 and 0037). */
import type { StackPlan } from "./plan.js";

/** The layers in order, each with the kinds of its stacks. */
export const LAYERS = [
  ["operators"],
  ["platform"],
  ["ai", "application"],
  ["inference-service", "project"],
] as const satisfies StackPlan["kind"][][];

/** The stacks layer by layer; layers without stacks are left out. */
export function inLayers<Stack extends Pick<StackPlan, "kind">>(stacks: readonly Stack[]): Stack[][] {
  return LAYERS.map((kinds: readonly StackPlan["kind"][]) =>
    stacks.filter(({ kind }) => kinds.includes(kind)),
  ).filter(({ length }) => length > 0);
}
