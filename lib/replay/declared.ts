/** What is declared for a cluster, as a replay uses it: where asks go, and what is whose own. */
import type { Estate } from "../../config/index.js";
import type { KubernetesObject } from "../kubernetes/index.js";
import { resourceOf, type Target } from "./ask.js";
import { jobOf, plainJob, templatesOf } from "./job.js";
import { whoAsks } from "./who-asks.js";

const QUEUE_NAME = "kueue.x-k8s.io/queue-name";
/** Where each project and service of a cluster asks. Things of which nothing is declared are left out. */
export function targetsOf(
  estate: Estate,
  place: { environment: string; cluster: string },
  objects: readonly KubernetesObject[],
  { queued }: { queued: boolean },
): Map<string, Target> {
  const targets = new Map<string, Target>();
  const { projects, services } = whoAsks(estate, place);
  for (const [name] of projects) {
    const templates = templatesOf(objects, name);
    if (templates.length === 0) continue;
    targets.set(name, {
      ...{ kind: "project", namespace: name },
      jobOf(ask, seconds) {
        const job = jobOf(templates, ask, seconds);
        return queued ? job : plainJob(job, tolerationsOf(objects, name, resourceOf(ask)));
      },
    });
  }
  for (const [name, { serving }] of services) {
    const deployment = objects.find(
      ({ kind, metadata }) =>
        kind === "Deployment" && metadata.namespace === name && QUEUE_NAME in (metadata.labels ?? {}),
    );
    if (deployment === undefined) continue;
    const { min: least, max: most } = serving.replicas;
    targets.set(name, {
      kind: "service",
      namespace: name,
      deployment: deployment.metadata.name,
      least,
      most,
    });
  }
  return targets;
}

interface ClusterQueue extends KubernetesObject {
  spec: {
    resourceGroups: {
      flavors: { name: string; resources: { name: string; nominalQuota: string | number }[] }[];
    }[];
  };
}

/** Units that are a queue's own, by queue and resource, over all flavors. */
export function nominalOf(objects: readonly KubernetesObject[]): Map<string, Record<string, number>> {
  return new Map(
    clusterQueuesOf(objects).map((queue) => {
      const own: Record<string, number> = {};
      for (const { name, nominalQuota } of flavorsOf(queue).flatMap(({ resources }) => resources)) {
        own[name] = (own[name] ?? 0) + Number(nominalQuota);
      }
      return [queue.metadata.name, own];
    }),
  );
}

const clusterQueuesOf = (objects: readonly KubernetesObject[]) =>
  objects.filter(({ kind }) => kind === "ClusterQueue") as ClusterQueue[];

const flavorsOf = ({ spec }: ClusterQueue) => spec.resourceGroups.flatMap(({ flavors }) => flavors);

/** What the flavors of a namespace's queue that offer a resource give to the pods that are admitted to them. */
function tolerationsOf(objects: readonly KubernetesObject[], namespace: string, resource: string): object[] {
  const name = queuesOf(objects).get(namespace);
  const flavors = clusterQueuesOf(objects)
    .filter(({ metadata }) => metadata.name === name)
    .flatMap(flavorsOf)
    .filter(({ resources }) => resources.some((covered) => covered.name === resource))
    .map((flavor) => flavor.name);
  const found = (objects as readonly (KubernetesObject & { spec?: { tolerations?: object[] } })[])
    .filter(({ kind, metadata }) => kind === "ResourceFlavor" && flavors.includes(metadata.name))
    .flatMap(({ spec }) => spec?.tolerations ?? []);
  return [...new Map(found.map((toleration) => [JSON.stringify(toleration), toleration])).values()];
}

/** The ClusterQueue behind the LocalQueue of each namespace. */
export function queuesOf(objects: readonly KubernetesObject[]): Map<string, string> {
  const local = objects.filter(({ kind }) => kind === "LocalQueue") as (KubernetesObject & {
    spec: { clusterQueue: string };
  })[];
  return new Map(local.map(({ metadata, spec }) => [metadata.namespace ?? "", spec.clusterQueue]));
}
