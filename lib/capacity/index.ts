/** Capacity: whether GPUs keep up with what production and innovation need, quarter by quarter. */
export { type CapacityFinding, checkCapacity } from "./check.js";
