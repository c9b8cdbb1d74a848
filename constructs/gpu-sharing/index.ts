export { GpuNodes, type GpuNodesProps } from "./gpu-nodes.js";
export { declarePriorities, GpuQueues, type GpuQueuesProps, PROJECT_PRIORITY } from "./gpu-queues.js";
export {
  KUEUE,
  LocalQueue,
  type LocalQueueProps,
  QUEUE_NAME,
  tolerations,
  WORKLOAD_PRIORITY,
} from "./kueue.js";
export { NOTEBOOK_ROLE, PROJECT_ROLE, ProjectRole } from "./project-role.js";
