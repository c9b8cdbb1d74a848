/**
 * The order in which the provider sends what its schema calls a set: by the text of each element's CRC-32, as
 * Terraform's plugin SDK keeps them (helper/schema `Set`, `HashString`, `HashInt`, `HashResource`).
 * A stack, its plan and the cluster write the same set in three orders; rendering gives all of them this one.
 */
import { crc32 } from "node:zlib";
import { isJson } from "./values.js";

/**
 * Elements in the provider's order, without duplicates. `terminated` is the hash of sets that name no hash function:
 * the SDK then ends each value with a semicolon.
 */
export function setOrder(elements: readonly unknown[], terminated: boolean): unknown[] {
  const byCode = new Map<string, unknown>();
  for (const element of elements) {
    const text = isJson(element) ? blockText(element) : `${String(element)}${terminated ? ";" : ""}`;
    const code = String(crc32(text));
    if (!byCode.has(code)) byCode.set(code, element);
  }
  return [...byCode].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, element]) => element);
}

function blockText(block: Record<string, unknown>): string {
  return Object.keys(block)
    .sort()
    .map(
      (key) => `${key}:${typeof block[key] === "object" ? JSON.stringify(block[key]) : String(block[key])};`,
    )
    .join("");
}
