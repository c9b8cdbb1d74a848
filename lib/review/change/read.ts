/** Reading objects of unknown shape: what is not there, or is something else, counts as nothing. */
import { isJson, type Json, own } from "../../kubernetes/index.js";

/** The value at a path of keys, e.g. `at(object, "spec", "template")`. */
export function at(value: unknown, ...path: string[]): unknown {
  let found = value;
  for (const key of path) found = isJson(found) ? own(found, key) : undefined;
  return found;
}

export function mapAt(value: unknown, ...path: string[]): Json {
  const found = at(value, ...path);
  return isJson(found) ? found : {};
}

export function listAt(value: unknown, ...path: string[]): unknown[] {
  const found = at(value, ...path);
  return Array.isArray(found) ? found : [];
}

/** Text, or a number as text. */
export function textAt(value: unknown, ...path: string[]): string | undefined {
  const found = at(value, ...path);
  return typeof found === "string" ? found : typeof found === "number" ? String(found) : undefined;
}

/** A number, or a text that is one. */
export function numberAt(value: unknown, ...path: string[]): number | undefined {
  const found = at(value, ...path);
  const number =
    typeof found === "number"
      ? found
      : typeof found === "string" && found !== ""
        ? Number(found)
        : Number.NaN;
  return Number.isFinite(number) ? number : undefined;
}

export const textsAt = (value: unknown, ...path: string[]): string[] =>
  listAt(value, ...path).filter((element): element is string => typeof element === "string");

/** Labels: only what is text. */
export function labelsAt(value: unknown, ...path: string[]): Readonly<Record<string, string>> {
  const map = mapAt(value, ...path);
  const isText = (label: unknown): label is string => typeof label === "string";
  if (Object.values(map).every(isText)) return map as Record<string, string>;
  return Object.fromEntries(
    Object.entries(map).filter((entry): entry is [string, string] => isText(entry[1])),
  );
}

const FACTORS: Record<string, number> = {
  ...{ n: 1e-9, u: 1e-6, m: 1e-3, "": 1, k: 1e3, M: 1e6, G: 1e9, T: 1e12, P: 1e15, E: 1e18 },
  ...{ Ki: 1024, Mi: 1024 ** 2, Gi: 1024 ** 3, Ti: 1024 ** 4, Pi: 1024 ** 5, Ei: 1024 ** 6 },
};

/** A Kubernetes quantity in its base unit (cores, bytes); undefined where it is none. Source: Kubernetes, «Quantity». */
export function quantityAt(value: unknown, ...path: string[]): number | undefined {
  const text = textAt(value, ...path);
  const [, digits, unit] =
    text === undefined
      ? []
      : (/^([+-]?\d{1,20}(?:\.\d{0,12})?(?:e[+-]?\d{1,2})?)([numkMGTPE]|[KMGTPE]i)?$/i.exec(text) ?? []);
  const factor = digits === undefined ? undefined : FACTORS[unit ?? ""];
  return factor === undefined ? undefined : Number(digits) * factor;
}

/** Bytes as people write them: `20Gi`. */
export function bytes(amount: number): string {
  for (const unit of ["Ti", "Gi", "Mi", "Ki"]) {
    const factor = FACTORS[unit] ?? 1;
    if (Math.abs(amount) >= factor) return `${Number((amount / factor).toFixed(1))}${unit}`;
  }
  return `${amount}`;
}

/** `owner/name` of an object inside its cluster. */
export const namespaceOf = (object: { metadata: { namespace?: string } }): string =>
  object.metadata.namespace ?? "";
