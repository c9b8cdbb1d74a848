/** What an engine has to say of a place in the estate. */
import type { EstatePointer } from "../../config/index.js";

export interface Finding {
  pointer: EstatePointer;
  value?: unknown;
  message: string;
  allowed?: string | undefined;
  hint?: string | undefined;
}
