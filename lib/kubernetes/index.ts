/** Rendering: what Terraform would apply, as the Kubernetes objects that it would send. */
export { ignoredPaths } from "./ignored.js";
export { kindOf } from "./kinds.js";
export { isDataBearing, objectId } from "./objects.js";
export { renderResource } from "./render-resource.js";
export { renderStack } from "./stack.js";
export {
  type HelmRelease,
  type KubernetesObject,
  RenderError,
  type RenderedObject,
  type RenderedStack,
  type RenderProblem,
} from "./types.js";
export { isJson, isNothing, type Json, own, put, typeName } from "./values.js";
export { toYaml } from "./yaml.js";
