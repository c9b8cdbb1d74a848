/** Estates drawn by a seed, planned, and simulated with the planned replicas and with one fewer. */
import type { Estate } from "../../../config/index.js";
import { planCapacity } from "../../../lib/capacity/index.js";
import { generator, simulate } from "./simulate.js";

export interface Verified {
  seed: number;
  replicas: number;
  /** Whether the simulated 95th percentiles meet the goals. */
  met: boolean;
  /** The same with one replica fewer; undefined where there is one only. */
  metWithOneFewer: boolean | undefined;
}

/** Requests that each simulation has at least; more where more are under way. */
const REQUESTS = 40_000;
const TURNOVERS = 100;

/** A percentile so near to its goal may be chance: a simulation so many times as long decides. */
const NEAR = 0.15;
const LONGER = 5;

/** The sample with one service, whose demand, goals and measurements are drawn. */
function randomEstate(sample: Estate, seed: number): Estate {
  const random = generator(seed * 7919);
  const between = (low: number, high: number) => low + random() * (high - low);
  const estate = structuredClone(sample);
  const [service] = Object.values(estate.ai.services).filter(({ serving }) => serving.slice === undefined);
  const [row] = Object.values(estate.ai.throughput).filter(({ latency }) => latency !== undefined);
  if (!service || !row) throw new Error("the sample has no service or no measured latency to draw from");
  const first = Math.round(between(4, 30));
  const speed = between(20, 90);
  const early = between(0.2, 1);
  row.answer = 400;
  row.latency = [1, 2, 5].map((factor) => ({
    concurrency: first * factor,
    tokensPerSecond: speed / (1 + 0.2 * (factor - 1)),
    timeToFirstToken: { average: early * factor ** 0.7, p95: early * factor ** 0.7 * between(1.2, 2.2) },
  }));
  const answer = Math.round(between(80, 500));
  Object.assign(service, {
    model: row.model,
    precision: row.precision,
    academies: "all",
    goals: { timeToFirstToken: early * between(2.6, 8), tokensPerSecond: speed * between(0.5, 0.95) },
    survives: { node: false, cluster: false },
  });
  service.demand.as = estate.platform.today;
  service.demand.profiles = { chat: { share: 1, prompt: answer, answer } };
  service.demand.users = { perEstablishment: between(0.2, 12), perThousandLyceePupils: 0, academies: {} };
  service.serving.gpus = row.gpus;
  service.serving.concurrency = Math.round(between(first, 5 * first));
  const name = Object.keys(estate.ai.services).find((key) => estate.ai.services[key] === service) as string;
  const licences = [estate.ai.models[row.model]?.licence];
  for (const use of Object.values(estate.ai.uses)) {
    for (const version of Object.values(use.versions))
      Object.assign(version, { from: "2000-01-01", trained: 0, licences });
  }
  return { ...estate, ai: { ...estate.ai, services: { [name]: service } } };
}

/** Undefined where nothing is asked for, or the goals are beyond what is measured. */
export function verify(sample: Estate, seed: number): Verified | undefined {
  const estate = randomEstate(sample, seed);
  const [service] = Object.values(estate.ai.services);
  const [planned] = planCapacity(estate, { quarters: 1 }).quarters[0]?.services ?? [];
  const need = planned?.needs[0];
  const profile = need?.profiles[0];
  if (!service || !need?.queue || !planned?.goalsMet || !profile?.measurement || planned.replicas === 0)
    return undefined;
  const loads = estate.ai.throughput[profile.measurement]?.latency ?? [];
  const { concurrency, holding } = need.queue;
  const answer = Object.values(service.demand.profiles)[0]?.answer ?? 0;
  const { timeToFirstToken, tokensPerSecond } = service.goals;
  const least = Math.ceil(Math.max(REQUESTS, TURNOVERS * planned.peak * holding));
  const meets = (replicas: number, requests = least): boolean => {
    const seen = simulate({
      seed,
      replicas,
      places: concurrency,
      rate: planned.peak,
      answer,
      loads,
      requests,
    });
    const near = Math.abs(seen.timeToFirstToken / timeToFirstToken - 1) < NEAR;
    if (near && requests === least) return meets(replicas, LONGER * least);
    return seen.timeToFirstToken <= timeToFirstToken && seen.tokensPerSecond >= tokensPerSecond * (1 - 1e-6);
  };
  return {
    seed,
    replicas: planned.replicas,
    met: meets(planned.replicas),
    metWithOneFewer: planned.replicas > 1 ? meets(planned.replicas - 1) : undefined,
  };
}
