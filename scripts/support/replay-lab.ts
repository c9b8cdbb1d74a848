/** Replays on a lab of its own: what is declared for the GPUs of a cluster, applied, asked for, reported, wiped. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { KubeConfig, type V1Node } from "@kubernetes/client-node";
import type { Cluster, Estate } from "../../config/index.js";
import {
  capacityOf,
  cardsOf,
  cardsOffered,
  GPU_PRODUCT,
  gpuResource,
  gpusOfNode,
  modelOf,
  nodesOf,
} from "../../lib/gpu/index.js";
import type { KubernetesObject } from "../../lib/kubernetes/index.js";
import {
  ApiServer,
  applyStacks,
  type DeclaredStack,
  Lab,
  type LabName,
  ledgerRule,
} from "../../lib/lab/index.js";
import { planStacks, type StackPlan } from "../../lib/placement/index.js";
import {
  type Ask,
  drainOf,
  horizonOf,
  nominalOf,
  queuesOf,
  type ReplayReport,
  replay,
  reportOf,
  type Target,
  type TraceContext,
  targetsOf,
  whoAsks,
  withoutQueues,
} from "../../lib/replay/index.js";
import type { Party } from "../../lib/showback/index.js";
import { synthesizeStack } from "../../stacks/index.js";
import { declareStack } from "./declared.js";

/** Who may ask in a trace of a cluster, and for what. */
export function traceContext(estate: Estate, name: LabName, file: string): TraceContext {
  const { projects, services, closed } = whoAsks(estate, name);
  const cluster = clusterOf(estate, name);
  return {
    file,
    holds: new Map([
      ...projects.map(([who, { jobs, notebooks }]) =>
        held(who, [...Object.values(jobs), notebooks ?? []].flat()),
      ),
      ...services.map(([who, { serving }]) => held(who, [serving])),
    ]),
    projects: projects.map(([who]) => who),
    replicas: new Map(services.map(([who, { serving }]) => [who, serving.gpus])),
    closed,
    nodes: Object.values(cluster.nodeGroups).flatMap((group) =>
      Array.from({ length: nodesOf(cluster, group) }, () => gpusOfNode(group)),
    ),
  };
}

const held = (who: string, of: readonly { slice?: string | undefined }[]): [string, string[]] => [
  who,
  [...new Set(of.map(({ slice }) => gpuResource(slice)))],
];

/** Stacks that GPUs are shared by; applications have none. */
const KINDS: readonly StackPlan["kind"][] = [
  "operators",
  "platform",
  "ai",
  "inference-service",
  "project",
  "burst",
];

export interface ReplayLabOptions {
  /** In the order of their times. */
  asks: readonly Ask[];
  /** Through Kueue, or by the scheduler alone. */
  queued: boolean;
  /** Seconds of the trace in one second. */
  speed: number;
  /** Folder of the lab. */
  root: string;
  signal?: AbortSignal;
  say?(text: string): void;
  onProgress?(done: number, total: number): void;
}

export interface LabReplay extends ReplayReport {
  scheduler: "kueue" | "plain";
  speed: number;
  /** Seconds of the trace that utilisation is of. */
  horizon: number;
  /** Seconds of the trace until all was done, or no longer waited for. */
  end: number;
}

/** A lab with everything declared for the GPUs of a cluster. Its processes end with this one. */
export interface GpuLab {
  lab: Lab;
  server: ApiServer;
  config: KubeConfig;
  /** All that is declared, queues included. */
  objects: KubernetesObject[];
  targets: Map<string, Target>;
  /** Units of each resource on all nodes. */
  capacity: Record<string, number>;
  /** Cards that one unit of a resource is worth on a node. */
  cards(node: string, resource: string): number;
}

export async function withGpuLab<Result>(
  estate: Estate,
  name: LabName,
  { queued, root, say }: Pick<ReplayLabOptions, "queued" | "root" | "say">,
  work: (gpuLab: GpuLab) => Promise<Result>,
): Promise<Result> {
  const lab = new Lab(name, { root, attached: true, ...(say ? { report: say } : {}) });
  try {
    const { kubeconfig } = await lab.up(estate);
    const server = await ApiServer.connect(kubeconfig);
    try {
      say?.("Applying what is declared");
      const objects = await applyGpus(server, estate, name, { queued });
      const config = new KubeConfig();
      config.loadFromFile(kubeconfig);
      const targets = targetsOf(estate, name, objects, { queued });
      const capacity = capacityOf(clusterOf(estate, name));
      const cards = await cardsOnNodes(server, estate);
      return await work({ lab, server, config, objects, targets, capacity, cards });
    } finally {
      server.close();
    }
  } finally {
    await lab.down({ wipe: true });
  }
}

