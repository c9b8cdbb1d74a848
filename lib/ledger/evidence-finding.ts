/** What judging of evidence answers, and what it is judged by. */
import type { Application, Estate, Evidence, LedgerEntry } from "../../config/index.js";

/** What speaks against a step, at a path of the evidence. */
export interface EvidenceFinding {
  path: (string | number)[];
  value?: unknown;
  message: string;
  allowed?: string;
  hint?: string;
}

export interface EvidenceContext {
  estate: Estate;
  application: Application;
  /** The ledger's entry before the step; `undefined` where it says nothing yet. */
  entry: LedgerEntry | undefined;
  timeZone: string;
}

/** Evidence of one stage. */
export type EvidenceOf<Name extends Evidence["stage"]> = Extract<Evidence, { stage: Name }>;

/** A backup that was never restored. */
export const unrestored = (hint?: string): EvidenceFinding => ({
  path: ["backup", "restored"],
  value: false,
  message: "means that nobody knows whether the backup is one",
  allowed: "true",
  ...(hint === undefined ? {} : { hint }),
});

/** For what evidence does not say, though it must. */
export const missing = (key: string, message: string): EvidenceFinding => ({
  path: [key],
  message: `is missing: ${message}`,
  hint: `add \`${key}\``,
});
