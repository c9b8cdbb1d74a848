/** Production's burst: once innovation holds every whole GPU, all services ask for all replicas that they may have. */
import { setTimeout as sleep } from "node:timers/promises";
import type { V1Deployment, V1Pod } from "@kubernetes/client-node";
import { WHOLE_GPU } from "../../lib/gpu/index.js";
import type { GpuLab } from "./replay-lab.js";

const LOOK_EVERY = 100;
/** Long enough for a machine with other work; what takes longer has failed. In milliseconds. */
const PATIENCE = 300_000;
/** Jobs that fill the GPUs outlast the measurement; in seconds. */
const LONG = 3600;
/** Looks, one after another, at which every GPU is held. */
const STEADY = 20;

/**
 * Seconds from production's asking until all its replicas run; after {@link fill}. Throws where they never do.
 * `replicas` by service; as many as each may have where it names none.
 */
export async function takeBack(
  { server, targets }: GpuLab,
  replicas: ReadonlyMap<string, number> = new Map(),
): Promise<number> {
  const services = [...targets].flatMap(([who, target]) =>
    target.kind === "service" ? [{ who, ...target, wanted: replicas.get(who) ?? target.most }] : [],
  );
  const start = performance.now();
  for (const { namespace, deployment, wanted } of services) {
    await server.ask({
      method: "PATCH",
      path: `/apis/apps/v1/namespaces/${namespace}/deployments/${deployment}/scale`,
      body: { spec: { replicas: wanted } },
      contentType: "application/merge-patch+json",
    });
  }
  await until(async () => {
    const found = await Promise.all(
      services.map(async ({ namespace, deployment, wanted }) => {
        const path = `/apis/apps/v1/namespaces/${namespace}/deployments/${deployment}`;
        const { body } = await server.ask<V1Deployment>({ method: "GET", path });
        return (body.status?.readyReplicas ?? 0) >= wanted;
      }),
    );
    return found.every(Boolean);
  });
  return (performance.now() - start) / 1000;
}

/** Long Jobs of one whole GPU from every project, until no GPU is idle; answers how many run. Once a lab. */
export async function fill({ server, targets, capacity }: GpuLab): Promise<number> {
  const projects = [...targets.values()].filter(({ kind }) => kind === "project");
  const names = new Set<string>();
  for (const [index, target] of projects.entries()) {
    if (target.kind !== "project") continue;
    for (let job = 0; job < (capacity[WHOLE_GPU] ?? 0); job += 1) {
      const name = `fills-${index}-${job}`;
      const ask = { name, at: 0, who: target.namespace, gpus: 1, pods: 1, duration: LONG };
      const body = target.jobOf(ask, LONG);
      await server.ask({ method: "POST", path: `/apis/batch/v1/namespaces/${target.namespace}/jobs`, body });
      names.add(name);
    }
  }
  const isFull = async () => {
    const { body } = await server.ask<{ items: V1Pod[] }>({ method: "GET", path: "/api/v1/pods" });
    const running = body.items.filter(({ status }) => status?.phase === "Running");
    filling = running.filter(({ metadata }) => names.has(metadata?.labels?.["job-name"] ?? "")).length;
    return sumOfGpus(running) === capacity[WHOLE_GPU];
  };
  // Teams go on to share what they borrow after all of it is borrowed.
  let [filling, steady] = [0, 0];
  await until(async () => {
    steady = (await isFull()) ? steady + 1 : 0;
    return steady >= STEADY;
  });
  return filling;
}

const sumOfGpus = (pods: readonly V1Pod[]) =>
  pods
    .flatMap(({ spec }) => spec?.containers ?? [])
    .reduce((sum, { resources }) => sum + Number(resources?.limits?.[WHOLE_GPU] ?? 0), 0);

async function until(holds: () => Promise<boolean>): Promise<void> {
  for (const deadline = Date.now() + PATIENCE; !(await holds()); await sleep(LOOK_EVERY)) {
    if (Date.now() > deadline) throw new Error(`not after ${PATIENCE / 1000} s`);
  }
}
