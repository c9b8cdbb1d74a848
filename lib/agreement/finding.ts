/** What is said of an agreed plan. */
import type { EstatePointer } from "../../config/index.js";

/** What breaks the plan: where it is planned, and the facts that it runs against. */
export interface AgreementFinding {
  pointer: EstatePointer;
  value?: unknown;
  message: string;
  hint?: string;
  /** Where the facts are written that it breaks. */
  facts: EstatePointer[];
}

/** An installation that is on its site after its last day: allowed, but not wished. */
export interface Late {
  application: string;
  academy: string;
  site: string;
  endOfLife: string;
  leaves: string;
}
