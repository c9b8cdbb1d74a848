/** One round of one search: a stretch of work that a thread can do, and that is the same wherever it is done. */
import { compareWorth, type Worth } from "../model/measure.js";
import type { Model } from "../model/model.js";
import { asNetwork } from "./lags/network.js";
import { LagSearch } from "./lags/search.js";
import { MachineSearch } from "./machines/search.js";
import { asShop } from "./machines/shop.js";
import { Search } from "./search.js";
import type { Memory, Searcher, SearchResult } from "./searcher.js";
import type { Start } from "./start.js";

export interface Round {
  /** Which of the searches side by side it is. */
  search: number;
  from: Start;
  memory: Memory;
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

/** Works off rounds of one model; `isStopped` ends a round early. */
export function roundRunner(model: Model, isStopped: () => boolean): (round: Round) => SearchResult {
  const shop = asShop(model);
  const network = asNetwork(model);
  const searcher = ({ search, seed, from, memory }: Round): Searcher => {
    // One search in four is general where a workshop has further levels; one is of lags where they bind.
    if (shop && (search > 0 || model.objective.length === 1))
      return new MachineSearch(shop, seed, from, memory);
    if (network && search === 3) return new LagSearch(network, seed, from, memory);
    return new Search(model, seed, from, memory);
  };
  return (round) => {
    const began = performance.now();
    const one = searcher(round);
    work(one, round, began, isStopped);
    return one.result();
  };
}

/** Works until steps or time are used up, the target is reached, or `isStopped`. */
function work(searcher: Searcher, round: Round, began: number, isStopped: () => boolean): void {
  const { progress, steps, milliseconds = Number.POSITIVE_INFINITY, target } = round;
  while (searcher.steps < steps) {
    const done = Math.max(searcher.steps / steps, (performance.now() - began) / milliseconds);
    if (done >= 1 || isStopped() || compareWorth(searcher.bestWorth, target) <= 0) break;
    searcher.step(progress[0] + (progress[1] - progress[0]) * done);
  }
}
