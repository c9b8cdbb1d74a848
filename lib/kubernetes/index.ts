export { renderResource } from "./render-resource.js";
