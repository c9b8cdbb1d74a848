/**
 * A Terraform block becomes an object of a Kubernetes model: names, plurals, one-element lists and scalars follow the
 * model; what the provider adds, drops and reorders follows provider-facts.ts.
 */
import { kindOfModel } from "./kinds.js";
import { type Attribute, argumentsOf, findAttribute } from "./models.js";
import { NOTHING_WHEN_EMPTY, SENT_WHEN_UNSET, SENT_WHEN_UNSET_IN } from "./provider-defaults.js";
import {
  isProviderOnly,
  LISTS_IN,
  NEVER_SENT,
  SENT_ONLY_WITH,
  SERVER_METADATA,
  SETS,
  ZERO_IS_UNSET,
} from "./provider-facts.js";
import { renderScalar, text } from "./scalars.js";
import { setOrder } from "./set-order.js";
import { type RenderProblem, Unrenderable } from "./types.js";
import { didYouMean, isJson, isNothing, type Json, put, typeName } from "./values.js";

/** What rendering of one resource carries along. */
export interface Rendering {
  readonly address: string;
  /** Model of the whole object: some facts differ by kind. */
  readonly root: string;
  /** Where problems are collected, so that one run tells them all. */
  readonly problems: RenderProblem[];
}

/** Blocks nested deeper than this are a mistake: the provider's own schema is 30 deep. */
const DEEPEST = 100;

/** Attributes that follow from the resource type, and so are no arguments of it. */
const FROM_TYPE = new Set(["api_version", "kind"]);

/** The object of `model` that `block` declares. Problems are collected in `rendering`; what has one is left out. */
export function renderModel(model: string, block: Json, path: string, rendering: Rendering, depth = 0): Json {
  const result: Json = {};
  if (depth > DEEPEST) {
    collect(rendering, path, `is nested deeper than ${DEEPEST} blocks`);
    return result;
  }
  const given = new Set<string>();
  const set = (argument: string, value: unknown, at: string) => {
    if (depth === 0 ? isProviderOnly(argument) : argument === "//") return;
    if (model === "V1ObjectMeta" && SERVER_METADATA.has(argument)) return;
    const attribute = depth === 0 && FROM_TYPE.has(argument) ? undefined : findAttribute(model, argument);
    const never = NEVER_SENT[model]?.[argument];
    if (attribute === undefined || (never !== undefined && value !== never.unless)) {
      const harmless = isNothing(value) || value === "" || (never !== undefined && value === never.unless);
      if (!harmless) collect(rendering, at, never?.because ?? noArgument(model, argument));
      return;
    }
    if (!isNothing(value)) given.add(attribute.name);
    const rendered = renderAttribute(model, attribute, value, at, rendering, depth);
    if (rendered !== undefined) result[attribute.name] = rendered;
  };
  forEachArgument(model, block, path, rendering, set);
  addDefaults(model, result, given, rendering.root);
  dropUnsent(model, result);
  return result;
}

/** Hands out name, value and path of what a block sets; the source of a PersistentVolume counts as part of its spec. */
function forEachArgument(
  model: string,
  block: Json,
  path: string,
  rendering: Rendering,
  take: (argument: string, value: unknown, at: string) => void,
): void {
  for (const [argument, value] of Object.entries(block)) {
    if (value === null || value === undefined) continue;
    const at = path === "" ? argument : `${path}.${argument}`;
    if (model === "V1PersistentVolumeSpec" && argument === "persistent_volume_source")
      forEachArgument("", oneBlock(value, at, rendering), at, rendering, take);
    else take(argument, value, at);
  }
}

function renderAttribute(
  model: string,
  attribute: Attribute,
  value: unknown,
  path: string,
  rendering: Rendering,
  depth: number,
): unknown {
  try {
    if (attribute.shape === "map") return renderMap(attribute, value, path);
    if (attribute.shape === "list") {
      const list = renderList(model, attribute, value, path, rendering, depth);
      return list.length === 0 ? undefined : inOrder(model, attribute.name, list, rendering.root);
    }
    if (attribute.model !== undefined) {
      if (Array.isArray(value) && value.length === 0) return undefined;
      return renderModel(attribute.model, oneBlock(value, path, rendering), path, rendering, depth + 1);
    }
    if (value === "" || (Array.isArray(value) && value.length === 0)) return undefined;
    const scalar = renderScalar(attribute, value, path);
    return (scalar === 0 || scalar === false) && has(ZERO_IS_UNSET[model], attribute.name)
      ? undefined
      : scalar;
  } catch (error) {
    if (!(error instanceof Unrenderable)) throw error;
    collect(rendering, error.path, error.message);
    return undefined;
  }
}

