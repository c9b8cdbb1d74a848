/** The lab: a real control plane for a cluster of the estate, built from pinned Go modules. */
export * from "./apply/index.js";
export { type BuildOptions, prepareManifests, prepareTools } from "./build/index.js";
export { TOOL_NAMES } from "./build/tools.js";
export { LabFailure, type Report } from "./failure.js";
export { LABS, Lab, type LabName, type LabOptions, type LabStatus, type PartStatus } from "./life/lab.js";
