/** A `helm_release` resource: what is installed, and with which values. The chart itself is not rendered. */
import yaml from "js-yaml";
import { text } from "./scalars.js";
import { type HelmRelease, Unrenderable } from "./types.js";
import { isJson, isNothing, type Json, own, put, typeName } from "./values.js";

/** Stands in for what `set_sensitive` sets: secrets reach no report. */
const SENSITIVE = "(sensitive)";

/** YAML as Helm reads it: the booleans and merge keys of 1.1, but no dates. */
const HELM_SCHEMA = yaml.CORE_SCHEMA.extend({
  implicit: [
    new yaml.Type("tag:yaml.org,2002:bool-1.1", {
      kind: "scalar",
      resolve: (data: unknown) =>
        typeof data === "string" && /^(?:[yYnN]|yes|Yes|YES|no|No|NO|on|On|ON|off|Off|OFF)$/.test(data),
      construct: (data: string) => /^(?:y|yes|on)$/i.test(data),
    }),
    new yaml.Type("tag:yaml.org,2002:merge", { kind: "scalar", resolve: (data: unknown) => data === "<<" }),
  ],
});

/**
 * The release that a `helm_release` declares, from its resolved arguments.
 * Throws Unrenderable on values that are no YAML map and on `set` names that cannot be read.
 */
export function renderRelease(address: string, values: Json): HelmRelease {
  const required = (argument: string): string => {
    const value = own(values, argument);
    if (isNothing(value) || value === "") throw new Unrenderable(argument, "is not set");
    return text(value, argument);
  };
  const optional = (argument: string): string =>
    isNothing(own(values, argument)) ? "" : text(values[argument], argument);
  const repository = optional("repository");
  return {
    address,
    name: required("name"),
    namespace: optional("namespace") || "default",
    chart: required("chart"),
    version: optional("version"),
    ...(repository === "" ? {} : { repository }),
    values: mergedValues(values),
  };
}

function mergedValues(values: Json): Json {
  let merged: Json = {};
  for (const [index, document] of blocks(own(values, "values"), "values").entries()) {
    merged = merge(merged, parseValues(document, `values[${index}]`));
  }
  for (const [argument, read] of [
    ["set", (block: Json, at: string) => setValue(text(block.value, `${at}.value`), block.type)],
    ["set_list", (block: Json) => block.value],
    ["set_sensitive", () => SENSITIVE],
  ] as const) {
    for (const [index, block] of blocks(own(values, argument), argument).entries()) {
      const at = `${argument}[${index}]`;
      if (!isJson(block)) throw new Unrenderable(at, `is ${typeName(block)}, where a block is allowed`);
      const path = namePath(text(own(block, "name"), `${at}.name`), `${at}.name`);
      merged = assign(merged, path, read(block, at)) as Json;
    }
  }
  return merged;
}

function blocks(value: unknown, path: string): unknown[] {
  if (isNothing(value)) return [];
  if (Array.isArray(value)) return value.filter((element) => element !== null);
  if (isJson(value)) return [value];
  throw new Unrenderable(path, `is ${typeName(value)}, where a list is allowed`);
}

function parseValues(document: unknown, path: string): Json {
  let parsed: unknown;
  try {
    parsed = yaml.load(text(document, path), { schema: HELM_SCHEMA });
  } catch (error) {
    if (error instanceof RangeError) throw new Unrenderable(path, "is nested too deeply");
    if (!(error instanceof yaml.YAMLException)) throw error;
    throw new Unrenderable(path, `is no YAML: ${error.reason}`);
  }
  if (parsed === null || parsed === undefined) return {};
  if (!isJson(parsed)) throw new Unrenderable(path, `is ${typeName(parsed)}, where a map is allowed`);
  return parsed;
}

/** As Helm merges: maps deeply, everything else replaced by the later. */
function merge(base: Json, over: Json): Json {
  const merged: Json = {};
  for (const [key, value] of Object.entries(base)) put(merged, key, value);
  for (const [key, value] of Object.entries(over)) {
    const before = own(merged, key);
    put(merged, key, isJson(before) && isJson(value) ? merge(before, value) : value);
  }
  return merged;
}

/** `a.b\.c[0]` → `["a", "b.c", 0]`, as Helm's --set reads names. */
function namePath(name: string, path: string): (string | number)[] {
  const steps: (string | number)[] = [];
  const pattern = /((?:\\.|[^\\.[\]])+)|\.|\[(\d{1,4})\]/y;
  while (pattern.lastIndex < name.length) {
    const found = pattern.exec(name);
    if (found === null)
      throw new Unrenderable(path, `is ${JSON.stringify(name)}, which cannot be read as a name`);
    if (found[1] !== undefined) steps.push(found[1].replace(/\\(.)/g, "$1"));
    else if (found[2] !== undefined) steps.push(Number(found[2]));
  }
  if (steps.length === 0 || steps.length > 100) throw new Unrenderable(path, "names no value");
  return steps;
}

function assign(target: unknown, [step, ...rest]: readonly (string | number)[], value: unknown): unknown {
  if (step === undefined) return value;
  if (typeof step === "number") {
    const list = Array.isArray(target) ? [...target] : [];
    while (list.length < step) list.push(null);
    list[step] = assign(list[step], rest, value);
    return list;
  }
  const map: Json = {};
  for (const [key, element] of Object.entries(isJson(target) ? target : {})) put(map, key, element);
  put(map, step, assign(own(map, step), rest, value));
  return map;
}

/** A `set` value: `type = "string"` keeps text; else numbers, booleans and null are read as Helm's --set reads them. */
function setValue(value: string, type: unknown): unknown {
  if (type === "string") return value;
  if (value === "true" || value === "false") return value === "true";
  if (value === "null") return null;
  return /^(0|-?[1-9]\d*)$/.test(value) && Number.isSafeInteger(Number(value)) ? Number(value) : value;
}
