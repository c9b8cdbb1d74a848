/** Digests of texts and of files. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";

/** Hexadecimal SHA-256 of several texts, kept apart. */
export function sha256(...texts: string[]): string {
  const hash = createHash("sha256");
  for (const text of texts) hash.update(text).update("\0");
  return hash.digest("hex");
}

/** Hexadecimal SHA-256 of a file. */
export function fileDigest(path: string): string {
  return createHash("sha256").update(readFileSync(path)).digest("hex");
}
