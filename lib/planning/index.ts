/** Planning: the general scheduling problem, its solver, its bounds and its checker. */
export type { Fact, LevelValue, Plan, PlannedTask, Solution, Statistics } from "./plan.js";
export {
  type Level,
  type Mode,
  PlanningProblem,
  type PlanningProblemInput,
  type Precedence,
  type Task,
} from "./problem.js";
