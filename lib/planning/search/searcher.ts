/** What every kind of search is to the rounds that run it. */
import type { Worth } from "../model/measure.js";
import type { Start } from "./start.js";

/** Where a search stands, and the best that it found. */
export interface SearchResult {
  current: Start;
  best: Start;
  /** Of the best. */
  worth: Worth;
  memory: Memory;
  steps: number;
}

/** What a search goes on with in its next round, besides where it stands. Plain data, for threads. */
export interface Memory {
  /** Mean changes by level, of the annealing search. */
  meanChange?: Float64Array;
  /** Good solutions unlike each other, of the search of workshops. */
  elite?: Member[];
}

export interface Member {
  start: Int32Array;
  mode: Int32Array;
  /** The task before each on its machine. */
  before: Int32Array;
  makespan: number;
}

export interface Searcher {
  /** Schedules evaluated. */
  readonly steps: number;
  /** What the best is worth. */
  readonly bestWorth: Worth;
  /** Evaluates a few schedules; `progress` of the whole search from 0 to 1. */
  step(progress: number): void;
  result(): SearchResult;
}
