/** Reads a planning problem from a JSON file. */
import { judgeJsonFile, type Problem, showPath } from "../../config/index.js";
import { checkProblem } from "./check-problem.js";
import { PlanningProblem } from "./problem.js";

/** A problem of 5,000 tasks has about 3 MB. */
const LARGEST_FILE = 64 * 1024 * 1024;

/** The problem, or all that is wrong with the file. Never throws for what the file holds. */
export function readProblem(path: string): { problem?: PlanningProblem; problems: Problem[] } {
  const judged = judgeJsonFile(path, PlanningProblem, { largest: LARGEST_FILE, what: "a planning problem" });
  if (!judged.data) return { problems: judged.problems };
  const problems = checkProblem(judged.data).map(({ path: keys, ...complaint }) => ({
    ...judged.locate(keys),
    path: showPath(keys),
    ...complaint,
  }));
  return problems.length > 0 ? { problems } : { problem: judged.data, problems };
}
