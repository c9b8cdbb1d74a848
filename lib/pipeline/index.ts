/** Pipeline: GitLab's pipelines that plan, review, approve and apply, as documents. */
export { applyPipeline, principalOf } from "./apply-pipeline.js";
export { type PipelineDocument, PipelineError, toYaml } from "./document.js";
export { type Group, groupStacks } from "./groups.js";
export type { AffectedStack, Approval, Cause, Frame, ReviewedStack } from "./model.js";
export { type PlanPipelineInput, type Purpose, planPipeline } from "./plan-pipeline.js";
export { fileOf, inTierOrder, MERGE_REQUEST_FILE, rootPipeline } from "./root-pipeline.js";
