/** What a stack sets at creation and then leaves to controllers: Terraform's `lifecycle { ignore_changes }`. */
import { RenderError, type RenderedObject } from "./types.js";
import { isJson, type Json, own } from "./values.js";

const STEP = /^([a-z0-9_]+)(?:\[0\])?$/;

/**
 * Paths of each rendered object that are left alone once it exists, by Terraform address: `spec[0].replicas` →
 * `["spec", "replicas"]`. `terraformJson` is the stack that `objects` were rendered from. Throws RenderError where
 * a path leads to nothing in its object: into the element of a list, for instance.
 */
export function ignoredPaths(
  terraformJson: unknown,
  objects: readonly RenderedObject[],
): Map<string, string[][]> {
  const resources = (terraformJson as { resource?: Record<string, Record<string, Json>> }).resource ?? {};
  const problems: RenderError["problems"] = [];
  const paths = new Map<string, string[][]>();
  for (const { address, object } of objects) {
    const [type = "", name = ""] = address.split(".");
    const lifecycle = resources[type]?.[name]?.lifecycle;
    const written = isJson(lifecycle) ? own(lifecycle, "ignore_changes") : undefined;
    if (written === undefined) continue;
    const found = (Array.isArray(written) ? written : [written]).flatMap((attribute) => {
      const path = pathOf(`${attribute}`);
      if (path.length > 0 && valueAt(object, path) !== undefined) return [path];
      const message = `${JSON.stringify(attribute)} leads to no field of the object`;
      problems.push({ address, path: "lifecycle.ignore_changes", message });
      return [];
    });
    paths.set(address, found);
  }
  if (problems.length > 0) throw new RenderError(problems);
  return paths;
}

/** Terraform's names are Kubernetes' own in snake case; a block is a list of one. */
function pathOf(attribute: string): string[] {
  const steps = attribute.split(".").map((step) => STEP.exec(step)?.[1]);
  if (steps.includes(undefined)) return [];
  return steps.map((step = "") => step.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase()));
}

const valueAt = (object: unknown, path: readonly string[]): unknown =>
  path.reduce((value, key) => (isJson(value) ? own(value, key) : undefined), object);
