/** The rules of the review, by theme: of equal severity and risk, the first here is told first. */
import { AI } from "./ai.js";
import { CAPACITY } from "./capacity.js";
import { DATA } from "./data.js";
import { DRIFT } from "./drift.js";
import { EXPOSURE } from "./exposure.js";
import { GOVERNANCE } from "./governance.js";
import { LEDGER } from "./ledger.js";
import { OUTAGE } from "./outage.js";
import { PRIVILEGE } from "./privilege.js";
import type { ReviewRule } from "./rule.js";
import { SOVEREIGNTY } from "./sovereignty.js";

export type { ReviewRule } from "./rule.js";

export const RULES = {
  ...DATA,
  ...EXPOSURE,
  ...PRIVILEGE,
  ...SOVEREIGNTY,
  ...AI,
  ...OUTAGE,
  ...LEDGER,
  ...GOVERNANCE,
  ...DRIFT,
  ...CAPACITY,
} satisfies Record<string, ReviewRule>;

export type RuleId = keyof typeof RULES;
export const RULE_IDS = Object.keys(RULES) as RuleId[];
