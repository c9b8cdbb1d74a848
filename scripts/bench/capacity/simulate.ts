/**
 * Simulation of replicas, event by event and seeded. It shares no code with the plan that it judges: requests arrive at
 * random, join the replica with the fewest or wait in line, and decode the slower the more are on it, as measured.
 */

/** One measured load of a replica. */
export interface MeasuredLoad {
  concurrency: number;
  tokensPerSecond: number;
  timeToFirstToken: { average: number; p95: number };
}

export interface Simulated {
  seed: number;
  replicas: number;
  /** Requests that a replica takes at once. */
  places: number;
  /** Requests a second. */
  rate: number;
  /** Tokens of an answer, on average; each answer's are drawn from an exponential distribution. */
  answer: number;
  loads: readonly MeasuredLoad[];
  /** Requests that are simulated; the first fifth warms up and is not counted. */
  requests: number;
}

export interface Seen {
  /** Seconds, 95th percentile. */
  timeToFirstToken: number;
  /** Reached by 95 requests in a hundred. */
  tokensPerSecond: number;
}

interface Request {
  arrived: number;
  tokens: number;
  firstToken: number;
  /** The replica's count of tokens at which it ends; unset until its first token. */
  endsAt?: number;
}

/** Seconds from token to token, and to the first one. */
interface Pace {
  interval: number;
  average: number;
  p95: number;
}

/** A replica: tokens that each of its decoding requests has got since the start, and what happens on it next. */
interface Replica {
  active: Request[];
  tokens: number;
  since: number;
  next: { request: Request; time: number } | undefined;
}

/** What 95 requests in a hundred see. */
export function simulate(given: Simulated): Seen {
  const random = generator(given.seed);
  const replicas = Array.from(
    { length: given.replicas },
    (): Replica => ({ active: [], tokens: 0, since: 0, next: undefined }),
  );
  const paces = Array.from({ length: given.places + 1 }, (_, active) => interpolate(given.loads, active));
  const line: Request[] = [];
  const firsts: number[] = [];
  const speeds: number[] = [];
  let arrivals = 0;
  let head = 0;
  let arrival = exponential(random) / given.rate;

  const start = (replica: Replica, request: Request, now: number) => {
    advance(replica, now, paces);
    replica.active.push(request);
    const { average, p95 } = paces[replica.active.length] as Pace;
    request.firstToken = now + firstTokenTime(random, average, p95);
    lookAhead(replica, paces);
  };

  while (firsts.length < given.requests) {
    const replica = earliest(replicas);
    const next = replica?.next;
    if (arrivals < given.requests && (next === undefined || arrival <= next.time)) {
      const tokens = Math.max(2, Math.round(exponential(random) * given.answer));
      const request = { arrived: arrival, tokens, firstToken: 0 };
      const emptiest = replicas.reduce((least, one) =>
        one.active.length < least.active.length ? one : least,
      );
      if (emptiest.active.length < given.places) start(emptiest, request, arrival);
      else line.push(request);
      arrivals += 1;
      arrival += exponential(random) / given.rate;
      continue;
    }
    if (replica === undefined || next === undefined) break;
    const { request, time } = next;
    advance(replica, time, paces);
    if (request.endsAt === undefined) {
      request.endsAt = replica.tokens + request.tokens - 1;
      lookAhead(replica, paces);
      continue;
    }
    replica.active.splice(replica.active.indexOf(request), 1);
    firsts.push(request.firstToken - request.arrived);
    speeds.push((request.tokens - 1) / (time - request.firstToken));
    const waiting = line[head];
    if (waiting === undefined) {
      lookAhead(replica, paces);
      continue;
    }
    head += 1;
    start(replica, waiting, time);
  }
  const counted = Math.floor(firsts.length / 5);
  return {
    timeToFirstToken: percentile(firsts.slice(counted), 0.95),
    tokensPerSecond: percentile(speeds.slice(counted), 0.05),
  };
}

/** Tokens go on at the pace of the load that there was. */
function advance(replica: Replica, now: number, paces: readonly Pace[]): void {
  const pace = paces[replica.active.length];
  if (pace && replica.active.length > 0) replica.tokens += (now - replica.since) / pace.interval;
  replica.since = now;
}

/** The next first token or end on a replica, after something has changed on it. */
function lookAhead(replica: Replica, paces: readonly Pace[]): void {
  const interval = paces[replica.active.length]?.interval ?? 0;
  replica.next = undefined;
  for (const request of replica.active) {
    const time =
      request.endsAt === undefined
        ? Math.max(request.firstToken, replica.since)
        : replica.since + Math.max(0, request.endsAt - replica.tokens) * interval;
    if (replica.next === undefined || time < replica.next.time) replica.next = { request, time };
  }
}

/** The replica on which something happens first. */
function earliest(replicas: readonly Replica[]): Replica | undefined {
  let found: Replica | undefined;
  for (const replica of replicas) {
    if (replica.next && (found?.next === undefined || replica.next.time < found.next.time)) found = replica;
  }
  return found;
}

/** Seconds a token and to the first one at a load: on the line between the measured loads around it. */
function interpolate(loads: readonly MeasuredLoad[], active: number): Pace {
  const points = loads.map(({ concurrency, tokensPerSecond, timeToFirstToken }) => ({
    at: concurrency,
    interval: 1 / tokensPerSecond,
    average: timeToFirstToken.average,
    p95: timeToFirstToken.p95,
  }));
  const first = points[0];
  if (first && active <= first.at) return first;
  for (let index = 1; index < points.length; index += 1) {
    const [left, right] = [points[index - 1], points[index]];
    if (!left || !right || active > right.at) continue;
    const weight = (active - left.at) / (right.at - left.at);
    const mix = (key: "interval" | "average" | "p95") => left[key] * (1 - weight) + right[key] * weight;
    return { interval: mix("interval"), average: mix("average"), p95: mix("p95") };
  }
  throw new RangeError(`no load of ${active} is measured`);
}

/** A lognormal time with the measured mean and 95th percentile. */
function firstTokenTime(random: () => number, average: number, p95: number): number {
  const z = 1.644854;
  const spread = z - Math.sqrt(Math.max(0, z * z - 2 * Math.log(p95 / average)));
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return p95 * Math.exp(spread * (normal - z));
}

const exponential = (random: () => number) => -Math.log(1 - random());

function percentile(values: number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? Number.NaN;
}

/** Numbers from 0 to 1 by a seed: a linear congruential generator with the multiplier of Park and Miller. */
export function generator(seed: number): () => number {
  const modulus = 2147483647;
  let state = (Math.abs(Math.trunc(seed)) % (modulus - 1)) + 1;
  const next = () => {
    state = (state * 48271) % modulus;
    return state / modulus;
  };
  for (let skipped = 0; skipped < 10; skipped += 1) next();
  return next;
}
