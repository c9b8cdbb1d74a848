export { InnovationProject, type InnovationProjectProps } from "./innovation-project.js";
