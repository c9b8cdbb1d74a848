/** The order of an apply: what must be there before what. */
import type { KubernetesObject } from "../../kubernetes/index.js";
import { type DeclaredObject, type DeclaredStack, describe, identityOf, referenceTo } from "./types.js";

/** Objects that may be applied side by side; every wave waits for the one before. */
export type Wave = readonly DeclaredObject[];

/**
 * Definitions of custom resources first, then stack after stack as they depend on each other (side by side where they do not);
 * within, policies of admission, namespaces, what governs them (quotas, limits, network policies, roles), then what
 * starts pods: these would otherwise start ungoverned. Throws Error where two stacks declare one object, or stacks wait for each other.
 */
export function wavesOf(stacks: readonly DeclaredStack[]): Wave[] {
  refuseDoubles(stacks);
  const levels = levelsOf(stacks);
  const waves = new Map<number, DeclaredObject[]>();
  for (const { stack, objects } of stacks) {
    for (const declared of objects) {
      const rank = rankOf(declared.object);
      const wave = rank === 0 ? 0 : (levels.get(stack) ?? 0) * RANKS + rank;
      const known = waves.get(wave);
      if (known) known.push(declared);
      else waves.set(wave, [declared]);
    }
  }
  return [...waves].toSorted(([a], [b]) => a - b).map(([, wave]) => wave);
}

const RANKS = 5;

function rankOf(object: KubernetesObject): number {
  if (isDefinition(object)) return 0;
  if (isAdmission(object)) return 1;
  if (object.apiVersion === "v1" && object.kind === "Namespace") return 2;
  return startsPods(object) ? 4 : 3;
}

export const isDefinition = ({ apiVersion, kind }: Pick<KubernetesObject, "apiVersion" | "kind">): boolean =>
  apiVersion.startsWith("apiextensions.k8s.io/") && kind === "CustomResourceDefinition";

/** It is a policy of admission, or the binding that puts it in force. */
export const isAdmission = ({ apiVersion, kind }: Pick<KubernetesObject, "apiVersion" | "kind">): boolean =>
  apiVersion.startsWith("admissionregistration.k8s.io/") && kind.startsWith("ValidatingAdmissionPolicy");

/** It is a Pod, or has a template of one. */
function startsPods({ apiVersion, kind, spec }: KubernetesObject): boolean {
  const { template, jobTemplate } = (spec ?? {}) as { template?: unknown; jobTemplate?: unknown };
  return (apiVersion === "v1" && kind === "Pod") || template !== undefined || jobTemplate !== undefined;
}

/** How many stacks, one after the other, come before each. Stacks that are not given count as applied. */
function levelsOf(stacks: readonly DeclaredStack[]): Map<string, number> {
  const byName = new Map(stacks.map((stack) => [stack.stack, stack]));
  const levels = new Map<string, number>();
  const levelOf = (name: string, path: readonly string[]): number => {
    const known = levels.get(name);
    if (known !== undefined) return known;
    if (path.includes(name)) throw new Error(`stacks wait for each other: ${[...path, name].join(" → ")}`);
    const before = (byName.get(name)?.dependsOn ?? []).filter((other) => byName.has(other));
    const level = Math.max(0, ...before.map((other) => levelOf(other, [...path, name]) + 1));
    levels.set(name, level);
    return level;
  };
  for (const { stack } of stacks) levelOf(stack, []);
  return levels;
}

function refuseDoubles(stacks: readonly DeclaredStack[]): void {
  const owners = new Map<string, string>();
  const doubles: string[] = [];
  for (const { stack, objects } of stacks) {
    for (const { object } of objects) {
      const reference = referenceTo(object);
      const identity = identityOf(reference);
      const owner = owners.get(identity);
      if (owner !== undefined) doubles.push(`${describe(reference)} is declared in ${owner} and in ${stack}`);
      owners.set(identity, stack);
    }
  }
  if (doubles.length > 0) throw new Error(doubles.join("\n"));
}
