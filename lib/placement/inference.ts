/** Decides what of an inference service runs on one cluster: for whom, on which nodes, within which bounds. */
import type { Academy, Environment, Estate, InferenceService } from "../../config/index.js";
import { judgeService, openAcademies } from "../framework/index.js";
import { gpuResource } from "../gpu/index.js";
import type { GpuQuota, HeldPlan, InferencePlan, RunningPlan } from "./ai-plan.js";
import type { ClusterFacts } from "./common-plan.js";
import type { PoolFacts } from "./gpus.js";

/** Replicas beyond the most, while a rollout replaces others one by one. */
const SURGE = 1;

/** The longest answer over the average one (our judgement). */
const LONGEST_ANSWER = 4;

/** How long before somebody asks a replica is started, in minutes: its weights must be loaded (our judgement). */
const LEAD = 30;

type Decisions = Pick<
  InferencePlan,
  | "service"
  | "owner"
  | "audience"
  | "pupilsFrom"
  | "oversight"
  | "dataClass"
  | "use"
  | "containers"
  | "quota"
  | "running"
>;

/** `pool` is where it runs; `facts` say on which cluster. */
export function placeService(
  estate: Estate,
  environment: Environment,
  facts: ClusterFacts,
  name: string,
  service: InferenceService,
  pool: PoolFacts,
): Decisions {
  const { audience, pupilsFrom, oversight, dataClass, owner, use, serving } = service;
  const held: HeldPlan = {
    resource: gpuResource(serving.slice),
    amount: serving.gpus,
    requests: serving.requests,
  };
  return {
    ...{ service: name, owner, audience, pupilsFrom, oversight, dataClass, use },
    containers: estate.platform.containers,
    quota: quotaOf(held, serving.replicas.max + SURGE),
    running: run(estate, environment, facts, service, pool, held),
  };
}

function run(
  estate: Estate,
  environment: Environment,
  { role }: ClusterFacts,
  service: InferenceService,
  { pool, group }: PoolFacts,
  held: HeldPlan,
): RunningPlan | undefined {
  const { ai, platform, academies, applications } = estate;
  const { inForce, refusals } = judgeService(ai, service, platform.today);
  const model = ai.models[service.model];
  const precision = model?.precisions[service.precision];
  if (!inForce || refusals.length > 0 || !model || !precision || !platform.metrics) return undefined;
  const present = environment.academies === "all" ? Object.keys(academies) : environment.academies;
  const open = openAcademies(ai, service, present, platform.today);
  const { signIn } = environment;
  const { image, port, requests, limits, concurrency, replicas } = service.serving;
  const answers = Object.values(service.demand.profiles).map(({ answer }) => answer);
  const { timeToFirstToken, tokensPerSecond } = service.goals;
  return {
    useVersion: inForce.version,
    model: {
      name: service.model,
      image: precision.image,
      weights: precision.weights,
      context: service.serving.context ?? model.context,
    },
    serving: { image, port, requests, limits, concurrency, replicas },
    held,
    nodeGroup: pool.nodeGroup,
    taints: group.taints,
    longestAnswer: Math.ceil(timeToFirstToken + (LONGEST_ANSWER * Math.max(...answers)) / tokensPerSecond),
    awake:
      replicas.min > 0
        ? []
        : awake(
            service,
            open.flatMap((academy) => academies[academy] ?? []),
          ),
    // A standby answers for nobody until it becomes the primary, as applications do.
    academies: role === "primary" && signIn ? open : [],
    signIn: signIn && {
      ...{ issuer: signIn.issuer, keys: signIn.keys, audience: signIn.audience, groups: signIn.groups },
      profile: { claim: signIn.profile.claim, value: signIn.profile.values[service.audience] },
    },
    consumers: Object.fromEntries(
      service.consumers
        .toSorted()
        .map((consumer) => [consumer, { dedicated: applications[consumer]?.tenancy === "dedicated" }]),
    ),
    metrics: platform.metrics,
  };
}

/** Spans of the day with demand, in each time zone of the academies, a while before it begins. */
function awake({ demand }: InferenceService, academies: readonly Academy[]): RunningPlan["awake"] {
  const zones = [...new Set(academies.map(({ timeZone }) => timeZone))].toSorted();
  const spans = demand.day.flatMap((weight, hour) => {
    if (weight === 0 || (hour > 0 && demand.day[hour - 1] !== 0)) return [];
    const end = demand.day.findIndex((later, index) => index > hour && later === 0);
    return [{ from: timeOf(Math.max(0, hour * 60 - LEAD)), to: end < 0 ? "23:59" : timeOf(end * 60) }];
  });
  return zones.flatMap((timeZone) => spans.map((span) => ({ timeZone, ...span })));
}

const timeOf = (minutes: number) =>
  [Math.floor(minutes / 60), minutes % 60].map((part) => `${part}`.padStart(2, "0")).join(":");

/** What so many pods that hold the same may ask for. */
export const quotaOf = ({ resource, amount, requests }: HeldPlan, pods: number): GpuQuota => ({
  pods,
  cpu: pods * requests.cpu,
  memory: pods * requests.memory,
  gpus: { [resource]: pods * amount },
});
