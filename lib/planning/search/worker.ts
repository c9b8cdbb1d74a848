/** A thread of the search: compiles the problem once, then works off rounds. */
import { workerData } from "node:worker_threads";
import { compile } from "../model/model.js";
import type { PlanningProblem } from "../problem.js";
import { roundRunner } from "./round.js";

export interface WorkerData {
  problem: PlanningProblem;
  horizon: number;
  /** One number; not zero once the search is to stop. */
  stop: Int32Array<SharedArrayBuffer>;
}

const { problem, horizon, stop } = workerData as WorkerData;

export default roundRunner(compile(problem, horizon), () => Atomics.load(stop, 0) !== 0);
