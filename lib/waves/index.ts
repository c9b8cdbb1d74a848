/** Waves: when each installation leaves its site. */
export { buildProblem } from "./problem.js";
