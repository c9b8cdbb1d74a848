/** Terms of the report and their order; apart from its schema, which a review need not load. */

/** What is at stake; findings of equal severity are told in this order. */
export const RISKS = [
  "data",
  "exposure",
  "privilege",
  "sovereignty",
  "outage",
  "stage",
  "policy",
  "drift",
  "capacity",
  "cost",
] as const;
export type Risk = (typeof RISKS)[number];

/** `deny`: may not pass. `approve`: may pass once its approver agrees. `note`: worth knowing. Gravest first. */
export const SEVERITIES = ["deny", "approve", "note"] as const;
export type ReviewSeverity = (typeof SEVERITIES)[number];

export const ACTIONS = ["delete", "replace", "update", "create", "forget", "read", "no-op"] as const;
/** What is done to one resource; `replace` in either order, `forget` leaves it in place and forgets its state. */
export type Action = (typeof ACTIONS)[number];

export const DECISIONS = ["pass", "needs-approval", "deny"] as const;
export type Decision = (typeof DECISIONS)[number];

/** Exit code of `transhumance review` by decision; 1 is an error: nothing was judged. */
export const EXIT_CODES: Record<Decision, number> = { pass: 0, "needs-approval": 2, deny: 3 };
