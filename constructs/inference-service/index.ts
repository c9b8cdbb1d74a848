export { InferenceService, type InferenceServiceProps } from "./inference-service.js";
