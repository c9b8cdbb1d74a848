/** Burst: what the estate must say before GPUs of a public cloud are added, and how that burst is named. */
import { BlockList } from "node:net";
import { type Burst, type Estate, type EstatePointer, pointerTo, pointerToFile } from "../../config/index.js";

export interface BurstFinding {
  pointer: EstatePointer;
  value?: unknown;
  message: string;
  allowed?: string;
  hint?: string;
}

/** Name of Terraform's stack. */
export const burstStack = ({ environment, cluster }: Pick<Burst, "environment" | "cluster">): string =>
  `${environment}-${cluster}-burst`;

/** Name of the stack and the cluster in the cloud. The day that it begins is part of it: logs outlive one burst and never stand in the way of the next. */
export const burstName = (stack: string, from: string): string => `${stack}-${from}`;

/** Characters that the name may have. Source: AWS::Scheduler::ScheduleGroup, `Name`, the shortest of those that bear it. */
const LONGEST_NAME = 64;

const nameOf = (burst: Burst): string => burstName(burstStack(burst), burst.from);

/** Custom resource by which Kueue reaches other clusters. Source: Kueue, apis/kueue/v1beta2. */
const WORKERS = "multikueueclusters.kueue.x-k8s.io";

/** Namespace of the operator that sends jobs to other clusters; undefined where no operator does. */
export const queueNamespace = ({ operators }: Pick<Estate, "operators">): string | undefined =>
  Object.values(operators).find(({ crds }) => crds.includes(WORKERS))?.namespace;

/** Name of everything of which a burst has one: flavor, queue, check, and the way to its cluster. */
export const BURST = "burst";

/** Namespace of what a project lets leave the platform: its Jobs run on the cluster in the cloud. */
export const burstNamespace = (project: string): string => `burst-${project}`;

/** Projects that have such a namespace. */
export const burstingProjects = ({ ai: { burst } }: Pick<Estate, "ai">): readonly string[] =>
  burst?.enabled ? burst.projects : [];

type BurstEstate = Pick<Estate, "ai" | "environments" | "operators">;

/** What is wrong with a burst that is switched on; `today` is `YYYY-MM-DD`. */
export function checkBurst(estate: BurstEstate, today: string): BurstFinding[] {
  const { burst } = estate.ai;
  if (!burst?.enabled) return [];
  return [
    ...checkEnd(burst, today),
    ...checkManager(estate, burst),
    ...checkWorker(estate, burst),
    ...checkNetwork(burst),
    ...checkFlavor(estate, burst),
    ...burst.projects.flatMap((name, index) => checkProject(estate, burst, name, index)),
  ];
}

function checkWorker(estate: BurstEstate, burst: Burst): BurstFinding[] {
  const { worker } = burst;
  if (worker === undefined) return [];
  return [...checkCluster(worker, nameOf(burst)), ...checkOperators(estate, worker)];
}

/**
 * Another first day makes another cluster: the context would still reach the old one, which Terraform deletes meanwhile,
 * and what is declared for the new one would be applied there.
 */
function checkCluster({ name, context }: NonNullable<Burst["worker"]>, own: string): BurstFinding[] {
  if (name === own) return [];
  return [
    {
      pointer: at("worker", "name"),
      value: name,
      message: `is no cluster of this burst, which is ${own}: ${context} would reach another`,
      hint: "take `worker` out, apply `burst`, then name the new cluster and the way to it, here and in the secret store",
    },
  ];
}

/** Without the same operator there, nobody runs what is sent. */
function checkOperators(estate: BurstEstate, worker: NonNullable<Burst["worker"]>): BurstFinding[] {
  if (queueNamespace(estate) === undefined) return [];
  const { operators } = estate;
  const sends = Object.keys(operators).filter((name) => operators[name]?.crds.includes(WORKERS));
  if (worker.operators.some((name) => sends.includes(name))) return [];
  return [
    {
      pointer: at("worker", "operators"),
      value: worker.operators.join(", "),
      message: "has no operator that takes the jobs that are sent there",
      hint: `add ${sends.join(" or ")}`,
    },
  ];
}

