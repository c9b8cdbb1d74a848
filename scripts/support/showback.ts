/** Showback of a live cluster: reads its Workloads, Jobs, queues and namespaces. */
import type { Cluster } from "../../config/index.js";
import { leastCards, modelsOf } from "../../lib/gpu/index.js";
import type { KubernetesObject } from "../../lib/kubernetes/index.js";
import { nominalOf, queuesOf } from "../../lib/replay/index.js";
import {
  cardsInPools,
  type EndedJob,
  flavorOfPools,
  type Journal,
  keep,
  type Period,
  partiesOf,
  type Showback,
  showbackOf,
  usageOf,
  usageOfEnded,
  usagesIn,
  type Workload,
} from "../../lib/showback/index.js";
import { Failure } from "./failure.js";
import type { Connected } from "./lab-target.js";

const KUEUE = "/apis/kueue.x-k8s.io/v1beta2";

/** `now` in seconds since 1970. The journal that is answered has what the cluster says now. */
export async function readShowback(
  { server, estate, name }: Connected,
  before: Journal,
  period: Period,
  now: number,
): Promise<{ journal: Journal; showback: Showback }> {
  const list = async <Item>(path: string): Promise<Item[]> => {
    const { status, body } = await server.ask<{ items: Item[]; message?: string }>({ method: "GET", path });
    if (status === 200) return body.items;
    throw new Failure(
      `${path}: ${status} ${body.message ?? ""}: the cluster needs Kueue from 0.15 on, and you the right to list`,
    );
  };
  // In this order nothing ends between both and is in neither.
  const workloads = await list<Workload>(`${KUEUE}/workloads`);
  const jobs = await list<EndedJob>("/apis/batch/v1/jobs");
  const queues = queuesOf(await list(`${KUEUE}/localqueues`));
  const nominal = nominalOf(await list(`${KUEUE}/clusterqueues`));
  const namespaces = await list<KubernetesObject>("/api/v1/namespaces");
  const cardsIn = cardsInPools(estate);
  const usages = new Map(
    workloads.flatMap((workload) => {
      const usage = usageOf(workload, cardsIn);
      return usage ? [[workload.metadata.uid, usage]] : [];
    }),
  );
  const flavorOf = flavorOfPools(estate, name);
  const ended = jobs.flatMap((job) => usageOfEnded(job, cardsIn, flavorOf) ?? []);
  const parties = partiesOf(namespaces, queues, estate.platform.labelPrefix);
  const journal = keep(before, { parties, usages, ended }, now);
  const cluster = estate.environments[name.environment]?.clusters[name.cluster] as Cluster;
  const models = modelsOf(estate, cluster);
  const context = {
    // A project that has left had its GPUs all the same.
    parties: new Map(Object.entries(journal.parties)),
    nominal,
    cards: (resource: string) => leastCards(models, resource),
  };
  return { journal, showback: showbackOf(usagesIn(journal, now), context, period, now) };
}