function renderMap(attribute: Attribute, value: unknown, path: string): Json | undefined {
  if (isNothing(value)) return undefined;
  if (!isJson(value)) throw new Unrenderable(path, `is ${typeName(value)}, where a map is allowed`);
  const map: Json = {};
  for (const [key, element] of Object.entries(value)) {
    if (element !== null)
      put(
        map,
        key,
        attribute.scalar === "string" ? text(element, `${path}[${JSON.stringify(key)}]`) : element,
      );
  }
  return map;
}

function renderList(
  model: string,
  attribute: Attribute,
  value: unknown,
  path: string,
  rendering: Rendering,
  depth: number,
): unknown[] {
  if (attribute.model === undefined) {
    if (!Array.isArray(value)) throw new Unrenderable(path, `is ${typeName(value)}, where a list is allowed`);
    return value
      .map((element, index) =>
        element === null ? undefined : renderScalar(attribute, element, `${path}[${index}]`),
      )
      .filter((element) => element !== undefined);
  }
  const blocks = Array.isArray(value) ? value : [value];
  const element = attribute.model;
  return blocks.flatMap((block, index) => {
    const at = Array.isArray(value) ? `${path}[${index}]` : path;
    const parts =
      model === "V1ProjectedVolumeSource" ? projections(asBlock(block, at)) : [asBlock(block, at)];
    return parts.map((part) => renderModel(element, part, at, rendering, depth + 1));
  });
}

/** One `sources` block may hold several projections; Kubernetes wants one each, in the provider's order of kinds. */
function projections(block: Json): Json[] {
  const order = ["secret", "config_map", "downward_api", "service_account_token"];
  const names = [...order, ...Object.keys(block).filter((name) => !order.includes(name))];
  return names.flatMap((name) => {
    const value = block[name];
    if (isNothing(value)) return [];
    return (Array.isArray(value) ? value : [value]).map((element) => ({ [name]: element }));
  });
}

function inOrder(model: string, name: string, list: unknown[], root: string): unknown[] {
  if (LISTS_IN[root] === model) return list;
  if (has(SETS[model], name)) return setOrder(list, false);
  return has(SETS[model], `${name};`) ? setOrder(list, true) : list;
}

function addDefaults(model: string, result: Json, given: ReadonlySet<string>, root: string): void {
  if (given.size > 0 || !NOTHING_WHEN_EMPTY.has(model)) {
    for (const [name, value] of defaultsOf(model, root)) if (!given.has(name)) result[name] = value;
  }
  const metadata = result.metadata;
  if (kindOfModel(model)?.namespaced && isJson(metadata)) metadata.namespace ??= "default";
}

const defaults = new Map<string, Map<string, [string, unknown][]>>();

/** What is sent for `model` inside of `root` where nobody set it. */
function defaultsOf(model: string, root: string): [string, unknown][] {
  let ofRoot = defaults.get(root);
  if (ofRoot === undefined) {
    ofRoot = new Map();
    defaults.set(root, ofRoot);
  }
  let found = ofRoot.get(model);
  if (found === undefined) {
    found = Object.entries({ ...SENT_WHEN_UNSET[model], ...SENT_WHEN_UNSET_IN[root]?.[model] }).filter(
      ([, value]) => value !== undefined,
    );
    ofRoot.set(model, found);
  }
  return found;
}

function dropUnsent(model: string, result: Json): void {
  for (const [name, { sibling, values }] of Object.entries(SENT_ONLY_WITH[model] ?? {})) {
    if (!values.split(" ").includes(String(result[sibling]))) delete result[name];
  }
}

function oneBlock(value: unknown, path: string, rendering: Rendering): Json {
  if (!Array.isArray(value)) return asBlock(value, path);
  if (value.length > 1) collect(rendering, path, `is ${typeName(value)}, where one block is allowed`);
  return asBlock(value[0], path);
}

/** A block with nothing set may be written as null inside a list. */
function asBlock(value: unknown, path: string): Json {
  if (value === null || value === undefined) return {};
  if (!isJson(value)) throw new Unrenderable(path, `is ${typeName(value)}, where a block is allowed`);
  return value;
}

function noArgument(model: string, argument: string): string {
  const allowed = argumentsOf(model);
  const nearest = didYouMean(argument, allowed);
  return `is no argument of ${model}${nearest === "" ? `; allowed: ${allowed.join(", ")}` : nearest}`;
}

/** True where `name` is one of the words; they repeat from object to object. */
function has(names: string | undefined, name: string): boolean {
  if (names === undefined) return false;
  let words = wordsOf.get(names);
  if (words === undefined) {
    words = new Set(names.split(" "));
    wordsOf.set(names, words);
  }
  return words.has(name);
}

const wordsOf = new Map<string, Set<string>>();

function collect(rendering: Rendering, path: string, message: string): void {
  rendering.problems.push({ address: rendering.address, path, message });
}
