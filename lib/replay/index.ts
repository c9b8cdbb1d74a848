/** Replay: what a trace of jobs and demand does to the GPUs of a live cluster. */
export { ASK_LABEL, type Ask, resourceOf, type Target } from "./ask.js";
export { nominalOf, queuesOf, targetsOf } from "./declared.js";
export { drainOf } from "./drain.js";
export { horizonOf } from "./horizon.js";
export { withoutQueues } from "./plain.js";
export { readTrace } from "./read-trace.js";
export { replicasWanted } from "./replicas.js";
export { type ReplayReport, reportOf, type TeamReport } from "./report.js";
export { type Replayed, type ReplayOptions, replay } from "./run.js";
export { leftOutInWords, type ReadTrace, type TraceContext } from "./trace.js";
export { whoAsks } from "./who-asks.js";
export { type WorkloadOptions, workloadOf } from "./workload.js";
