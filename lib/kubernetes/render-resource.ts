/** One resource, with every value resolved, becomes the Kubernetes object that the provider would send. */
import { type Kind, kindOf } from "./kinds.js";
import { type Rendering, renderModel } from "./render-model.js";
import { base64, text } from "./scalars.js";
import { type KubernetesObject, RenderError, type RenderProblem, Unrenderable } from "./types.js";
import { isJson, isNothing, type Json, own, put, typeName } from "./values.js";

/** A custom resource nested deeper than this is a mistake: the API server's own limit on decoding is higher. */
const DEEPEST_MANIFEST = 200;

/**
 * The object that a resource declares.
 *
 * `type` is a Terraform resource type of the provider hashicorp/kubernetes; `values` its arguments with no reference
 * left in them, as in a plan's `planned_values` or `change.after` or in a state: blocks as objects or as lists of one,
 * with nulls, empty lists and what the server computed. `address` names it in errors.
 *
 * Throws RenderError with everything that has no place in the object, and the rest of the object where there is one;
 * `values` is left as it is.
 */
export function renderResource(type: string, values: unknown, address: string = type): KubernetesObject {
  const problems: RenderProblem[] = [];
  let object: KubernetesObject | undefined;
  try {
    object = render(type, values, { address, root: "", problems });
  } catch (error) {
    if (!(error instanceof Unrenderable)) throw error;
    problems.push({ address, path: error.path, message: error.message });
  }
  if (object === undefined || problems.length > 0) throw new RenderError(problems, object);
  return object;
}

function render(type: string, values: unknown, rendering: Rendering): KubernetesObject {
  if (!isJson(values))
    throw new Unrenderable("", `is ${typeName(values)}, where a resource's arguments are allowed`);
  refuseRepeated(values);
  if (type === "kubernetes_manifest") return manifest(values);
  const kind = kindOf(type);
  const name = type.startsWith("kubernetes_default_") ? "default" : undefined;
  return typed(kind, kind.model === "V1Secret" ? withSecretData(values) : values, name, rendering);
}

/** Throws Unrenderable on a resource that Terraform multiplies: what it makes is known to Terraform only. */
export function refuseRepeated(values: Json): void {
  for (const repeater of ["for_each", "count"]) {
    if ((own(values, repeater) ?? undefined) !== undefined) {
      throw new Unrenderable(repeater, "is not rendered: declare each object under its own name");
    }
  }
}

function typed(kind: Kind, values: Json, name: string | undefined, rendering: Rendering): KubernetesObject {
  const { metadata: written, ...body } = renderModel(kind.model, values, "", {
    ...rendering,
    root: kind.model,
  });
  const metadata = isJson(written) ? written : {};
  if (kind.namespaced) metadata.namespace ??= "default";
  if (name !== undefined) metadata.name ??= name;
  requireName(metadata, "metadata");
  return { apiVersion: kind.apiVersion, kind: kind.kind, metadata, ...body } as unknown as KubernetesObject;
}

/**
 * Secret data is plain text in Terraform and base64 in Kubernetes; `binary_data` is base64 in both. The write-only
 * arguments count as their readable counterparts, and no value of any of them is ever quoted in an error.
 */
function withSecretData(values: Json): Json {
  const data: Json = {};
  const rest: Json = {};
  for (const [argument, value] of Object.entries(values)) {
    const encode = SECRET_DATA.get(argument);
    if (encode === undefined) put(rest, argument, value);
    else if (!isNothing(value)) {
      if (!isJson(value)) throw new Unrenderable(argument, "is no map (sensitive)");
      for (const [key, element] of Object.entries(value)) {
        if (element === null) continue;
        if (typeof element === "object")
          throw new Unrenderable(argument, `key ${JSON.stringify(key)} is no text (sensitive)`);
        put(data, key, encode(text(element, argument)));
      }
    }
  }
  if (Object.keys(data).length > 0) rest.data = data;
  return rest;
}

const SECRET_DATA = new Map<string, (value: string) => string>([
  ["data", base64],
  ["data_wo", base64],
  ["binary_data", (value) => value],
  ["binary_data_wo", (value) => value],
]);

function manifest(values: Json): KubernetesObject {
  const written = own(values, "manifest");
  if (!isJson(written))
    throw new Unrenderable("manifest", `is ${typeName(written)}, where an object is allowed`);
  const object = withoutNulls(written, "manifest", 0) as Json;
  for (const field of ["apiVersion", "kind"]) {
    if (typeof own(object, field) !== "string" || object[field] === "") {
      throw new Unrenderable(
        `manifest.${field}`,
        `is ${typeName(own(object, field))}, where a name is allowed`,
      );
    }
  }
  const metadata = own(object, "metadata");
  requireName(isJson(metadata) ? metadata : {}, "manifest.metadata");
  if (Object.hasOwn(object, "status"))
    throw new Unrenderable("manifest.status", "is the server's to write: leave it out");
  return object as unknown as KubernetesObject;
}

function withoutNulls(value: unknown, path: string, depth: number): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (depth > DEEPEST_MANIFEST)
    throw new Unrenderable(path.slice(0, 60), `is nested deeper than ${DEEPEST_MANIFEST}`);
  if (Array.isArray(value)) {
    return value
      .filter((element) => element !== null)
      .map((element) => withoutNulls(element, path, depth + 1));
  }
  const kept: Json = {};
  for (const [key, element] of Object.entries(value)) {
    if (element !== null && element !== undefined) put(kept, key, withoutNulls(element, path, depth + 1));
  }
  return kept;
}

function requireName(metadata: Json, path: string): void {
  const named = [own(metadata, "name"), own(metadata, "generateName")];
  if (!named.some((name) => typeof name === "string" && name !== "")) {
    throw new Unrenderable(`${path}.name`, "is not set, or known only once other resources exist");
  }
}
