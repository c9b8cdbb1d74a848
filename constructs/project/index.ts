export { declareJobAccount, InnovationProject, type InnovationProjectProps } from "./innovation-project.js";
