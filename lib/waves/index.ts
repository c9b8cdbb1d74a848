/** Waves: when each installation leaves its site, why then, and what would change it. */
export { teamsOf, writeWaves } from "./agree.js";
export type { Change } from "./changes.js";
export * as changes from "./changes.js";
export { checkPlanning, type PlanningFinding } from "./check.js";
export { type Explanation, explain } from "./explain.js";
export { type Milestone, toCalendars, toCsv, toMilestones } from "./export.js";
export { type Conflict, type Outcome, planWaves, type WavesPlan } from "./plan.js";
export { buildProblem, type EstateProblem } from "./problem.js";
export { type SkillsReport, skillsReport } from "./skills.js";
export { waysOut } from "./ways-out.js";
export { type WhatIf, whatIf } from "./what-if.js";
