/** Review: what a change really does, to whom, and whether it may pass. */
export { collectPlans, emptySet, type PlanInput } from "./change/collect-plan.js";
export { compareStack, keepStack, type StackPair, type StackSide } from "./change/compare-stacks.js";
export { compareTemplates } from "./change/compare-templates.js";
export type { ChangeSet } from "./change/model.js";
export { Places } from "./change/place.js";
export { judgingBy, unknownRules } from "./judging.js";
export { PlanError } from "./plan/plan-error.js";
export { FORMS, type Form, toForm } from "./report/forms.js";
export { MARKDOWN_MARKER } from "./report/markdown.js";
export * from "./report-model.js";
export { REPORT_SCHEMA, review } from "./review.js";
export { type ReviewRule, RULES } from "./rules.js";
