/** Curve: what one replica was measured to do at each concurrency, and in between. */
import type { LatencyPoint } from "../../config/index.js";
import { ROUNDING } from "./rounding.js";

/** What one request sees while so many are under way on its replica. */
export interface Speed {
  /** Seconds from one answer token to the next. */
  interTokenLatency: number;
  /** Seconds to the first token. */
  average: number;
  p95: number;
}

/**
 * Between two measured points, inter-token latency and time to the first token are linear in the concurrency: the first
 * is `a + b × batch`, the second is convex, so that the chord lies above. Below the first point it is the first; above
 * the last nothing is known.
 */
export function speedAt(points: readonly LatencyPoint[], concurrency: number): Speed {
  const sorted = points.toSorted((a, b) => a.concurrency - b.concurrency);
  const above = sorted.findIndex((point) => point.concurrency >= concurrency);
  const upper = sorted[above];
  if (upper === undefined) throw new RangeError(`nothing is measured at a concurrency of ${concurrency}`);
  const lower = sorted[above - 1] ?? upper;
  const span = upper.concurrency - lower.concurrency;
  const part = span === 0 ? 1 : (concurrency - lower.concurrency) / span;
  const between = (value: (point: LatencyPoint) => number) =>
    value(lower) + part * (value(upper) - value(lower));
  return {
    interTokenLatency: between(({ tokensPerSecond }) => 1 / tokensPerSecond),
    average: between(({ timeToFirstToken }) => timeToFirstToken.average),
    p95: between(({ timeToFirstToken }) => timeToFirstToken.p95),
  };
}

/** Seconds from a request's start to the last of so many answer tokens. */
export const holdingTime = ({ average, interTokenLatency }: Speed, answer: number): number =>
  average + (answer - 1) * interTokenLatency;

export interface Goals {
  /** Seconds, 95th percentile. */
  timeToFirstToken: number;
  tokensPerSecond: number;
}

/** The highest measured or interpolated concurrency, at most `most`, up to which both goals are met; 0 where none is. */
export function concurrencyAtGoals(points: readonly LatencyPoint[], goals: Goals, most: number): number {
  const last = Math.max(...points.map(({ concurrency }) => concurrency));
  let concurrency = 0;
  while (concurrency < Math.min(most, last) && meets(speedAt(points, concurrency + 1), goals))
    concurrency += 1;
  return concurrency;
}

const meets = ({ interTokenLatency, p95 }: Speed, goals: Goals) =>
  p95 <= goals.timeToFirstToken + ROUNDING && interTokenLatency * goals.tokensPerSecond <= 1 + ROUNDING;
