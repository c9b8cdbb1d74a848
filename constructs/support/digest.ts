/** Digest: a short text that changes when settings do, so that pods which read them at their start start again. */
import { createHash } from "node:crypto";

const LENGTH = 16;

/** The same for the same settings in any order. */
export const digest = (settings: Record<string, string>): string =>
  createHash("sha256")
    .update(JSON.stringify(Object.entries(settings).toSorted(([a], [b]) => (a < b ? -1 : 1))))
    .digest("hex")
    .slice(0, LENGTH);
