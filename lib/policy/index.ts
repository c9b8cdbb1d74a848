/** Policies: rules as data, judged at review, and the same rules for Kubernetes' admission. */
export { type AdmissionOptions, admissionByPolicy, admissionPolicies } from "./admission.js";
export { policiesOf } from "./derived.js";
export { PolicyEngine, type StackEstate, type StackFacts } from "./engine.js";
export { type RuleExample, ruleExamples } from "./examples.js";
export {
  type Finding,
  forbids,
  type JudgedStack,
  type ObjectContext,
  objectRules,
  type PolicyProblem,
  type Rule,
  rules,
} from "./types.js";
export { Waivers } from "./waivers.js";
