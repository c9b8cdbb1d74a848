/** Review: what a change really does, to whom, and whether it may pass. */
import { CARRIER } from "./change/carried.js";
import type { ChangeSet } from "./change/model.js";

export { collectPlans, emptySet, type PlanInput } from "./change/collect-plan.js";
export { compareStack, keepStack, type StackPair, type StackSide } from "./change/compare-stacks.js";
export type { ChangeSet } from "./change/model.js";
export { Places } from "./change/place.js";
export { judgingBy, unknownRules } from "./judging.js";
export { PlanError } from "./plan/plan-error.js";
export { FORMS, type Form, toForm } from "./report/forms.js";
export { MARKDOWN_MARKER } from "./report/markdown.js";
export type * from "./report-model.js";
export * from "./report-terms.js";
export { REPORT_SCHEMA, review } from "./review.js";
export { type ReviewRule, RULES } from "./rules/index.js";

/**
 * Adds what changes between two CloudFormation templates, JSON or YAML. Rejects with PlanError where one is no template.
 * AWS's resource specification is read for it, which nobody else waits for.
 */
export async function compareTemplates(before: string, after: string, set: ChangeSet): Promise<void> {
  const { compareTemplates: compare } = await import("./change/compare-templates.js");
  compare(before, after, set);
}

/** Adds what changes inside the CloudFormation stacks that Terraform changes, by the same specification. */
export async function openTemplates(set: ChangeSet): Promise<void> {
  if (!set.changes.some(({ type }) => type === CARRIER)) return;
  const { openTemplates: open } = await import("./change/open-templates.js");
  open(set);
}

/** The schema of the report, which only those load who read one again. */
export const reportSchema = async () => (await import("./report-model.js")).ReviewReport;
