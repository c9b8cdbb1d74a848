/** Replay: what a trace of jobs and demand does to the GPUs of a live cluster. */
export { type Ask, resourceOf } from "./ask.js";
export { nominalOf, queuesOf, targetsOf, withoutQueues } from "./declared.js";
export { type ReadTrace, readTrace, type TraceContext } from "./read-trace.js";
export { type ReplayReport, reportOf, type TeamReport } from "./report.js";
export { ASK_LABEL, type Replayed, type ReplayOptions, replay, type Target } from "./run.js";
export { type WorkloadOptions, whoAsks, workloadOf } from "./workload.js";
