/**
 * Scalars: what Terraform's schema keeps as text, number or boolean, as the Kubernetes model wants it.
 * Terraform converts between the three on its own; so does this, with the same limits.
 */
import type { Attribute } from "./models.js";
import { Unrenderable } from "./types.js";
import { brief, isJson, typeName } from "./values.js";

const INTEGER = /^[+-]?\d+$/;
const NUMBER = /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$/;

/**
 * One scalar for an attribute. File modes are octal text (`"0640"` → 416, as the provider reads them); `byte`
 * attributes are plain text in Terraform and base64 here; int-or-string takes a number where the text is one.
 * Throws Unrenderable on a value of another type or out of range.
 */
export function renderScalar(attribute: Attribute, value: unknown, path: string): unknown {
  switch (attribute.scalar) {
    case "any":
      return value;
    case "string":
      if (attribute.format === "byte" && attribute.shape === "one") return base64(text(value, path));
      return text(value, path);
    case "Date":
      return text(value, path);
    case "boolean":
      return boolean(value, path);
    case "IntOrString":
      return intOrString(text(value, path));
    case "number":
      return attribute.name === "mode" || attribute.name === "defaultMode"
        ? fileMode(value, path)
        : number(value, attribute.format, path);
    default:
      throw new Error(`no rule renders ${attribute.scalar} (${attribute.name}) of @kubernetes/client-node`);
  }
}

/** UTF-8 text as base64. */
export function base64(value: string): string {
  return Buffer.from(value, "utf8").toString("base64");
}

/** Text as Terraform converts it. Throws Unrenderable on lists, blocks and null. */
export function text(value: unknown, path: string): string {
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "boolean") return terraformText(value);
  throw new Unrenderable(path, `is ${typeName(value)}, where one value is allowed`);
}

/** A number or boolean as Terraform writes it in text: never with an exponent. */
export function terraformText(value: number | boolean): string {
  if (typeof value === "number" && Number.isInteger(value) && Math.abs(value) >= 1e21)
    return BigInt(value).toString();
  return String(value);
}

function boolean(value: unknown, path: string): boolean {
  if (typeof value === "boolean") return value;
  if (value === "true" || value === "1") return true;
  if (value === "false" || value === "0") return false;
  throw new Unrenderable(path, `is ${typeName(value)}, where true or false is allowed`);
}

function intOrString(value: string): number | string {
  return INTEGER.test(value) && Number.isSafeInteger(Number(value)) ? Number(value) : value;
}

function number(value: unknown, format: string, path: string): number {
  const isText = typeof value === "string" && NUMBER.test(value);
  const found = isText ? Number(value) : value;
  if (typeof found !== "number") {
    throw new Unrenderable(
      path,
      `is ${isJson(value) ? "a block" : typeName(value)}, where a number is allowed`,
    );
  }
  const limit = format === "int32" ? 2 ** 31 : Number.MAX_SAFE_INTEGER;
  if (format !== "double" && (!Number.isInteger(found) || found >= limit || found < -limit)) {
    throw new Unrenderable(path, `is ${brief(value)}, where a whole number of ${format} is allowed`);
  }
  return found;
}

function fileMode(value: unknown, path: string): number {
  const digits = text(value, path);
  const mode = /^0*[0-7]{1,4}$/.test(digits) ? Number.parseInt(digits, 8) : Number.NaN;
  if (!(mode <= 0o777)) {
    throw new Unrenderable(
      path,
      `is ${brief(value)}, where an octal file mode from "0000" to "0777" is allowed`,
    );
  }
  return mode;
}
