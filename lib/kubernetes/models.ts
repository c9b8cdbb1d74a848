/**
 * Attribute tables of the Kubernetes models: the type maps (`attributeTypeMap`) that `@kubernetes/client-node`
 * generates from the Kubernetes OpenAPI description, asked by Terraform's names.
 */
import { MODEL_TABLES } from "./model-tables.js";
import { IRREGULAR_NAMES } from "./provider-facts.js";

/** What an attribute holds: one value, a list or a map of them; each a scalar, or an object of a model. */
export interface Attribute {
  /** Name in Kubernetes: `containers`. */
  readonly name: string;
  readonly shape: "one" | "list" | "map";
  /** Model of the value or of each element; undefined for scalars. */
  readonly model: string | undefined;
  /** `string`, `number`, `boolean`, `IntOrString`, `Date` or `any`, where `model` is undefined. */
  readonly scalar: string;
  /** OpenAPI format: `byte`, `int32`, `date-time`, …; empty where there is none. */
  readonly format: string;
}

const tables = new Map<string, Map<string, Attribute>>();
const words = new Map<string, string[]>();

/** Attributes of a model as the client lists them. Throws on a name that is no model: a defect of ours. */
function attributesOf(model: string): Attribute[] {
  const table = Object.hasOwn(MODEL_TABLES, model) ? MODEL_TABLES[model] : undefined;
  if (table === undefined) throw new Error(`@kubernetes/client-node has no model ${model}`);
  const attributes = JSON.parse(table) as [name: string, type: string, format: string][];
  return attributes.map(([name, type, format]) => parseAttribute(name, type, format));
}

/**
 * The attribute of `model` that a Terraform argument sets, or undefined. `host_ipc` finds `hostIPC`; a repeated block
 * is named in the singular (`container`, `policy`, `address`) and finds the plural; the few irregular names are data.
 */
export function findAttribute(model: string, argument: string): Attribute | undefined {
  return table(model).get(argument);
}

/** Terraform's spelling of every argument that a model allows, sorted, for messages. */
export function argumentsOf(model: string): string[] {
  let found = words.get(model);
  if (found === undefined) {
    found = attributesOf(model)
      .map((attribute) => {
        const snake = snakeCase(attribute.name);
        return attribute.model !== undefined && attribute.shape === "list" ? singular(snake) : snake;
      })
      .sort();
    words.set(model, found);
  }
  return found;
}

function table(model: string): Map<string, Attribute> {
  let found = tables.get(model);
  if (found === undefined) {
    const attributes = attributesOf(model);
    const byName = new Map(attributes.map((attribute) => [attribute.name, attribute]));
    found = new Map(attributes.map((attribute) => [snakeCase(attribute.name), attribute]));
    const others = [
      ...attributes.map((attribute) => [singular(snakeCase(attribute.name)), attribute] as const),
      ...Object.entries(IRREGULAR_NAMES).map(([argument, name]) => [argument, byName.get(name)] as const),
    ];
    for (const [argument, attribute] of others) {
      if (attribute !== undefined && !found.has(argument)) found.set(argument, attribute);
    }
    tables.set(model, found);
  }
  return found;
}

function parseAttribute(name: string, type: string, format: string): Attribute {
  const list = /^Array<(.+)>$/.exec(type);
  const map = /^\{ \[key: string\]: (.+); \}$/.exec(type);
  const inner = list?.[1] ?? map?.[1] ?? type;
  return {
    name,
    shape: list ? "list" : map ? "map" : "one",
    model: Object.hasOwn(MODEL_TABLES, inner) ? inner : undefined,
    scalar: inner,
    format,
  };
}

/** English singular of a plural: policies → policy, addresses → address, ports → port. */
function singular(word: string): string {
  if (word.endsWith("ies")) return `${word.slice(0, -3)}y`;
  if (word.endsWith("sses")) return word.slice(0, -2);
  return word.endsWith("s") && !word.endsWith("ss") ? word.slice(0, -1) : word;
}

/** `hostIPC` → `host_ipc`, `nonResourceURLs` → `non_resource_urls`. */
function snakeCase(name: string): string {
  return name
    .replace(/[A-Z]{2,}s(?![a-z])/g, (acronym) => acronym[0] + acronym.slice(1).toLowerCase())
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .replace(/([A-Z])([A-Z][a-z])/g, "$1_$2")
    .toLowerCase();
}
