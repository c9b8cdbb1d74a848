/** Layers: stacks that may be applied at once, after those of the layers before (decision 0002). */
import type { StackPlan } from "./plan.js";

/** The layers in order. */
export const LAYERS = ["operators", "platform", "application"] as const satisfies StackPlan["kind"][];
export type Layer = (typeof LAYERS)[number];

/** The stacks layer by layer; layers without stacks are left out. */
export function inLayers<Stack extends Pick<StackPlan, "kind">>(stacks: readonly Stack[]): Stack[][] {
  return LAYERS.map((layer) => stacks.filter(({ kind }) => kind === layer)).filter(
    ({ length }) => length > 0,
  );
}
