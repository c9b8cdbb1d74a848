/** What the checks of capacity have to say of a place in the estate. */
import type { EstatePointer } from "../../config/index.js";

/** What is wrong, where in the estate, and the way out. */
export interface CapacityFinding {
  pointer: EstatePointer;
  value?: unknown;
  message: string;
  allowed?: string;
  hint?: string;
}

export const gibibytes = (bytes: number): string => `${Math.round((10 * bytes) / 1024 ** 3) / 10} GiB`;
