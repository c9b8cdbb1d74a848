/**
 * The Terraform functions that a synthesized stack may need. Others are refused by name: some read files or clocks,
 * and for the rest a resource that says its value plainly is easier to review.
 */
import { createHash } from "node:crypto";
import { terraformText } from "./scalars.js";
import { isJson, type Json, put, typeName } from "./values.js";

/** A function called with values it does not take; `message` says which are allowed. */
export class CallProblem extends Error {}

const LONGEST_TEXT = 2_000_000;

type Function = (...args: unknown[]) => unknown;

const functions: Readonly<Record<string, Function>> = {
  base64decode: (value) => Buffer.from(asText(value), "base64").toString("utf8"),
  base64encode: (value) => Buffer.from(asText(value), "utf8").toString("base64"),
  concat: (...lists) => lists.flatMap(asList),
  element: (list, index) => {
    const items = asList(list);
    if (items.length === 0) throw new CallProblem("takes a list with elements");
    return items[Math.trunc(asNumber(index)) % items.length];
  },
  join: (separator, ...lists) => joined(lists.flatMap(asList), asText(separator)),
  jsonencode: (value) => jsonText(value),
  length: (value) => {
    if (typeof value === "string") return [...value].length;
    return isJson(value) ? Object.keys(value).length : asList(value).length;
  },
  lower: (value) => asText(value).toLowerCase(),
  merge: (...maps) => {
    const merged: Json = {};
    for (const map of maps) {
      if (map === null) continue;
      if (!isJson(map)) throw new CallProblem("takes maps");
      for (const [key, value] of Object.entries(map)) put(merged, key, value);
    }
    return merged;
  },
  nonsensitive: (value) => value,
  sensitive: (value) => value,
  sha256: (value) => createHash("sha256").update(asText(value), "utf8").digest("hex"),
  tolist: asList,
  tomap: (value) => value,
  tonumber: asNumber,
  toset: (value) => [...new Set(asList(value).map(asText))].sort(),
  tostring: asText,
  trimspace: (value) => asText(value).trim(),
  upper: (value) => asText(value).toUpperCase(),
  yamlencode: (value) => `${yamlLines(value).join("\n")}\n`,
};

/** Names of the functions that `call` knows. */
const FUNCTION_NAMES: readonly string[] = Object.keys(functions);

/** The value of a call. Throws CallProblem on an unknown name or on arguments that the function does not take. */
export function call(name: string, args: readonly unknown[]): unknown {
  const found = Object.hasOwn(functions, name) ? functions[name] : undefined;
  if (found === undefined) {
    throw new CallProblem(`the function ${name} is not rendered; allowed: ${FUNCTION_NAMES.join(", ")}`);
  }
  try {
    return found(...args);
  } catch (error) {
    if (error instanceof CallProblem) throw new CallProblem(`the function ${name} ${error.message}`);
    throw error;
  }
}

/** A value inside a string. Throws CallProblem on lists, maps and null. */
export function asText(value: unknown): string {
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "boolean") return terraformText(value);
  throw new CallProblem(`needs text, and ${typeName(value)} is none`);
}

/** Values as one text. Throws CallProblem beyond 2,000,000 characters: etcd takes 1.5 MB an object. */
export function joined(values: readonly unknown[], separator = ""): string {
  let text = "";
  for (const [index, value] of values.entries()) {
    text += index === 0 ? asText(value) : separator + asText(value);
    if (text.length > LONGEST_TEXT)
      throw new CallProblem(`makes a text of more than ${LONGEST_TEXT} characters`);
  }
  return text;
}

/** A value as a number, from text too. */
export function asNumber(value: unknown): number {
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  if (typeof number === "number" && Number.isFinite(number)) return number;
  throw new CallProblem(`needs a number, and ${typeName(value)} is none`);
}

function asList(value: unknown): unknown[] {
  if (Array.isArray(value)) return value;
  throw new CallProblem(`needs a list, and ${typeName(value)} is none`);
}

/** As Terraform's jsonencode: sorted keys, and `<`, `>`, `&` and line separators escaped. */
function jsonText(value: unknown): string {
  if (typeof value === "number") return terraformText(value);
  if (Array.isArray(value)) return `[${value.map(jsonText).join(",")}]`;
  if (isJson(value)) {
    return `{${Object.keys(value)
      .sort()
      .map((key) => `${jsonText(key)}:${jsonText(value[key])}`)
      .join(",")}}`;
  }
  return JSON.stringify(value ?? null).replace(
    /[<>&\u2028\u2029]/g,
    (found) => `\\u${found.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** As Terraform's yamlencode: block style, sorted and quoted keys, quoted text, literal blocks for several lines. */
function yamlLines(value: unknown): string[] {
  if (Array.isArray(value)) {
    if (value.length === 0) return ["[]"];
    return value.flatMap((item) => indented(yamlLines(item), "- ", "  "));
  }
  if (isJson(value)) {
    const keys = Object.keys(value).sort();
    if (keys.length === 0) return ["{}"];
    return keys.flatMap((key) => {
      const element = value[key];
      const lines = yamlLines(element);
      const head = `${JSON.stringify(key)}:`;
      const nested = typeof element === "object" && element !== null && Object.keys(element).length > 0;
      if (!nested) return [`${head} ${lines[0]}`, ...lines.slice(1)];
      return [head, ...(Array.isArray(element) ? lines : indented(lines, "  ", "  "))];
    });
  }
  if (typeof value !== "string") return [value === null ? "null" : asText(value)];
  return value.includes("\n") ? literalBlock(value) : [JSON.stringify(value)];
}

function literalBlock(text: string): string[] {
  if (/^\s|[ \t]\n|[ \t]$|[^\n\P{Cc}]/u.test(text)) {
    throw new CallProblem(
      "is not rendered for lines that begin or end with space or hold control characters",
    );
  }
  const chomp = text.endsWith("\n\n") ? "+" : text.endsWith("\n") ? "" : "-";
  const lines = text.replace(/\n$/, "").split("\n");
  return [`|${chomp}`, ...lines.map((line) => (line === "" ? "" : `  ${line}`))];
}

function indented(lines: string[], first: string, rest: string): string[] {
  return lines.map((line, index) => (index === 0 ? first + line : line === "" ? "" : rest + line));
}
