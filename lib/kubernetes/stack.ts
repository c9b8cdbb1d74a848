/** A synthesized stack (Terraform JSON) becomes the objects and Helm releases that applying it would send. */
import type { Evaluator } from "./evaluate.js";
import { renderRelease } from "./helm.js";
import { evaluatorOf, type StackParts } from "./references.js";
import { refuseRepeated, renderResource } from "./render-resource.js";
import { RenderError, type RenderedStack, type RenderProblem, Unrenderable } from "./types.js";
import { isJson, isNothing, type Json, put, typeName } from "./values.js";

/** Arguments about Terraform that hold no templates to resolve. */
const META_ARGUMENTS = new Set(["//", "connection", "depends_on", "lifecycle", "provider", "provisioner"]);

/**
 * Renders every managed resource of one stack, in the stack's order.
 *
 * `terraformJson` is the parsed content of a stack's `cdk.tf.json`; it is not changed. References are resolved within
 * the stack. Throws RenderError with all problems of all resources: kinds and arguments that map to nothing,
 * references that lead nowhere or out of the stack, repeated resources (`for_each`, `count`), modules.
 */
export function renderStack(terraformJson: unknown): RenderedStack {
  const problems: RenderProblem[] = [];
  const parts = readStack(terraformJson, problems);
  const evaluator = evaluatorOf(parts);
  const rendered: RenderedStack = { objects: [], releases: [], others: [] };
  for (const [address, { type, values }] of parts.resources) {
    const isRelease = type === "helm_release";
    if (!isRelease && !type.startsWith("kubernetes_")) {
      rendered.others.push(address);
      continue;
    }
    try {
      refuseRepeated(values);
      const resolved = resolveArguments(values, address, evaluator, problems);
      if (resolved === undefined) continue;
      if (isRelease) rendered.releases.push(renderRelease(address, resolved));
      else rendered.objects.push({ address, object: renderResource(type, resolved, address) });
    } catch (error) {
      collect(error, address, problems);
    }
  }
  if (problems.length > 0) throw new RenderError(problems);
  return rendered;
}

/** Arguments with their templates resolved; undefined where one cannot be, after collecting every problem. */
function resolveArguments(
  values: Json,
  address: string,
  evaluator: Evaluator,
  problems: RenderProblem[],
): Json | undefined {
  const resolved: Json = {};
  let complete = true;
  for (const [argument, value] of Object.entries(values)) {
    if (META_ARGUMENTS.has(argument)) continue;
    try {
      put(resolved, argument, evaluator.resolve(value, [argument]));
    } catch (error) {
      complete = false;
      collect(error, address, problems);
    }
  }
  return complete ? resolved : undefined;
}

function collect(error: unknown, address: string, problems: RenderProblem[]): void {
  if (error instanceof RenderError) problems.push(...error.problems);
  else if (error instanceof Unrenderable)
    problems.push({ address, path: error.path, message: error.message });
  else throw error;
}

/** Terraform JSON lets any block be an object or a list of objects; both are read. */
function readStack(terraformJson: unknown, problems: RenderProblem[]): StackParts {
  const resources = new Map<string, { type: string; values: Json }>();
  const locals = new Map<string, unknown>();
  const variables = new Map<string, Json>();
  const problem = (address: string, message: string) => problems.push({ address, path: "", message });
  if (!isJson(terraformJson)) {
    problem("stack", `is ${typeName(terraformJson)}, where an object of Terraform JSON is allowed`);
    return { resources, locals, variables };
  }
  for (const [type, named] of labelled(terraformJson, "resource", problem)) {
    for (const [name, body] of labelled({ [type]: named }, type, problem)) {
      const bodies = Array.isArray(body) ? body : [body];
      const address = `${type}.${name}`;
      const values = bodies[0];
      if (resources.has(address) || bodies.length > 1) problem(address, "is declared more than once");
      else if (isJson(values)) resources.set(address, { type, values });
      else problem(address, `is ${typeName(body)}, where a block is allowed`);
    }
  }
  for (const [name, value] of labelled(terraformJson, "locals", problem)) locals.set(name, value);
  for (const [name, body] of labelled(terraformJson, "variable", problem)) {
    const variable = Array.isArray(body) ? body[0] : body;
    if (isJson(variable)) variables.set(name, variable);
  }
  for (const [name] of labelled(terraformJson, "module", problem)) {
    problem(`module.${name}`, "is a module: what it declares is not rendered");
  }
  return { resources, locals, variables };
}

function labelled(
  parent: Json,
  block: string,
  problem: (address: string, message: string) => void,
): [string, unknown][] {
  const written = Object.hasOwn(parent, block) ? parent[block] : undefined;
  if (isNothing(written)) return [];
  return (Array.isArray(written) ? written : [written]).flatMap((value) => {
    if (isJson(value)) return Object.entries(value).filter(([label]) => label !== "//");
    problem(block, `is ${typeName(value)}, where a block is allowed`);
    return [];
  });
}
