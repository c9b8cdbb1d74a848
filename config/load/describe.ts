/** Says in words what a schema accepts, for messages and for the reference documentation. */
import { z } from "zod";
import { choicesOf, type Definition, definition, nounOf, unwrap, variantsOf } from "./schema-walk.js";
import { list } from "./words.js";

interface Meta {
  title?: string | undefined;
  description?: string | undefined;
  examples?: unknown[] | undefined;
}

/** What a schema accepts, e.g. `a whole number from 1 to 5` or `A, B, C, own`. */
export function describe(schema: z.core.$ZodType): string {
  const noun = nounOf(schema);
  if (noun) return `an identifier in ${noun}`;
  const example = exampleOf(schema);
  const inner = unwrap(schema);
  const { type, ...parts } = definition(inner);
  switch (type) {
    case "string":
      return `text${example ? ` such as ${example}` : ""}`;
    case "number":
      return describeNumber(inner);
    case "boolean":
      return "true or false";
    case "enum":
      return list(choicesOf(inner) ?? [], 30);
    case "literal":
      return (choicesOf(inner) ?? []).join(", ");
    case "lazy":
      return "text, a finite number, true or false, or lists and mappings of these";
    default:
      return describeContainer(parts);
  }
}

/** What any of several schemas accepts. */
export function describeAny(schemas: readonly z.core.$ZodType[]): string {
  const choices = schemas.map((schema) => (variantsOf(schema).length > 0 ? undefined : choicesOf(schema)));
  return choices.every((some) => some !== undefined) && choices.length > 0
    ? list([...new Set(choices.flat())], 30)
    : [...new Set(schemas.map(describe))].join(", or ");
}

function describeContainer({
  element,
  keyType,
  valueType,
  shape,
  options,
  discriminator,
}: Partial<Definition>) {
  if (element) return `a list of: ${describe(element)}`;
  if (keyType && valueType) return `a mapping from ${keyName(keyType)} to ${describe(valueType)}`;
  if (shape) return `a mapping with the keys ${list(requiredFirst(shape))}`;
  if (!options) return "another value";
  if (!discriminator) return options.map(describe).join(", or ");
  const kinds = options.flatMap(
    (option) => choicesOf(definition(unwrap(option)).shape?.[discriminator] ?? option) ?? [],
  );
  return `a mapping with ${discriminator}: ${kinds.join(", ")}`;
}

/** What a mapping's keys are, e.g. `identifiers in academies`. */
export function keyName(keyType: z.core.$ZodType): string {
  const noun = nounOf(keyType);
  if (noun) return `identifiers in ${noun}`;
  return choicesOf(keyType)?.join(", ") ?? (titleOf(keyType) === "Identifier" ? "identifiers" : "names");
}

const requiredFirst = (shape: Record<string, z.core.$ZodType>): string[] =>
  Object.keys(shape).toSorted((a, b) => Number(!isRequired(shape[a])) - Number(!isRequired(shape[b])));

/** A key must be written unless its schema is optional or has a default. */
export const isRequired = (schema: z.core.$ZodType | undefined): boolean => schema?._zod.optin === undefined;

function describeNumber(schema: z.core.$ZodType): string {
  const { type, minimum, maximum, exclusiveMinimum: above } = z.toJSONSchema(schema);
  const kind = type === "integer" ? "a whole number" : "a number";
  const low = isChosen(minimum) ? minimum : undefined;
  const high = isChosen(maximum) ? maximum : undefined;
  if (low !== undefined && high !== undefined) return `${kind} from ${low} to ${high}`;
  const limits = [
    ...(above === undefined ? [] : [`above ${above}`]),
    ...(low === undefined ? [] : [`at least ${low}`]),
    ...(high === undefined ? [] : [`at most ${high}`]),
  ];
  return [kind, ...limits].join(", ");
}

/** Whole numbers have limits of JavaScript's own, which nobody chose. */
const isChosen = (limit: number | undefined): limit is number =>
  limit !== undefined && Math.abs(limit) < Number.MAX_SAFE_INTEGER;

/** Metadata of a schema, completed with that of what it wraps. */
export function metaOf(schema: z.core.$ZodType): Meta {
  const { innerType, in: input } = definition(schema);
  const inner = innerType ?? input;
  return { ...(inner ? metaOf(inner) : {}), ...(schema as z.ZodType).meta?.() };
}

const exampleOf = (schema: z.core.$ZodType): string | undefined => {
  const [example] = metaOf(schema).examples ?? [];
  return example === undefined ? undefined : JSON.stringify(example);
};

/** The name of a type, e.g. `DataSize`. */
const titleOf = (schema: z.core.$ZodType): string | undefined => metaOf(schema).title;
