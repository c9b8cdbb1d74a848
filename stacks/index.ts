/** Stacks: from a plan to what Terraform reads. */
export { declareStack, type SynthesizedStack, synthesizeStack } from "./synthesize.js";
