/** Horizon: until when the utilisation of a replay is counted. */
import type { Ask } from "./ask.js";

/**
 * Seconds of the trace: the last arrival, since after it GPUs only empty; `end` where all arrives in less time than an ask takes
 * on average, since until then they only fill.
 */
export function horizonOf(asks: readonly Ask[], end: number): number {
  const last = asks.reduce((most, { at }) => Math.max(most, at), 0);
  const mean = asks.reduce((sum, { duration }) => sum + duration, 0) / asks.length;
  return last < mean ? end : last;
}
