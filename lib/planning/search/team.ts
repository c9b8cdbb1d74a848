/** Searches side by side, in threads or in this one, that meet after each round. Their number of threads changes no plan. */
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Piscina } from "piscina";
import { compareWorth, type Worth } from "../model/measure.js";
import type { Model } from "../model/model.js";
import { type Round, roundRunner } from "./round.js";
import type { Memory, SearchResult } from "./searcher.js";
import type { Start } from "./start.js";
import type { WorkerData } from "./worker.js";

/** Searches, whatever the number of threads: plans must not depend on the machine. */
const SEARCHES = 4;
const ROUNDS = 12;
/** Progress from which the worst search goes on from the best plan. */
const MEETING = 0.4;
/** Seeds of searches and rounds are this far apart. */
const SEED_STEP = 7919;

export interface TeamOptions {
  seed: number;
  /** Schedules to evaluate in all. */
  steps: number;
  /** Milliseconds for all rounds; absent: as many as the steps take. */
  milliseconds?: number;
  /** Threads; 0 for this one. */
  workers: number;
  target: Worth;
  signal?: AbortSignal | undefined;
  /** After each round; true ends the search. */
  onRound(best: TeamResult): boolean;
}

export interface TeamResult {
  best: Start;
  worth: Worth;
  steps: number;
}

/** Built code only: threads cannot read TypeScript, so that tests of sources search in their own thread. */
const WORKER = fileURLToPath(new URL("./worker.js", import.meta.url));

export async function searchTogether(
  model: Model,
  first: TeamResult,
  options: TeamOptions,
): Promise<TeamResult> {
  const stop = new Int32Array(new SharedArrayBuffer(4));
  const onAbort = () => Atomics.store(stop, 0, 1);
  options.signal?.addEventListener("abort", onAbort);
  if (options.signal?.aborted) onAbort();
  const threads = existsSync(WORKER) ? Math.min(options.workers, SEARCHES) : 0;
  const workerData: WorkerData = { problem: model.problem, horizon: model.horizon, stop };
  const pool =
    threads === 0
      ? undefined
      : new Piscina({ filename: WORKER, workerData, minThreads: threads, maxThreads: threads });
  const isStopped = () => Atomics.load(stop, 0) !== 0;
  const runHere = roundRunner(model, isStopped);
  const run = async (round: Round): Promise<SearchResult> => {
    await new Promise((resolve) => setImmediate(resolve));
    const result: SearchResult = pool ? await pool.run(round) : runHere(round);
    // Nothing better is left to find: the others need not use up their time. (Their steps they do: for repeatability.)
    if (options.milliseconds !== undefined && compareWorth(result.worth, options.target) <= 0) onAbort();
    return result;
  };
  try {
    return await workOff(first, options, Math.max(1, threads), run, isStopped);
  } finally {
    options.signal?.removeEventListener("abort", onAbort);
    await pool?.destroy();
  }
}

async function workOff(
  first: TeamResult,
  { seed, steps, milliseconds, target, onRound }: TeamOptions,
  threads: number,
  run: (round: Round) => Promise<SearchResult>,
  isStopped: () => boolean,
): Promise<TeamResult> {
  const began = performance.now();
  const known = { ...first };
  let states: { from: Start; memory: Memory }[] = Array.from({ length: SEARCHES }, () => ({
    from: first.best,
    memory: {},
  }));
  const hasTime = () => milliseconds === undefined || performance.now() - began < milliseconds;
  for (let round = 0; round < ROUNDS && hasTime() && !isStopped(); round += 1) {
    const progress = [round / ROUNDS, (round + 1) / ROUNDS] as const;
    const left =
      milliseconds === undefined ? {} : { milliseconds: share(milliseconds, began, round, threads) };
    const stepsOfRound = Math.ceil(steps / ROUNDS / SEARCHES);
    const results = await Promise.all(
      states.map((state, search) => {
        const ownSeed = seed + SEED_STEP * (round * SEARCHES + search + 1);
        return run({ ...state, ...left, search, seed: ownSeed, progress, steps: stepsOfRound, target });
      }),
    );
    for (const { best, worth, steps: evaluated } of results) {
      known.steps += evaluated;
      if (compareWorth(worth, known.worth) < 0) Object.assign(known, { best, worth });
    }
    states = results.map(({ current, memory }) => ({ from: current, memory }));
    if (progress[1] >= MEETING) {
      const worst = results.reduce(
        (a, b, index) => (compareWorth(b.worth, results[a]!.worth) > 0 ? index : a),
        0,
      );
      states[worst] = { ...states[worst]!, from: known.best };
    }
    if (onRound(known)) break;
  }
  return known;
}

/** Milliseconds of one search in this round: what is left, over the rounds left, shared between searches by threads. */
function share(milliseconds: number, began: number, round: number, threads: number): number {
  const left = milliseconds - (performance.now() - began);
  return (left / (ROUNDS - round)) * (threads / SEARCHES);
}
