/** Capacity: whether GPUs keep up with what production and innovation need, quarter by quarter. */
export { checkCapacity, checkGpus, warnCapacity } from "./check.js";
export { describeStranded } from "./check-room.js";
export { explainService } from "./explain.js";
export { explainProject } from "./explain-project.js";
export { explainQuarter } from "./explain-quarter.js";
export { type CapacityPlan, planCapacity, type QuarterPlan } from "./plan.js";
export { replicasToday } from "./replicas-today.js";
export type { Step } from "./step.js";
export { describeUnowned } from "./unowned.js";