const at = (...path: (string | number)[]) => pointerToFile("ai/burst", ...path);

/** It has ended by itself: what Terraform still declares would begin it again. */
function checkEnd({ until }: Burst, today: string): BurstFinding[] {
  if (today <= until) return [];
  const hint = "set `enabled: false`, or agree on a later end";
  return [{ pointer: at("until"), value: until, message: "is over: it would begin again", hint }];
}

function checkManager(estate: BurstEstate, burst: Burst): BurstFinding[] {
  const { environment, cluster } = burst;
  const clusters = Object.keys(estate.environments[environment]?.clusters ?? {});
  const findings: BurstFinding[] = [];
  if (!clusters.includes(cluster)) {
    findings.push({
      pointer: at("cluster"),
      value: cluster,
      message: `is no cluster of ${environment}`,
      allowed: clusters.join(", "),
    });
  }
  const name = nameOf(burst);
  if (name.length > LONGEST_NAME) {
    findings.push({
      pointer: at("cluster"),
      value: cluster,
      message: `makes a name of ${name.length} characters, ${name}, and AWS takes ${LONGEST_NAME}`,
      hint: "let a cluster with a shorter name send the jobs",
    });
  }
  if (queueNamespace(estate) === undefined) {
    findings.push({
      pointer: at("enabled"),
      value: true,
      message: "needs an operator that sends jobs to other clusters, and there is none",
      hint: `add Kueue to operators/, with ${WORKERS} among its crds`,
    });
  }
  return findings;
}

function checkNetwork({ network: { cidr, networks } }: Burst): BurstFinding[] {
  return networks.flatMap((other, index) =>
    overlap(cidr, other)
      ? [
          {
            pointer: at("network", "networks", index),
            value: other,
            message: `overlaps the burst's own ${cidr}: nothing would find its way through the tunnel`,
            hint: "choose another `cidr`",
          },
        ]
      : [],
  );
}

/** Two ranges overlap where one holds the first address of the other. */
function overlap(one: string, other: string): boolean {
  const holdsFirst = (range: string, of: string) => {
    const [address = "", prefix] = range.split("/");
    const list = new BlockList();
    list.addSubnet(address, Number(prefix));
    return list.check(of.split("/")[0] ?? "");
  };
  return holdsFirst(one, other) || holdsFirst(other, one);
}

/** A flavor is named after its pool. */
function checkFlavor({ ai }: BurstEstate, { environment, cluster }: Burst): BurstFinding[] {
  const pool = ai.pools[BURST];
  if (pool?.environment !== environment || pool.cluster !== cluster) return [];
  return [
    {
      pointer: pointerTo("ai/pools", BURST),
      value: BURST,
      message: `is the name of the burst's own flavor on ${environment}/${cluster}`,
      hint: "rename the file",
    },
  ];
}

function checkProject(estate: BurstEstate, burst: Burst, name: string, index: number): BurstFinding[] {
  const project = estate.ai.projects[name];
  if (project === undefined) return [];
  const pointer = at("projects", index);
  const findings: BurstFinding[] = [];
  if (!burst.dataClasses.includes(project.dataClass)) {
    findings.push({
      pointer,
      value: name,
      message: `has ${project.dataClass} data`,
      allowed: `projects with ${burst.dataClasses.join(" or ")} data, as \`dataClasses\` says`,
      hint: "take it off the list",
    });
  }
  const most = burst.nodes.gpus;
  if (!Object.values(project.jobs).some(({ gpus, slice }) => slice === undefined && gpus <= most)) {
    findings.push({
      pointer,
      value: name,
      message: `has no job that fits a node of the burst, of ${most} whole GPUs`,
      allowed: "jobs of at most that many whole GPUs a pod; nodes of the burst are not cut into slices",
      hint: "take it off the list",
    });
  }
  return findings;
}
