/** Turns what zod found into problems that name the value, what is allowed and the way out. */
import { z } from "zod";
import { describeAny } from "./describe.js";
import type { EstateDocument, Key } from "./document.js";
import { type Complaint, type Problem, shorten, showPath, showValue } from "./problem.js";
import {
  allowedKeys,
  choicesOf,
  definition,
  nounOf,
  schemasAt,
  unwrap,
  variantOf,
  variantsOf,
} from "./schema-walk.js";
import { didYouMean, list } from "./words.js";

/** Judges a document by its schema: the checked value, or the problems, all of them, one by one. */
export function judge(
  document: EstateDocument,
  schema: z.ZodType,
): { data?: unknown; problems: Iterable<Problem> } {
  // Where a schema brings no message of its own, an empty one tells `describeIssue` to find the words.
  const result = schema.safeParse(document.value, { error: () => "" });
  if (result.success) return { data: result.data, problems: [] };
  return { problems: explainAll({ document, schema }, result.error.issues) };
}

interface Context {
  document: EstateDocument;
  schema: z.ZodType;
}

function* explainAll(context: Context, issues: readonly z.core.$ZodIssue[]): Generator<Problem> {
  for (const issue of issues) yield* explain(context, issue);
}

/** All problems behind one zod issue. */
function* explain(context: Context, issue: z.core.$ZodIssue): Generator<Problem> {
  const path = issue.path as Key[];
  switch (issue.code) {
    case "unrecognized_keys":
      for (const key of issue.keys) yield unknownKey(context, [...path, key]);
      break;
    case "invalid_key":
      if (hasReferencesAsKeys(context, path.slice(0, -1))) break;
      for (const { message } of issue.issues) yield wrongKey(context, path, message);
      break;
    case "invalid_union": {
      const inner = issuesOfVariant(context, issue);
      if (inner) yield* explainAll(context, inner);
      else yield wrongValue(context, issue);
      break;
    }
    default:
      if (issue.code !== "invalid_format" || !isReference(context, path)) yield wrongValue(context, issue);
  }
}

// A word that is no identifier names no thing either, and that problem says which things there are.
const isReference = ({ schema }: Context, path: readonly Key[]) =>
  schemasAt(schema, path).some((candidate) => nounOf(candidate) !== undefined);

const hasReferencesAsKeys = ({ schema }: Context, path: readonly Key[]) =>
  schemasAt(schema, path).some((candidate) => {
    const { keyType } = definition(unwrap(candidate));
    return keyType !== undefined && nounOf(keyType) !== undefined;
  });

function unknownKey({ document, schema }: Context, path: Key[]): Problem {
  const key = String(path.at(-1));
  const parent = path.slice(0, -1);
  const keys = schemasAt(schema, parent).flatMap((candidate) =>
    allowedKeys(candidate, document.valueAt(parent)),
  );
  const hint = didYouMean(key, keys);
  return {
    ...document.locateKey(path),
    path: showPath(parent),
    value: showValue(key),
    message: "is no known key",
    allowed: list(keys, 30),
    ...(hint ? { hint } : {}),
  };
}

const wrongKey = ({ document }: Context, path: Key[], message: string): Problem => ({
  ...document.locateKey(path),
  path: showPath(path.slice(0, -1)),
  value: showValue(String(path.at(-1))),
  message: message || "is no key that this mapping takes",
});

/** The issues of the variant that was meant, where the value's type tells which one. */
function issuesOfVariant({ document, schema }: Context, issue: z.core.$ZodIssueInvalidUnion) {
  const path = issue.path as Key[];
  const value = document.valueAt(path);
  for (const union of schemasAt(schema, path)) {
    const variant = variantOf(union, value);
    const issues = variant && issue.errors[variantsOf(union).indexOf(variant)];
    if (issues)
      return issues.map((inner) => ({ ...inner, path: [...path, ...inner.path] }) as z.core.$ZodIssue);
  }
  return undefined;
}

