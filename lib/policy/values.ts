/** Values between JSON and CEL: what the API server's own conversion makes of an object, and literals. */

/** A JSON value as CEL sees it: whole numbers are `int`, objects are maps without a prototype. */
export type CelValue = null | boolean | string | number | bigint | CelValue[] | Map<string, CelValue>;

/** Deeper than any object that an API server takes; what nests deeper is hostile. */
const DEEPEST = 100;

/**
 * Converts plain JSON. As the API server does, keys without a value are dropped and whole numbers are integers.
 *
 * @throws Error for what JSON cannot hold, and for what nests too deep (a cycle does)
 */
export function toCel(value: unknown, depth = 0): CelValue {
  switch (typeof value) {
    case "string":
    case "boolean":
      return value;
    case "number":
      return Number.isSafeInteger(value) ? BigInt(value) : value;
    case "object":
      break;
    default:
      throw new Error(`holds a ${typeof value}, which is no JSON`);
  }
  if (value === null) return null;
  if (depth >= DEEPEST) throw new Error(`nests deeper than ${DEEPEST} levels`);
  if (Array.isArray(value)) return value.map((item) => toCel(item, depth + 1));
  const map = new Map<string, CelValue>();
  for (const key of Object.keys(value)) {
    const child = (value as Record<string, unknown>)[key];
    if (child !== null && child !== undefined) map.set(key, toCel(child, depth + 1));
  }
  return map;
}

/** Equality as CEL defines it: by value, numbers across `int` and `double`. */
export function celEquals(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  // biome-ignore lint/suspicious/noDoubleEquals: 1n == 1 is CEL's equality of numbers
  if (isNumber(a) && isNumber(b)) return a == b;
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item, index) => celEquals(item, b[index]));
  }
  if (!isRecord(a) || !isRecord(b)) return false;
  const left = entries(a);
  const right = new Map(entries(b));
  return (
    left.length === right.size &&
    left.every(([key, item]) => right.has(key) && celEquals(item, right.get(key)))
  );
}

export const isNumber = (value: unknown) => typeof value === "number" || typeof value === "bigint";
const isRecord = (value: unknown): value is object =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Keys and values of a CEL map: one of an object, or one that an expression made. */
export function entries(map: object): [unknown, unknown][] {
  return map instanceof Map ? [...map] : Object.entries(map);
}

/**
 * Writes JSON as a CEL literal. CEL wants lists and maps of one type: where parts differ, each is wrapped in `dyn()`.
 */
export function literal(value: unknown): string {
  if (typeof value === "number") return Number.isSafeInteger(value) ? `${value}` : doubleLiteral(value);
  if (typeof value === "string") return quote(value);
  if (typeof value !== "object" || value === null) return String(value);
  const parts = Array.isArray(value) ? value : Object.values(value);
  const mixed = new Set(parts.map(typeOf)).size > 1;
  const part = (item: unknown) => (mixed ? `dyn(${literal(item)})` : literal(item));
  if (Array.isArray(value)) return `[${value.map(part).join(", ")}]`;
  const fields = Object.entries(value).map(([key, item]) => `${quote(key)}: ${part(item)}`);
  return `{${fields.join(", ")}}`;
}

const doubleLiteral = (value: number) => (/[.e]/.test(`${value}`) ? `${value}` : `${value}.0`);

/** JSON's escapes are CEL's too. */
const quote = (text: string) => JSON.stringify(text);

/** The CEL type of a literal, as far as homogeneity needs it. */
function typeOf(value: unknown): string {
  if (typeof value === "number") return Number.isSafeInteger(value) ? "int" : "double";
  if (typeof value !== "object" || value === null) return value === null ? "null" : typeof value;
  const kinds = new Set((Array.isArray(value) ? value : Object.values(value)).map(typeOf));
  const inner = kinds.size === 1 ? [...kinds][0] : kinds.size === 0 ? "?" : "dyn";
  return `${Array.isArray(value) ? "list" : "map"}<${inner}>`;
}
