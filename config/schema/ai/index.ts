/** The vocabulary of AI: GPUs, models, services, projects, and the framework that permits them. */
export { Burst } from "./burst.js";
export { Gpu, type Mig, type MigProfile } from "./gpu.js";
export { AiModel } from "./model.js";
export { GpuPool } from "./pool.js";
export { Project } from "./project.js";
export { InferenceService } from "./service.js";
export { Sharing, Training } from "./sharing.js";
export { type LatencyPoint, Throughput } from "./throughput.js";
export { Audience, Grade, Oversight, Use, type UseVersion } from "./use.js";
