/** Synthesizes estates in tests, and says how two results differ. */
import { readFileSync } from "node:fs";
import type { Estate } from "../../config/index.js";
import { planStacks, type StackPlan } from "../../lib/placement/index.js";
import { synthesizeStack } from "../../stacks/index.js";
import { temporaryFolder } from "./estate.js";

/** Configuration by resource address; CDKTF's own remarks are left out. */
export type Resources = Record<string, Record<string, unknown>>;

export function synthesizePlan(plan: StackPlan): { json: string; sources: Record<string, string> } {
  const { path, sources } = synthesizeStack(plan, temporaryFolder());
  return { json: readFileSync(path, "utf8"), sources };
}

export function resourcesOf(json: string): Resources {
  const { resource = {} } = JSON.parse(json) as { resource?: Record<string, Resources> };
  return Object.fromEntries(
    Object.entries(resource).flatMap(([type, byName]) =>
      Object.entries(byName).map(([name, { "//": _, ...config }]) => [`${type}.${name}`, config]),
    ),
  );
}

/** Resources by stack. */
export function synthesizeEstate(estate: Estate, environment?: string): Record<string, Resources> {
  return Object.fromEntries(
    planStacks(estate, { environment }).map((plan) => [plan.stack, resourcesOf(synthesizePlan(plan).json)]),
  );
}

export interface Difference {
  added: string[];
  removed: string[];
  changed: string[];
}

/** How the resources of all stacks differ, as `stack/address`. */
export function compare(before: Record<string, Resources>, after: Record<string, Resources>): Difference {
  const flat = (stacks: Record<string, Resources>) =>
    new Map(
      Object.entries(stacks).flatMap(([stack, resources]) =>
        Object.entries(resources).map(
          ([address, config]) => [`${stack}/${address}`, JSON.stringify(config)] as const,
        ),
      ),
    );
  const [old, young] = [flat(before), flat(after)];
  return {
    added: [...young.keys()].filter((key) => !old.has(key)),
    removed: [...old.keys()].filter((key) => !young.has(key)),
    changed: [...young.keys()].filter((key) => old.has(key) && old.get(key) !== young.get(key)),
  };
}
