/** Drain: how long after the last arrival a replay waits for what has not ended. */
import { type Ask, resourceOf } from "./ask.js";

/** Seconds of the control plane in which it starts and ends what is asked for at once. */
const SETTLING = 30;

export interface DrainContext {
  /** Units of each resource on all nodes. */
  capacity: Readonly<Record<string, number>>;
  /** Seconds of the trace in one second. */
  speed: number;
}

/**
 * Seconds of the trace: as long as the trace itself, or twice what its jobs take with all units always in use and the
 * longest of them last. What has not ended then hardly will.
 */
export function drainOf(jobs: readonly Ask[], { capacity, speed }: DrainContext): number {
  const work: Record<string, number> = {};
  for (const ask of jobs) {
    const resource = resourceOf(ask);
    work[resource] = (work[resource] ?? 0) + ask.gpus * ask.pods * ask.duration;
  }
  const busy = Object.entries(work).map(([resource, units]) => units / Math.max(1, capacity[resource] ?? 0));
  const longest = jobs.reduce((most, { duration }) => Math.max(most, duration), 0);
  const last = jobs.reduce((most, { at }) => Math.max(most, at), 0);
  return Math.max(last, 2 * (longest + Math.max(0, ...busy))) + SETTLING * speed;
}
