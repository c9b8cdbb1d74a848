/** Walks a zod schema beside a value: which keys an object may have, which values are references. */
import type { z } from "zod";
import { type NounName, references } from "../schema/common.js";
import type { Key } from "./document.js";

/** What the kinds of schemas that the estate uses are made of. */
export type Definition = z.core.$ZodTypeDef & {
  innerType?: z.core.$ZodType;
  in?: z.core.$ZodType;
  shape?: Record<string, z.core.$ZodType>;
  element?: z.core.$ZodType;
  keyType?: z.core.$ZodType;
  valueType?: z.core.$ZodType;
  options?: z.core.$ZodType[];
  discriminator?: string;
  values?: z.core.util.Literal[];
  entries?: Record<string, string>;
};

export const definition = (schema: z.core.$ZodType) => schema._zod.def as Definition;

/** Takes off what wraps a schema without changing the shape of its input: optional, default, transform. */
export function unwrap(schema: z.core.$ZodType): z.core.$ZodType {
  const { innerType, in: input } = definition(schema);
  const inner = innerType ?? input;
  return inner ? unwrap(inner) : schema;
}

/** What `unwrap` leaves, also of a schema that is made of itself, such as that of JSON. */
function resolve(schema: z.core.$ZodType): Definition {
  const inner = unwrap(schema);
  const { innerType } = inner._zod as Partial<z.core.$ZodLazyInternals>;
  return innerType ? resolve(innerType) : definition(inner);
}

/** The noun whose things a schema's values name, if it is a reference. */
export const nounOf = (schema: z.core.$ZodType): NounName | undefined =>
  references.get(unwrap(schema) as z.ZodType)?.noun;

/** The values that a schema enumerates, `undefined` where it does not. */
export function choicesOf(schema: z.core.$ZodType): string[] | undefined {
  const { entries, values, options, discriminator } = definition(unwrap(schema));
  if (options && !discriminator) {
    const choices = options.flatMap((option) => choicesOf(option) ?? []);
    return choices.length > 0 ? choices : undefined;
  }
  return entries ? Object.values(entries) : values?.map(String);
}

/** The schemas that a child at `key` may follow; several where there is a union. */
function children(schema: z.core.$ZodType, key: Key): z.core.$ZodType[] {
  const { shape, element, valueType, options } = resolve(schema);
  if (options) return options.flatMap((option) => children(option, key));
  if (shape) return Object.hasOwn(shape, key) && shape[key] ? [shape[key]] : [];
  const child = element ?? valueType;
  return child ? [child] : [];
}

/** The schemas that the value at `path` may follow; several where there is a union. */
export function schemasAt(schema: z.core.$ZodType, path: readonly PropertyKey[]): z.core.$ZodType[] {
  return path.reduce<z.core.$ZodType[]>(
    (found, key) => found.flatMap((candidate) => children(candidate, key as Key)),
    [schema],
  );
}

/** The keys that a mapping of this schema may have; those of the variant that `value` is, where there is a union. */
export function allowedKeys(schema: z.core.$ZodType, value?: unknown): string[] {
  const { shape, options, keyType } = definition(unwrap(schema));
  if (!options) return shape ? Object.keys(shape) : ((keyType && choicesOf(keyType)) ?? []);
  const variant = variantOf(schema, value);
  return [...new Set((variant ? [variant] : options).flatMap((option) => allowedKeys(option, value)))];
}

/** The variants of a union; none for anything else. */
export const variantsOf = (schema: z.core.$ZodType): z.core.$ZodType[] => resolve(schema).options ?? [];

/** The variant of a union that `value` is meant to be, judged by its discriminator or its type alone. */
export function variantOf(union: z.core.$ZodType, value: unknown): z.core.$ZodType | undefined {
  const { options = [], discriminator } = resolve(union);
  if (!discriminator) return options.find((option) => hasTypeOf(option, value));
  const chosen = (value as Record<string, unknown> | null | undefined)?.[discriminator];
  return options.find((option) => {
    const tag = definition(unwrap(option)).shape?.[discriminator];
    return tag && choicesOf(tag)?.includes(String(chosen));
  });
}

function hasTypeOf(schema: z.core.$ZodType, value: unknown): boolean {
  const { type } = definition(unwrap(schema));
  if (Array.isArray(value)) return type === "array";
  if (typeof value === "object") return type === "object" || type === "record";
  return typeof value === type;
}

export interface Reference {
  noun: NounName;
  identifier: string;
  path: Key[];
  /** The reference is a key of a mapping rather than a value. */
  isKey: boolean;
}

/** Every reference in `value`, which may not fit `schema` everywhere. */
export function* findReferences(
  schema: z.core.$ZodType,
  value: unknown,
  path: Key[] = [],
): Generator<Reference> {
  const noun = nounOf(schema);
  if (noun) {
    if (typeof value === "string") yield { noun, identifier: value, path, isKey: false };
    return;
  }
  const { shape, element, keyType, valueType, options } = definition(unwrap(schema));
  if (options) {
    const variant = variantOf(schema, value);
    if (variant) yield* findReferences(variant, value, path);
  } else if (Array.isArray(value)) {
    if (!element) return;
    for (const [index, item] of value.entries()) yield* findReferences(element, item, [...path, index]);
  } else if (typeof value === "object" && value !== null) {
    const keyNoun = keyType && nounOf(keyType);
    for (const [key, child] of Object.entries(value)) {
      if (keyNoun) yield { noun: keyNoun, identifier: key, path: [...path, key], isKey: true };
      const childSchema = shape && Object.hasOwn(shape, key) ? shape[key] : valueType;
      if (childSchema) yield* findReferences(childSchema, child, [...path, key]);
    }
  }
}
