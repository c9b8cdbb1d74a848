/**
 * Replicas: how many meet the goals at the peak. Requests arrive at random, go to the replica with the fewest, and are
 * served the slower the more are under way; what finds all places taken waits in one queue. With exponential holding
 * times that is a birth-death process, whose distribution is exact. docs/capacity.md has the formulas and their limits.
 */
import type { LatencyPoint } from "../../config/index.js";
import { concurrencyAtGoals, type Goals, holdingTime, type Speed, speedAt } from "./curve.js";
import { ROUNDING, roundUp } from "./rounding.js";

/** Goals are 95th percentiles; a fifth of the misses they permit is kept for what the model leaves out. */
export const MISSES = 0.04;

export interface Stream {
  /** Requests a second. */
  rate: number;
  /** Answer tokens of a request, on average. */
  answer: number;
  /** What the replica was measured to do with such requests. */
  points: readonly LatencyPoint[];
}

export interface ReplicaNeed {
  replicas: number;
  /** Requests that one replica takes at once: the goals hold up to there. */
  concurrency: number;
  /** Seconds that a request holds its place when a replica is full. */
  holding: number;
  /** Requests a second of one full replica. */
  requestsPerSecond: number;
  /** Part of the requests whose first token comes too late. */
  late: number;
  /** The same with one replica fewer; 1 where they could not keep up. */
  lateWithOneFewer: number;
}

/** Requests under way up to which the distribution is computed: its states are counted one by one. */
const MOST_UNDER_WAY = 50_000;

/** Equal parts of a load that are sized each by itself; a larger system waits less, so that replicas are rather too many. */
export const partsOf = (rate: number, holding: number): number =>
  Math.max(1, Math.ceil((rate * holding) / MOST_UNDER_WAY));

/** Undefined where no measured concurrency meets the goals. `most`: places that a replica has. */
export function replicasFor(streams: readonly Stream[], goals: Goals, most: number): ReplicaNeed | undefined {
  const concurrency = Math.min(...streams.map(({ points }) => concurrencyAtGoals(points, goals, most)));
  if (concurrency < 1) return undefined;
  const whole = new Mix(streams, goals.timeToFirstToken, concurrency);
  const parts = partsOf(whole.rate, whole.holding(concurrency));
  const part = streams.map((stream) => ({ ...stream, rate: stream.rate / parts }));
  const need = sized(parts === 1 ? whole : new Mix(part, goals.timeToFirstToken, concurrency), concurrency);
  return need && { ...need, replicas: parts * need.replicas };
}

function sized(mix: Mix, concurrency: number): ReplicaNeed | undefined {
  const holding = mix.holding(concurrency);
  const need = (replicas: number, late: number, lateWithOneFewer: number): ReplicaNeed => ({
    ...{ replicas, concurrency, holding, late, lateWithOneFewer },
    requestsPerSecond: concurrency / holding,
  });
  if (mix.rate === 0) return need(0, 0, 0);
  // With a replica for every request under way, nothing waits: where that is late, more replicas do not help.
  if (mix.late(1) > MISSES) return undefined;
  let replicas = Math.max(1, roundUp((mix.rate * holding) / concurrency));
  let fewer = 1;
  let late = mix.lateWith(replicas);
  while (late > MISSES) {
    replicas += 1;
    if (replicas > MOST_REPLICAS) return undefined;
    fewer = late;
    late = mix.lateWith(replicas);
  }
  return need(replicas, late, fewer);
}

const MOST_REPLICAS = 100_000;

/** Streams of requests on the same replicas; what a request sees depends on the concurrency. */
class Mix {
  readonly rate: number;
  private readonly seen: { share: number; answer: number; speeds: Speed[] }[];
  private readonly holdings: number[];
  private readonly lates: number[];

  constructor(
    streams: readonly Stream[],
    private readonly goal: number,
    private readonly concurrency: number,
  ) {
    this.rate = streams.reduce((sum, { rate }) => sum + rate, 0);
    this.seen = streams.map(({ rate, answer, points }) => ({
      share: this.rate === 0 ? 1 / streams.length : rate / this.rate,
      answer,
      speeds: Array.from({ length: concurrency + 1 }, (_, load) => speedAt(points, Math.max(1, load))),
    }));
    const mean = (load: number, of: (speed: Speed, answer: number) => number) =>
      this.seen.reduce(
        (sum, { share, answer, speeds }) => sum + share * of(speeds[load] as Speed, answer),
        0,
      );
    const loads = Array.from({ length: concurrency + 1 }, (_, load) => load);
    this.holdings = loads.map((load) => mean(load, holdingTime));
    this.lates = loads.map((load) => mean(load, (speed) => exceeds(speed, goal)));
  }

