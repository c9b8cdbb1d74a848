/** The keys of a schema, row by row, as the configuration reference lists them. */
import type { z } from "zod";
import { describe, isRequired, keyName, metaOf } from "../../config/load/describe.js";
import { choicesOf, definition, nounOf, unwrap } from "../../config/load/schema-walk.js";
import { code } from "./markdown.js";

export interface KeyRow {
  /** Path of the key, e.g. `windows[].from` or `clusters.<identifier>.location`. */
  key: string;
  /** What it takes, in Markdown. */
  type: string;
  /** `required`, `optional`, or its default as JSON. */
  presence: string;
  description: string;
}

/** A type with a name of its own, e.g. `DataSize`. */
export interface NamedType {
  name: string;
  rule: string;
  examples: string[];
}

type Schema = z.core.$ZodType;

/** The rows of a schema's keys, those of nested mappings after their own; named types are added to `types`. */
export function keyRows(schema: Schema, types: Map<string, NamedType>, path = ""): KeyRow[] {
  const { shape, element, keyType, valueType, options = [], discriminator } = definition(unwrap(schema));
  if (shape) {
    return Object.entries(shape).flatMap(([key, child]) => {
      const childPath = path ? `${path}.${key}` : key;
      const row = {
        key: childPath,
        type: typeText(child, types),
        presence: presenceOf(child),
        description: descriptionOf(child),
      };
      return [row, ...keyRows(child, types, childPath)];
    });
  }
  if (element) return keyRows(element, types, `${path}[]`);
  if (keyType && valueType)
    return keyRows(valueType, types, `${path ? `${path}.` : ""}${placeholder(keyType)}`);
  return discriminator
    ? variantRows(options, discriminator, types, path)
    : options.flatMap((option) => keyRows(option, types, path));
}

/** The discriminator first; rows that not all variants share say to which ones they belong. */
function variantRows(
  options: Schema[],
  discriminator: string,
  types: Map<string, NamedType>,
  path: string,
): KeyRow[] {
  const kindOf = (option: Schema) =>
    choicesOf(definition(unwrap(option)).shape?.[discriminator] ?? option)?.join(", ") ?? "";
  const tag = path ? `${path}.${discriminator}` : discriminator;
  const found = new Map<string, { row: KeyRow; kinds: string[] }>();
  for (const option of options) {
    for (const row of keyRows(option, types, path).filter(({ key }) => key !== tag)) {
      const same = JSON.stringify(row);
      const known = found.get(same) ?? { row, kinds: [] };
      found.set(same, { row, kinds: [...known.kinds, kindOf(option)] });
    }
  }
  const choice = { key: tag, type: codes(options.map(kindOf)), presence: "required", description: "" };
  const others = [...found.values()].map(({ row, kinds }) => {
    const belongs = kinds.length === options.length ? "" : `For ${discriminator} ${codes(kinds)}. `;
    return { ...row, description: `${belongs}${row.description}` };
  });
  return [choice, ...others];
}

const codes = (words: readonly string[]): string => words.map(code).join(", ");

/** What a value is, with links to nouns and named types. */
function typeText(schema: Schema, types: Map<string, NamedType>): string {
  const noun = nounOf(schema);
  if (noun) return `identifier in [${noun}](#${noun})`;
  const inner = unwrap(schema);
  const { element, keyType, valueType, options = [], discriminator, shape, type } = definition(inner);
  if (element) return `list of ${typeText(element, types)}`;
  const { title } = metaOf(schema);
  if (title && !shape) return namedType(title, schema, types);
  if (shape) return "mapping";
  if (keyType && valueType) return `mapping from ${keyLink(keyType)} to ${typeText(valueType, types)}`;
  if (discriminator) return "mapping";
  if (options.length > 0) return options.map((option) => typeText(option, types)).join(", or ");
  if (type === "enum" || type === "literal") return codes(choicesOf(inner) ?? []);
  return describe(schema);
}

/** What stands for a key that an owner chooses. */
function placeholder(keyType: Schema): string {
  if (choicesOf(keyType)) return "<key>";
  return nounOf(keyType) || metaOf(keyType).title === "Identifier" ? "<identifier>" : "<name>";
}

function keyLink(keyType: Schema): string {
  const noun = nounOf(keyType);
  return noun ? `identifiers in [${noun}](#${noun})` : keyName(keyType);
}

function namedType(title: string, schema: Schema, types: Map<string, NamedType>): string {
  const { examples = [] } = metaOf(schema);
  types.set(title, {
    name: title,
    rule: ruleOf(schema),
    examples: examples.map((example) => JSON.stringify(example)),
  });
  return `[${title}](#types)`;
}

/** The rule of a named type, from its own message: `is no Duration: a number followed by …, e.g. "4h"`. */
function ruleOf(schema: Schema): string {
  const message = (schema as z.ZodType).safeParse("").error?.issues[0]?.message ?? "";
  const [, kind = "", rule = ""] =
    /^is no ([^:,]+)[:,] (?:write )?(.*?)(?:, )?(?:e\.g\. ".*")?$/.exec(message) ?? [];
  return rule || kind;
}

function presenceOf(schema: Schema): string {
  if (isRequired(schema)) return "required";
  const { type } = definition(schema);
  const { defaultValue } = schema._zod.def as { defaultValue?: unknown };
  return type === "default" ? `\`${JSON.stringify(defaultValue)}\`` : "optional";
}

/** Descriptions of a type itself stand with the type. */
function descriptionOf(schema: Schema): string {
  if (nounOf(schema)) {
    const own = metaOf(schema).description ?? "";
    return /^(The name of a file in|A key of) /.test(own) ? "" : own;
  }
  const { description = "" } = metaOf(schema);
  return description.startsWith("Written as ") ? "" : description;
}
