/** One round of one search: a stretch of work that a thread can do, and that is the same wherever it is done. */
import { compareWorth, type Worth } from "../model/measure.js";
import type { Model } from "../model/model.js";
import { Search, type SearchResult } from "./search.js";
import type { Start } from "./start.js";

export interface Round {
  from: Start;
  meanChange?: Float64Array;
  seed: number;
  /** Progress of the whole search, from 0 to 1, at the round's begin and end. */
  progress: readonly [number, number];
  /** Schedules to evaluate. */
  steps: number;
  /** Milliseconds that it may take; absent: as many as the steps take. */
  milliseconds?: number;
  /** Nothing is better than this. */
  target: Worth;
}

/** Steps between two looks at the clock. */
const STEPS_PER_LOOK = 16;

/** Works until steps or time are used up, the target is reached, or `isStopped`. */
export function runRound(model: Model, round: Round, isStopped: () => boolean): SearchResult {
  const { from, meanChange, seed, progress, steps, milliseconds = Number.POSITIVE_INFINITY, target } = round;
  const began = performance.now();
  const search = new Search(model, seed, from, meanChange);
  while (search.steps < steps) {
    const done = Math.max(search.steps / steps, (performance.now() - began) / milliseconds);
    if (done >= 1 || isStopped() || compareWorth(search.bestWorth, target) <= 0) break;
    const temperature = progress[0] + (progress[1] - progress[0]) * done;
    for (let k = 0; k < STEPS_PER_LOOK && search.steps < steps; k += 1) search.step(temperature);
  }
  return search.result();
}