  /** Seconds from a request's start to its last token. */
  holding(load: number): number {
    return this.holdings[load] as number;
  }

  /** Part of the requests that start at this concurrency and are late. */
  late(load: number): number {
    return this.lates[load] as number;
  }

  /** Part of all requests that are late with so many replicas. */
  lateWith(replicas: number): number {
    const places = replicas * this.concurrency;
    const full = places / this.holding(this.concurrency);
    if (this.rate >= full) return 1;
    // Weights of the states relative to the likeliest one, so that nothing overflows.
    const logs = [0];
    for (let under = 1; under <= places; under += 1) {
      const load = Math.ceil(under / replicas);
      logs.push((logs[under - 1] as number) + Math.log((this.rate * this.holding(load)) / under));
    }
    const highest = logs.reduce((most, log) => Math.max(most, log), -Infinity);
    const utilisation = this.rate / full;
    let total = 0;
    let late = 0;
    for (let under = 0; under < places; under += 1) {
      const weight = Math.exp((logs[under] as number) - highest);
      total += weight;
      late += weight * this.late(Math.ceil((under + 1) / replicas));
    }
    const waiting = Math.exp((logs[places] as number) - highest) / (1 - utilisation);
    return (late + waiting * this.lateAfterWaiting(full - this.rate)) / (total + waiting);
  }

  /** Part of the requests that wait, exponentially with `pace` a second, and are late in the end. */
  private lateAfterWaiting(pace: number): number {
    return this.seen.reduce((sum, { share, speeds }) => {
      const speed = speeds[this.concurrency] as Speed;
      const missed = QUANTILES.map((normal) => {
        const first = quantile(speed, normal);
        return first >= this.goal ? 1 : Math.exp(-pace * (this.goal - first));
      });
      return sum + (share * missed.reduce((all, part) => all + part, 0)) / missed.length;
    }, 0);
  }
}

/** 95 % of a normal distribution lie below. */
const Z95 = 1.6448536269514722;

/** The lognormal distribution with this mean and 95th percentile; where none has, the widest one with the percentile. */
function lognormal({ average, p95 }: Speed) {
  const ratio = Math.log(Math.max(1, p95 / average));
  const deviation = Z95 - Math.sqrt(Math.max(0, Z95 ** 2 - 2 * ratio));
  return { mean: Math.log(p95) - Z95 * deviation, deviation };
}

/** Probability that the first token takes longer than `seconds`. */
function exceeds(speed: Speed, seconds: number): number {
  const { mean, deviation } = lognormal(speed);
  if (deviation === 0) return Math.exp(mean) > seconds * (1 + ROUNDING) ? 1 : 0;
  return 1 - normalBelow((Math.log(seconds) - mean) / deviation);
}

function quantile(speed: Speed, normal: number): number {
  const { mean, deviation } = lognormal(speed);
  return Math.exp(mean + deviation * normal);
}

/** Distribution of the normal law. Source: Abramowitz and Stegun, 7.1.26; wrong by 1.5e-7 at most. */
function normalBelow(value: number): number {
  const x = Math.abs(value) / Math.SQRT2;
  const t = 1 / (1 + 0.3275911 * x);
  const poly =
    ((((1.061405429 * t - 1.453152027) * t + 1.421413741) * t - 0.284496736) * t + 0.254829592) * t;
  const error = 1 - poly * Math.exp(-x * x);
  return value < 0 ? (1 - error) / 2 : (1 + error) / 2;
}

/** Quantiles of the normal law in the middle of a hundred equal parts, by bisection. */
const QUANTILES = Array.from({ length: 100 }, (_, index) => {
  const wanted = (index + 0.5) / 100;
  let low = -6;
  let high = 6;
  for (let step = 0; step < 50; step += 1) {
    const middle = (low + high) / 2;
    if (normalBelow(middle) < wanted) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
});
