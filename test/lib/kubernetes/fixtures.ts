/** What the tests of rendering share: the recorded files, and one-resource stacks. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import {
  type KubernetesObject,
  RenderError,
  type RenderProblem,
  renderStack,
} from "../../../lib/kubernetes/index.js";

const FOLDER = join(import.meta.dirname, "../../fixtures/terraform");

export function fixture<T = unknown>(file: string): T {
  return JSON.parse(readFileSync(join(FOLDER, file), "utf8")) as T;
}

/** The only object of a stack with one resource, `kubernetes_<type>.it`, and with what else the stack holds. */
export function renderOne(type: string, values: object, rest: object = {}): KubernetesObject {
  const { objects } = renderStack({ ...rest, resource: { [type]: { it: values } } });
  expect(objects).toHaveLength(1);
  return objects[0]?.object as KubernetesObject;
}

/** The problems that `run` reports; fails if it reports none, or throws anything else. */
export function problemsOf(run: () => unknown): RenderProblem[] {
  try {
    run();
  } catch (error) {
    if (error instanceof RenderError) return error.problems;
    throw error;
  }
  throw new Error("rendered, where problems were expected");
}

/** Less what stands for nothing in Kubernetes: null, empty text, empty lists and maps, at every depth. */
export function withoutEmpty(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutEmpty);
  if (typeof value !== "object" || value === null) return value;
  const kept = Object.entries(value)
    .map(([key, element]) => [key, withoutEmpty(element)] as const)
    .filter(([, element]) => element !== null && element !== "" && !isEmpty(element));
  return Object.fromEntries(kept);
}

function isEmpty(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.keys(value).length === 0;
}
