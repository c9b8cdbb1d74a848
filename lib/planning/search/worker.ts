/** A thread of the search: compiles the problem once, then works off rounds. */
import { workerData } from "node:worker_threads";
import { compile } from "../model/model.js";
import type { PlanningProblem } from "../problem.js";
import { type Round, runRound } from "./round.js";
import type { SearchResult } from "./search.js";

export interface WorkerData {
  problem: PlanningProblem;
  horizon: number;
  /** One number; not zero once the search is to stop. */
  stop: Int32Array<SharedArrayBuffer>;
}

const { problem, horizon, stop } = workerData as WorkerData;
const model = compile(problem, horizon);

export default (round: Round): SearchResult => runRound(model, round, () => Atomics.load(stop, 0) !== 0);
