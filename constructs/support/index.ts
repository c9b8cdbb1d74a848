/** What several constructs share. */
export { amounts, statelessResources } from "./amounts.js";
export { CustomResource } from "./custom-resource.js";
export { digest } from "./digest.js";
export { containerSecurity, plainPodSecurity, podSecurity, TEMPORARY_FILES } from "./hardening.js";
export { NetworkOpening } from "./network-opening.js";
export * as allow from "./network-rules.js";
export { comesFrom, sourcesOf } from "./provenance.js";
export { secretFiles, secretPath } from "./secret-files.js";
