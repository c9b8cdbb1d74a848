/** Apply: what is declared, made real on a cluster by server-side apply, and what would change. */
export { ApiServer, type ConnectOptions } from "./api-server.js";
export { type ApplyOptions, applyStacks, LossRefused } from "./apply.js";
export { type DiffResult, diffStacks, type HandMade, type ObjectChange } from "./diff.js";
export type { ClusterName } from "./inventory.js";
export { ledgerRule } from "./loss-rule.js";
export type { LossRule } from "./plan.js";
export { Unreachable } from "./retry.js";
export type { ApplyResult, DeclaredObject, DeclaredStack, FailedObject } from "./types.js";
