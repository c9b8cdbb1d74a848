export { declareCloud, LARGEST_TEMPLATE } from "./cloud/template.js";
export { Cloud, type CloudProps } from "./cloud-stack.js";
export { BurstQueue, type BurstQueueProps } from "./queue.js";
export { BurstWorker, type BurstWorkerProps } from "./worker.js";