/** The problem of one value, or of the lack of it. */
function wrongValue({ document, schema }: Context, issue: z.core.$ZodIssue): Problem {
  const path = issue.path as Key[];
  const value = document.valueAt(path);
  const schemas = schemasAt(schema, path);
  const place = { ...document.locate(path), path: showPath(path) };
  const allowed = describeAny(schemas);
  if (value === undefined && issue.code !== "custom") return { ...place, message: "is missing", allowed };
  if (value === null) return { ...place, message: "is empty", allowed };

  const source = document.sourceAt(path);
  const shown = source === undefined ? showContainable(path, value) : shorten(source);
  const hint = wayOut(schemas, issue, value, source);
  if (value === undefined) return { ...place, message: issue.message };
  return {
    ...place,
    ...(shown === undefined ? {} : { value: shown }),
    ...(issue.message ? { message: issue.message } : describeIssue(issue, value, allowed)),
    ...(hint ? { hint } : {}),
  };
}

/** A mapping or list is shown where it is short, and not the whole file: a message stands beside it anyway. */
function showContainable(path: readonly Key[], value: unknown): string | undefined {
  const shown = showValue(value);
  if (path.length === 0) return undefined;
  return typeof value === "object" && shown.endsWith("…") ? undefined : shown;
}

/** Words for what a schema says nothing about itself. */
function describeIssue(issue: z.core.$ZodIssue, value: unknown, allowed: string): Complaint {
  switch (issue.code) {
    case "invalid_type":
      return { message: `is ${typeName(value)}`, allowed };
    case "invalid_value":
      return { message: "is not one of the choices", allowed };
    case "invalid_union":
      return {
        message: issue.discriminator ? "is not one of the choices" : "fits none of the forms",
        allowed,
      };
    case "too_small":
      return tooSmall(value, `at least ${issue.minimum}`, allowed);
    case "too_big":
      if (typeof value === "string")
        return { message: "is too long", allowed: `at most ${issue.maximum} characters` };
      return Array.isArray(value)
        ? { message: "has too many entries", allowed: `at most ${issue.maximum}` }
        : { message: "is too large", allowed };
    case "invalid_format":
      return { message: describeFormat(issue), allowed };
    default:
      return { message: "is not accepted", allowed };
  }
}

function tooSmall(value: unknown, minimum: string, allowed: string): Complaint {
  if (value === "") return { message: "is empty", allowed };
  if (typeof value === "string") return { message: "is too short", allowed: `${minimum} characters` };
  return Array.isArray(value)
    ? { message: "has too few entries", allowed: minimum }
    : { message: "is too small", allowed };
}

function describeFormat(issue: z.core.$ZodIssueInvalidStringFormat): string {
  const { prefix, suffix, includes } = issue as { prefix?: string; suffix?: string; includes?: string };
  if (prefix !== undefined) return `does not begin with ${showValue(prefix)}`;
  if (suffix !== undefined) return `does not end with ${showValue(suffix)}`;
  if (includes !== undefined) return `does not contain ${showValue(includes)}`;
  return "is not written as it must be";
}

function typeName(value: unknown): string {
  if (Array.isArray(value)) return "a list";
  if (typeof value === "number" && !Number.isFinite(value)) return "no finite number";
  if (typeof value === "number") return Number.isInteger(value) ? "a number" : "a number with a fraction";
  return (
    { string: "text", boolean: "a boolean", object: "a mapping" }[typeof value as string] ?? "not accepted"
  );
}

/** Quotes to add or to take off, or the word that was meant. */
function wayOut(
  schemas: readonly z.core.$ZodType[],
  issue: z.core.$ZodIssue,
  value: unknown,
  source: string | undefined,
): string | undefined {
  const accepts = (other: unknown) => schemas.some((schema) => z.safeParse(schema, other).success);
  if (source !== undefined && accepts(source)) return `quote it: ${showValue(source)}`;
  if (typeof value !== "string") return undefined;
  const unquoted = value === "true" || (value === "false" ? false : Number(value || Number.NaN));
  if (issue.code === "invalid_type" && accepts(unquoted)) return "remove the quotes";
  const { choices } = ((issue as { params?: { choices?: string[] } }).params ?? {}) as { choices?: string[] };
  return didYouMean(value, choices ?? schemas.flatMap((schema) => choicesOf(schema) ?? []));
}
