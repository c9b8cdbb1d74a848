/** Where the references of one stack lead: to its resources as they are written, its locals, its variables' defaults. */
import { descend, Evaluator } from "./evaluate.js";
import { CallProblem } from "./functions.js";
import { kindOf } from "./kinds.js";
import { Unrenderable } from "./types.js";
import { didYouMean, type Json, own } from "./values.js";

/** The parts of a synthesized stack that references reach; keys are addresses, and names of locals and variables. */
export interface StackParts {
  readonly resources: ReadonlyMap<string, { type: string; values: Json }>;
  readonly locals: ReadonlyMap<string, unknown>;
  readonly variables: ReadonlyMap<string, Json>;
}

type Steps = readonly (string | number)[];

/** Roots that only Terraform itself can follow. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  count: "is known to Terraform only: declare each object under its own name",
  data: "is read by Terraform when it plans: declare the value, or take it from a local",
  each: "is known to Terraform only: declare each object under its own name",
  module: "belongs to a module, and modules are not rendered",
  path: "depends on where Terraform runs",
  self: "is known to Terraform only",
  terraform: "depends on where Terraform runs",
};

/** An evaluator of the templates of one stack. */
export function evaluatorOf(stack: StackParts): Evaluator {
  const evaluator: Evaluator = new Evaluator((root, steps): unknown => {
    if (root === "local") return followNamed("local", stack.locals, steps, (value) => value, evaluator);
    if (root === "var") return followNamed("var", stack.variables, steps, defaultOf, undefined);
    const elsewhere = Object.hasOwn(ELSEWHERE, root) ? ELSEWHERE[root] : undefined;
    if (elsewhere !== undefined) throw new CallProblem(`${root}.${steps.join(".")} ${elsewhere}`);
    const [type = "", name, ...attribute] = root === "resource" ? steps : [root, ...steps];
    const address = name === undefined ? String(type) : `${type}.${name}`;
    const resource = stack.resources.get(address);
    if (resource === undefined) {
      throw new CallProblem(`this stack has no ${address}${didYouMean(address, stack.resources.keys())}`);
    }
    return followResource(address, resource, attribute, evaluator);
  });
  return evaluator;
}

function followNamed<T>(
  root: string,
  among: ReadonlyMap<string, T>,
  [name, ...steps]: Steps,
  contentOf: (found: T, address: string) => unknown,
  evaluator: Evaluator | undefined,
): unknown {
  const found = name === undefined ? undefined : among.get(String(name));
  const address = `${root}.${name ?? ""}`;
  if (found === undefined) {
    throw new CallProblem(`this stack has no ${address}${didYouMean(String(name ?? ""), among.keys())}`);
  }
  return walk(contentOf(found, address), steps, address, evaluator);
}

/** A variable's default is literal: Terraform evaluates no template in it. */
function defaultOf(variable: Json, address: string): unknown {
  if (own(variable, "default") === undefined) {
    throw new CallProblem(`${address} has no default, so its value is known only when Terraform runs`);
  }
  return variable.default;
}

function followResource(
  address: string,
  { type, values }: { type: string; values: Json },
  steps: Steps,
  evaluator: Evaluator,
): unknown {
  const [first, second, third] = steps;
  if (first === undefined)
    throw new CallProblem(`${address} is a whole resource: name one of its attributes`);
  if (first === "id" && !Object.hasOwn(values, "id")) return idOf(address, type, values, evaluator);
  // What kubernetes_manifest calls `object` is its `manifest` as the server completed it.
  const path = type === "kubernetes_manifest" && first === "object" ? ["manifest", ...steps.slice(1)] : steps;
  try {
    return walk(values, path, address, evaluator);
  } catch (error) {
    const namespace = first === "metadata" && (third ?? second) === "namespace";
    if (error instanceof CallProblem && namespace && isNamespaced(type)) return "default";
    throw error;
  }
}

/** Terraform's id of a Kubernetes object: its name, after its namespace and a slash where it has one. */
function idOf(address: string, type: string, values: Json, evaluator: Evaluator): string {
  const metadata: Steps = type === "helm_release" ? [] : ["metadata", 0];
  if (type === "kubernetes_manifest" || !(type === "helm_release" || type.startsWith("kubernetes_"))) {
    throw new CallProblem(`${address}.id is known only when ${address} exists`);
  }
  const name = String(followResource(address, { type, values }, [...metadata, "name"], evaluator));
  if (type === "helm_release" || !isNamespaced(type)) return name;
  return `${followResource(address, { type, values }, [...metadata, "namespace"], evaluator)}/${name}`;
}

function isNamespaced(type: string): boolean {
  try {
    return kindOf(type).namespaced;
  } catch (error) {
    if (error instanceof Unrenderable) return false;
    throw error;
  }
}

/** Steps into a written value, resolving a template met on the way and everything at its end. */
function walk(start: unknown, steps: Steps, address: string, evaluator: Evaluator | undefined): unknown {
  let value = start;
  for (const step of steps) {
    if (evaluator !== undefined && typeof value === "string") value = evaluator.resolve(value);
    try {
      value = descend(value, step);
    } catch (error) {
      if (!(error instanceof CallProblem)) throw error;
      throw new CallProblem(
        `${address} sets no ${steps.join(".")}; what it does not set is known only when it exists`,
      );
    }
  }
  return evaluator === undefined ? value : evaluator.resolve(value);
}
