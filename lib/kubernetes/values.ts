/** Small helpers over JSON values that anyone may have written: hostile keys, empty forms, short descriptions. */
import leven from "leven";

export type Json = Record<string, unknown>;

export function isJson(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Own property only: `constructor` and `__proto__` are found only where they were written. */
export function own(value: Json, key: string): unknown {
  return Object.hasOwn(value, key) ? value[key] : undefined;
}

/** Sets an own property under any key: a plain assignment to `__proto__` would lose it. */
export function put(target: Json, key: string, value: unknown): void {
  if (key === "__proto__") {
    Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
  } else {
    target[key] = value;
  }
}

/** What Terraform writes for «nothing»: null, an empty list, an empty map. */
export function isNothing(value: unknown): boolean {
  if (value === null || value === undefined) return true;
  if (Array.isArray(value)) return value.length === 0;
  return isJson(value) && Object.keys(value).length === 0;
}

/** Name of a value's JSON type with its article, for messages. */
export function typeName(value: unknown): string {
  if (value === null || value === undefined) return "nothing";
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === "object") return "a block";
  return `the ${typeof value} ${brief(value)}`;
}

/** A scalar on one short line, for messages. */
export function brief(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

/** ` (did you mean "x"?)` for the nearest allowed word within a third of its length, else nothing. */
export function didYouMean(word: string, allowed: Iterable<string>): string {
  let best: string | undefined;
  let distance = Math.max(2, Math.floor(word.length / 3)) + 1;
  if (word.length > 200) return "";
  for (const candidate of allowed) {
    const d = leven(word, candidate);
    if (d < distance) [best, distance] = [candidate, d];
  }
  return best === undefined ? "" : `; did you mean ${JSON.stringify(best)}?`;
}
