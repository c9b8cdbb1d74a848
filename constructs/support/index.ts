/** What several constructs share. */
export { amounts } from "./amounts.js";
export { CustomResource } from "./custom-resource.js";
export { NetworkOpening } from "./network-opening.js";
export * as allow from "./network-rules.js";
export { comesFrom, sourcesOf } from "./provenance.js";
