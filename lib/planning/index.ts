/** Planning: the general scheduling problem, its solver, its bounds and its checker. */
export { checkProblem, type Unsound } from "./check-problem.js";
export { checkPlan, measurePlan, type Violation } from "./checker/index.js";
export { proveInfeasible } from "./conflict/index.js";
export { displace } from "./displace.js";
export { endOf } from "./end-of.js";
export type { Progress, SolveOptions } from "./options.js";
export type { Fact, Judgement, LevelValue, Plan, PlannedTask, Solution, Statistics } from "./plan.js";
export {
  type Level,
  type Mode,
  PlanningProblem,
  type PlanningProblemInput,
  type Precedence,
  type Task,
} from "./problem.js";
export { readProblem } from "./read.js";
export { judgePlan, solve } from "./solve.js";
