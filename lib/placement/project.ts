/** Decides what a project may run on one cluster: its queue, its bounds, and the jobs it runs through it. */
import type { Estate, Project } from "../../config/index.js";
import { judgeProject, projectRuns } from "../framework/index.js";
import { gpuResource } from "../gpu/index.js";
import type { GpuQuota, HeldPlan, JobPlan, ProjectPlan } from "./ai-plan.js";
import { type PoolFacts, teamQueue, teamsOf } from "./gpus.js";
import { quotaOf } from "./inference.js";

/** A job may take so many times as long as jobs of its kind take on average (our judgement). */
export const LONGEST_JOB = 4;

/** Kueue's priority of notebooks. */
export const NOTEBOOK_PRIORITY = "notebook";

/**
 * Kueue's priorities. Within a team what has more goes first, and what has less is preempted first: work that goes on
 * from a checkpoint loses least, what cannot loses all of it.
 */
export const WORKLOAD_PRIORITIES = {
  production: { value: 100_000, description: "Inference services: never preempted" },
  "not-interruptible": { value: 300, description: "Jobs that begin anew when they are preempted: the last" },
  [NOTEBOOK_PRIORITY]: { value: 200, description: "Notebooks: a person is at work" },
  interruptible: { value: 100, description: "Jobs that go on from a checkpoint: the first to be preempted" },
} as const;

type Decisions = Pick<
  ProjectPlan,
  | "project"
  | "team"
  | "dataClass"
  | "use"
  | "useVersion"
  | "containers"
  | "queue"
  | "quota"
  | "open"
  | "image"
  | "jobs"
>;

/** `pools` are those of the cluster. */
export function placeProject(
  estate: Estate,
  name: string,
  project: Project,
  pools: readonly PoolFacts[],
): Decisions {
  const { team, dataClass, use, image } = project;
  const isOwn = (pool: PoolFacts) => project.pools.includes(pool.name);
  const offers = pools.filter(isOwn).map((pool) => pool.offers);
  const others = pools.filter(
    (pool) => !isOwn(pool) && teamsOf(estate.ai.projects, pool.name).includes(team),
  );
  const jobs = Object.fromEntries(
    Object.entries(jobsOf(project))
      .filter(([, { held }]) => mostOf(offers, held) > 0)
      .map(([job, plan]) => [job, { ...plan, avoids: groupsWith(others, plan.held.resource) }]),
  );
  return {
    ...{ project: name, team, dataClass, use, image, jobs },
    useVersion: judgeProject(estate.ai, project, estate.platform.today).inForce?.version,
    containers: estate.platform.containers,
    queue: teamQueue(team),
    quota: together(Object.values(jobs).map(({ held }) => quotaOf(held, mostOf(offers, held)))),
    open: projectRuns(estate.ai, project, estate.platform.today),
  };
}

const groupsWith = (pools: readonly PoolFacts[], resource: string): string[] =>
  pools
    .filter(({ offers }) => resource in offers)
    .map(({ pool }) => pool.nodeGroup)
    .toSorted();

function jobsOf({ jobs, notebooks }: Project): Record<string, Omit<JobPlan, "avoids">> {
  const held = (of: {
    gpus: number;
    slice?: string | undefined;
    requests: HeldPlan["requests"];
  }): HeldPlan => ({
    resource: gpuResource(of.slice),
    amount: of.gpus,
    requests: of.requests,
  });
  return {
    ...Object.fromEntries(
      Object.entries(jobs).map(([name, job]) => [
        name,
        {
          held: held(job),
          pods: job.pods,
          deadline: LONGEST_JOB * job.duration,
          priority: job.interruptible ? "interruptible" : "not-interruptible",
        },
      ]),
    ),
    ...(notebooks === undefined
      ? {}
      : {
          notebook: {
            held: held(notebooks),
            pods: 1,
            deadline: LONGEST_JOB * notebooks.duration,
            priority: NOTEBOOK_PRIORITY,
          },
        }),
  };
}

/** Pods that find room at once where nobody else has any. */
const mostOf = (offers: readonly Record<string, number>[], { resource, amount }: HeldPlan) =>
  Math.floor(offers.reduce((sum, offer) => sum + (offer[resource] ?? 0), 0) / amount);

/** Kinds that hold the same GPUs share them; those of other GPUs come on top. */
function together(quotas: readonly GpuQuota[]): GpuQuota {
  const most = new Map<string, GpuQuota>();
  for (const quota of quotas) {
    const resource = Object.keys(quota.gpus).join();
    const known = most.get(resource) ?? quota;
    most.set(resource, {
      pods: Math.max(known.pods, quota.pods),
      cpu: Math.max(known.cpu, quota.cpu),
      memory: Math.max(known.memory, quota.memory),
      gpus: { [resource]: Math.max(known.gpus[resource] ?? 0, quota.gpus[resource] ?? 0) },
    });
  }
  const all = [...most.values()];
  const sum = (amount: (quota: GpuQuota) => number) => all.reduce((total, quota) => total + amount(quota), 0);
  return {
    pods: sum(({ pods }) => pods),
    cpu: sum(({ cpu }) => cpu),
    memory: sum(({ memory }) => memory),
    gpus: Object.assign({}, ...all.map(({ gpus }) => gpus)),
  };
}
