/** Options of a solution, checked and completed. */
import { availableParallelism } from "node:os";
import type { Plan } from "./plan.js";
import type { Level } from "./problem.js";

export interface Progress {
  seconds: number;
  steps: number;
  /** Of the best plan so far; absent while there is none. */
  objective?: { name: Level; value: number }[];
}

export interface SolveOptions {
  /** Time limit; 30 unless `steps` are given. */
  seconds?: number | undefined;
  /** Schedules to evaluate: with the same seed, the same plan on every machine, as long as no other limit ends it. */
  steps?: number | undefined;
  /** 1 by default. */
  seed?: number | undefined;
  /** Ends once the largest gap is this small; 0 by default. */
  gap?: number | undefined;
  /** Threads; by default the machine's cores. 0 works in this thread. */
  workers?: number | undefined;
  /** A plan to begin from; it need not keep all facts. */
  start?: Plan | undefined;
  /** Aborted: the best so far is the solution. */
  signal?: AbortSignal | undefined;
  onProgress?: ((progress: Progress) => void) | undefined;
}

const DEFAULT_SECONDS = 30;

/** Throws a RangeError that says what is allowed. */
export function completeOptions({
  seconds,
  steps,
  seed = 1,
  gap = 0,
  workers = availableParallelism(),
}: SolveOptions) {
  const demand = (name: string, value: number | undefined, isAllowed: boolean, allowed: string) => {
    if (value !== undefined && !isAllowed)
      throw new RangeError(`${name}: ${value} is not allowed; allowed: ${allowed}`);
  };
  demand("seconds", seconds, seconds !== undefined && seconds > 0, "more than 0");
  demand("steps", steps, Number.isSafeInteger(steps) && (steps ?? 0) > 0, "whole numbers from 1");
  demand("seed", seed, Number.isSafeInteger(seed), "whole numbers");
  demand("gap", gap, gap >= 0, "0 or more");
  demand("workers", workers, Number.isSafeInteger(workers) && workers >= 0, "whole numbers from 0");
  return {
    milliseconds:
      seconds === undefined ? (steps === undefined ? DEFAULT_SECONDS * 1000 : undefined) : seconds * 1000,
    steps: steps ?? Number.MAX_SAFE_INTEGER,
    seed,
    gap,
    workers,
  };
}