async function cardsOnNodes(server: ApiServer, estate: Estate): Promise<GpuLab["cards"]> {
  const { body } = await server.ask<{ items: V1Node[] }>({ method: "GET", path: "/api/v1/nodes" });
  const models = new Map(
    body.items.map(({ metadata }) => [metadata?.name, modelOf(estate, metadata?.labels?.[GPU_PRODUCT])]),
  );
  return (node, resource) => cardsOf(models.get(node), resource) ?? 1;
}

/** Makes a lab hold what is declared for the GPUs of a cluster; answers that, queues included. */
export async function applyGpus(
  server: ApiServer,
  estate: Estate,
  name: LabName,
  { queued }: Pick<ReplayLabOptions, "queued">,
): Promise<KubernetesObject[]> {
  const declared = declareGpus(estate, name);
  const { failed } = await applyStacks(server, name, queued ? declared : unqueued(declared), {
    mayLose: ledgerRule(estate),
  });
  if (failed[0]) throw new Error(`${failed[0].object}: ${failed[0].reason}`);
  return objectsOf(declared);
}

/** Brings a lab up, replays on it, and takes it down, also where that fails or is interrupted. */
export function replayInLab(
  estate: Estate,
  name: LabName,
  { asks, queued, speed, root, signal, say, onProgress }: ReplayLabOptions,
): Promise<LabReplay> {
  return withGpuLab(estate, name, { queued, root, ...(say ? { say } : {}) }, async (gpuLab) => {
    const { targets, capacity, cards } = gpuLab;
    const undeclared = new Set(asks.map(({ who }) => who).filter((who) => !targets.has(who)));
    if (undeclared.size > 0) {
      throw new Error(`nothing is declared that ${[...undeclared].toSorted().join(", ")} could ask with`);
    }
    const jobs = asks.filter(({ who }) => targets.get(who)?.kind === "project");
    const { end, ...replayed } = await replay(gpuLab.server, gpuLab.config, {
      ...{ asks, targets, speed, drain: drainOf(jobs, { capacity, speed }), cards, signal },
      ...(onProgress ? { onProgress } : {}),
    });
    const horizon = horizonOf(asks, end);
    const report = reportOf({
      ...factsOf(estate, name, gpuLab.objects),
      ...replayed,
      ...{ horizon, end },
    });
    return { scheduler: queued ? "kueue" : "plain", speed, horizon, end, ...report };
  });
}

/** In a folder of its own: what a user has synthesized stays as it is. */
function declareGpus(estate: Estate, name: LabName): DeclaredStack[] {
  const folder = mkdtempSync(join(tmpdir(), "transhumance-replay-"));
  try {
    return planStacks(estate, name)
      .filter(({ kind }) => KINDS.includes(kind))
      .map((plan) => declareStack(plan, readFileSync(synthesizeStack(plan, folder).path, "utf8")));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What the scheduler alone is given. */
const unqueued = (stacks: readonly DeclaredStack[]): DeclaredStack[] =>
  stacks.map((stack) => ({
    ...stack,
    objects: withoutQueues(objectsOf([stack])).map((object) => ({ object })),
  }));

const objectsOf = (stacks: readonly DeclaredStack[]) =>
  stacks.flatMap(({ objects }) => objects.map(({ object }) => object));

const clusterOf = (estate: Estate, { environment, cluster }: LabName) =>
  estate.environments[environment]?.clusters[cluster] as Cluster;

/** What the report counts by: whose share is whose, and what the nodes hold. */
function factsOf(estate: Estate, name: LabName, objects: readonly KubernetesObject[]) {
  const { projects, services } = whoAsks(estate, name);
  const queues = queuesOf(objects);
  const party = (who: string, team: string, kind: Party["kind"]): [string, Party] => [
    who,
    { team, kind, queue: queues.get(who) ?? "" },
  ];
  const cluster = clusterOf(estate, name);
  return {
    parties: new Map([
      ...projects.map(([who, { team }]) => party(who, team, "innovation")),
      ...services.map(([who, { owner }]) => party(who, owner, "production")),
    ]),
    capacity: capacityOf(cluster),
    cards: cardsOffered(estate, cluster),
    nominal: nominalOf(objects),
  };
}
