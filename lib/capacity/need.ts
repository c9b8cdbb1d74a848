/** Need: which measurement each prompt profile of a service is sized by, and how many replicas follow. */
import type { Estate, InferenceService, Throughput } from "../../config/index.js";
import { concurrencyAtGoals, holdingTime, speedAt } from "./curve.js";
import type { KnownPool } from "./pools.js";
import { type ReplicaNeed, replicasFor, type Stream } from "./replicas.js";
import { roundUp } from "./rounding.js";

/** Prompts over answers up to which a row that does not state its prompts is taken to speak of a conversation. */
const CONVERSATION = 2;

export interface ProfileNeed {
  profile: string;
  /** Requests a second at the peak. */
  peak: number;
  /** `latency`: both goals are met as measured; `saturation`: a derated maximum, whose latency nobody measured. */
  basis: "latency" | "saturation" | "unmeasured";
  /** The file in ai/throughput/ that it is sized by. */
  measurement?: string;
  /** Measurements that fit an unmeasured one, and meet its goals at no load. */
  unmet?: string[];
}

export interface ServiceNeed {
  replicas: number;
  profiles: ProfileNeed[];
  /** Of the replicas that meet the goals as measured. */
  queue?: ReplicaNeed;
  /** Replicas, of all, for profiles sized by saturation. */
  saturated: number;
  /** Whether the goals are met as measured, in all profiles. */
  goalsMet: boolean;
}

/** Replicas of a service on one pool at so many requests a second. */
export function needOn(
  estate: Estate,
  service: InferenceService,
  pool: KnownPool,
  peak: number,
): ServiceNeed {
  const { goals, serving } = service;
  const sized = Object.entries(service.demand.profiles).map(([profile, { share, prompt, answer }]) => {
    const row = measurementFor(estate, service, pool, prompt, answer);
    return { profile, peak: share * peak, answer, ...row };
  });
  const streams: Stream[] = sized.flatMap(({ peak, answer, basis, row }) =>
    basis === "latency" ? [{ rate: peak, answer, points: row.latency ?? [] }] : [],
  );
  const queue = streams.length === 0 ? undefined : replicasFor(streams, goals, serving.concurrency);
  const load = sized.reduce((sum, { basis, peak, answer, row }) => {
    if (basis !== "saturation" || !row.saturation) return sum;
    return sum + (peak * answer) / (row.saturation.tokensPerSecond * row.saturation.derate);
  }, 0);
  const saturated = roundUp(load);
  const failed = streams.length > 0 && queue === undefined;
  const profiles = sized.map(({ profile, peak, basis, name, unmet = [] }): ProfileNeed => {
    if (basis !== "unmeasured" && !(failed && basis === "latency"))
      return { profile, peak, basis, measurement: name };
    const rows = name === undefined ? unmet : [name];
    return { profile, peak, basis: "unmeasured", ...(rows.length > 0 ? { unmet: rows } : {}) };
  });
  return {
    replicas: (queue?.replicas ?? 0) + Math.max(0, saturated),
    profiles,
    ...(queue ? { queue } : {}),
    saturated: Math.max(0, saturated),
    goalsMet: profiles.every(({ basis }) => basis === "latency"),
  };
}

type Measured =
  | { basis: "latency" | "saturation"; name: string; row: Throughput; unmet?: never }
  | { basis: "unmeasured"; name?: never; row?: never; unmet: string[] };

/** The row that fits and says most: latencies before saturation, then the most requests a second. Nothing is scaled. */
function measurementFor(
  { ai }: Estate,
  { model, precision, goals, serving }: InferenceService,
  { pool }: KnownPool,
  prompt: number,
  answer: number,
): Measured {
  const rows = Object.entries(ai.throughput).filter(
    ([, row]) =>
      row.model === model &&
      row.precision === precision &&
      row.gpu === pool.gpu &&
      row.gpus === serving.gpus &&
      row.slice === serving.slice &&
      serving.measuredWith.some((engine) => row.engine.toLowerCase().startsWith(engine.toLowerCase())) &&
      covers(row, prompt, answer),
  );
  const best = (value: (row: Throughput) => number) => {
    const valued = rows.map(([name, row]) => ({ name, row, value: value(row) }));
    return valued.filter(({ value }) => value > 0).toSorted((a, b) => b.value - a.value)[0];
  };
  const latency = best(({ latency: points = [] }) => {
    const concurrency = points.length === 0 ? 0 : concurrencyAtGoals(points, goals, serving.concurrency);
    return concurrency === 0 ? 0 : concurrency / holdingTime(speedAt(points, concurrency), answer);
  });
  if (latency) return { basis: "latency", name: latency.name, row: latency.row };
  const saturation = best((row) =>
    row.saturation ? row.saturation.tokensPerSecond * row.saturation.derate : 0,
  );
  if (saturation) return { basis: "saturation", name: saturation.name, row: saturation.row };
  return { basis: "unmeasured", unmet: rows.map(([name]) => name) };
}

/** A row speaks of prompts that are no longer and no heavier than its own: both only make requests faster. */
function covers(row: Throughput, prompt: number, answer: number): boolean {
  const heaviest =
    row.prompt === undefined || row.answer === undefined ? CONVERSATION : row.prompt / row.answer;
  return prompt <= (row.prompt ?? Infinity) && prompt / answer <= heaviest;
}
