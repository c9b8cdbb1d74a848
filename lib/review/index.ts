/** Review: what a change really does, to whom, and whether it may pass. */
export { collectPlans, emptySet, type PlanInput } from "./change/collect-plan.js";
export { Places } from "./change/place.js";
export type { Judging } from "./group/findings.js";
export { PlanError } from "./plan/plan-error.js";
export * from "./report-model.js";
export { review } from "./review.js";
export { APPROVER_ROLES, type ReviewRule, RULE_IDS, type RuleId } from "./rules.js";
