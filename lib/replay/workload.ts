/** A workload that follows from the estate: what its projects and services would ask for, from a seed. */
import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import type { Estate, InferenceService, Project } from "../../config/index.js";
import { capacityOf, gpuResource } from "../gpu/index.js";
import { LONGEST_JOB } from "../placement/index.js";
import type { Ask } from "./ask.js";
import { replicasWanted } from "./replicas.js";
import { whoAsks } from "./who-asks.js";

export interface WorkloadOptions {
  environment: string;
  cluster: string;
  /** How many jobs and notebooks; services come on top. */
  jobs: number;
  seed: number;
  /** @default 7 */
  days?: number;
}

const HOUR = 3600;
const DAY = 24 * HOUR;
const WORKING_DAYS = 5;

/** Days on which people open notebooks, where the estate says nothing of sharing: as the capacity plan has it. */
const DAYS_A_MONTH = 20;

/** Durations differ by this much around their mean: σ of a log-normal distribution (our judgement). */
const SPREAD = 0.8;
/** Of what is asked for on working days, part that is asked for between 8 and 18 (our judgement). */
const BY_DAY = 0.7;
const OFFICE = { from: 8, to: 18 };
/** Shortest job, in seconds: below it, a replay measures Kubernetes rather than the queue. */
const SHORTEST = 10 * 60;

/** One kind of job of a project, and how many of it are asked for. */
interface Stream {
  who: string;
  gpus: number;
  slice?: string | undefined;
  pods: number;
  duration: number;
  /** Jobs a month. */
  rate: number;
}

/**
 * Jobs by the projects' GPU-hours, notebooks by their people; replicas of services as today's plan places them in the
 * busiest hour, fewer in the others.
 */
export function workloadOf(estate: Estate, options: WorkloadOptions): Ask[] {
  const { days = 7, jobs, seed } = options;
  const random = new Draws(seed);
  const { projects, services } = whoAsks(estate, options);
  const daysAMonth = estate.ai.sharing?.workingDays.perMonth ?? DAYS_A_MONTH;
  const cluster = estate.environments[options.environment]?.clusters[options.cluster];
  const capacity = cluster ? capacityOf(cluster) : {};
  const streams = projects
    .flatMap(([who, project]) => streamsOf(who, project, daysAMonth))
    .filter(({ gpus, pods, slice }) => gpus * pods <= (capacity[gpuResource(slice)] ?? 0));
  const total = streams.reduce((sum, { rate }) => sum + rate, 0);
  const asks: Ask[] = streams.flatMap(({ rate, ...stream }) =>
    Array.from({ length: Math.round((jobs * rate) / total) }, () => ({
      ...withoutUndefined(stream),
      name: "",
      at: arrival(random, days),
      duration: Math.min(
        LONGEST_JOB * stream.duration,
        Math.max(SHORTEST, Math.round(random.logNormal(stream.duration))),
      ),
    })),
  );
  const wanted = replicasWanted(estate, options);
  asks.push(...services.flatMap(([who, service]) => replicaAsks(who, service, wanted.get(who) ?? 0, days)));
  return asks.toSorted((a, b) => a.at - b.at).map((ask, index) => ({ ...ask, name: `job-${index + 1}` }));
}

function streamsOf(who: string, { jobs, notebooks }: Project, daysAMonth: number): Stream[] {
  const streams: Stream[] = Object.values(jobs).map(({ gpus, slice, pods, gpuHours, duration }) => ({
    ...{ who, gpus, slice, pods, duration },
    rate: gpuHours / (gpus * pods * (duration / HOUR)),
  }));
  if (notebooks) {
    const { gpus, slice, people, sessions, duration } = notebooks;
    streams.push({ who, gpus, slice, pods: 1, duration, rate: people * sessions * daysAMonth });
  }
  return streams;
}

const withoutUndefined = ({ slice, ...rest }: Omit<Stream, "rate">) => ({
  ...rest,
  ...(slice === undefined ? {} : { slice }),
});

/** Mostly by day and on working days: the trace begins on a Monday at midnight. */
function arrival(random: Draws, days: number): number {
  const working = Math.max(1, Math.round((days * WORKING_DAYS) / 7));
  const day = Math.floor(random.uniform() * working);
  if (random.uniform() >= BY_DAY) return Math.floor(random.uniform() * days * DAY);
  return Math.floor(day * DAY + (OFFICE.from + random.uniform() * (OFFICE.to - OFFICE.from)) * HOUR);
}

/** Replicas above the least that a service keeps: each asks from the hour that needs it to the one that does not. */
function replicaAsks(
  who: string,
  { demand, serving }: InferenceService,
  wanted: number,
  days: number,
): Ask[] {
  const { min } = serving.replicas;
  const busiest = Math.max(...demand.day);
  const neededAt = (hour: number) => {
    const isWorking = Math.floor(hour / 24) % 7 < WORKING_DAYS;
    const weight = isWorking ? (demand.day[hour % 24] ?? 0) / busiest : 0;
    return Math.max(min, Math.ceil(wanted * weight));
  };
  const { gpus, slice } = serving;
  const asks: Ask[] = [];
  for (let replica = min + 1; replica <= wanted; replica += 1) {
    for (let hour = 0; hour < days * 24; hour += 1) {
      const begins = neededAt(hour) >= replica && (hour === 0 || neededAt(hour - 1) < replica);
      if (!begins) continue;
      let end = hour;
      while (end < days * 24 && neededAt(end) >= replica) end += 1;
      const ask = { name: "", at: hour * HOUR, who, gpus, pods: 1, duration: (end - hour) * HOUR };
      asks.push(slice === undefined ? ask : { ...ask, slice });
    }
  }
  return asks;
}

/** Draws of one seed. */
class Draws {
  private readonly generator;

  constructor(seed: number) {
    this.generator = xoroshiro128plus(seed);
  }

  /** From 0 to below 1. */
  uniform(): number {
    return uniformFloat64(this.generator);
  }

  /** Log-normal with the given mean. Source: Box and Muller, 1958, for the normal deviate. */
  logNormal(mean: number): number {
    const normal = Math.sqrt(-2 * Math.log(1 - this.uniform())) * Math.cos(2 * Math.PI * this.uniform());
    return mean * Math.exp(SPREAD * normal - SPREAD ** 2 / 2);
  }
}
