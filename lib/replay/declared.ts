/** What is declared for a cluster, as a replay uses it: where asks go, and what is whose own. */
import type { Estate } from "../../config/index.js";
import { isGpuResource } from "../gpu/index.js";
import type { KubernetesObject } from "../kubernetes/index.js";
import { type Ask, resourceOf } from "./ask.js";
import { ASK_LABEL, type Target } from "./run.js";
import { whoAsks } from "./workload.js";

/** Labels and annotations of Kueue and of KWOK. */
const QUEUE_NAME = "kueue.x-k8s.io/queue-name";
const KUEUE_GROUP = "kueue.x-k8s.io/";
const DELAY = "pod-complete.stage.kwok.x-k8s.io/delay";
/** The ConfigMap of a project with its Jobs. */
const TEMPLATES = "job-templates";

interface Template extends KubernetesObject {
  metadata: KubernetesObject["metadata"] & { generateName?: string };
  spec: {
    suspend?: boolean;
    parallelism?: number;
    completions?: number;
    template: { metadata: { labels?: object; annotations?: object }; spec: PodSpec };
  };
}
interface PodSpec {
  containers: { resources: { requests: Record<string, string>; limits: Record<string, string> } }[];
  nodeSelector?: Record<string, string>;
  tolerations?: unknown[];
}

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
    const jobOf = (ask: Ask, seconds: number) => job(templates, ask, seconds, queued);
    targets.set(name, { kind: "project", namespace: name, jobOf });
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

function templatesOf(objects: readonly KubernetesObject[], namespace: string): Template[] {
  const map = objects.find(
    ({ kind, metadata }) =>
      kind === "ConfigMap" && metadata.name === TEMPLATES && metadata.namespace === namespace,
  ) as (KubernetesObject & { data?: Record<string, string> }) | undefined;
  return Object.values(map?.data ?? {}).map((text) => JSON.parse(text) as Template);
}

/** The project's own Job for that kind of GPU, as large and as long as is asked for. */
function job(templates: readonly Template[], ask: Ask, seconds: number, queued: boolean): KubernetesObject {
  const resource = resourceOf(ask);
  const of = (template: Template) => template.spec.template.spec.containers[0]?.resources.limits[resource];
  const fitting = templates.filter((template) => of(template) !== undefined);
  const template = structuredClone(
    fitting.find((one) => of(one) === `${ask.gpus}`) ?? fitting[0] ?? templates[0],
  );
  if (template === undefined) throw new Error(`${ask.who} declares no Job`);
  const { metadata, spec } = template;
  for (const { resources } of spec.template.spec.containers) {
    for (const amounts of [resources.requests, resources.limits]) {
      for (const name of Object.keys(amounts)) if (isGpuResource(name)) delete amounts[name];
      amounts[resource] = `${ask.gpus}`;
    }
  }
  const { generateName: _, ...named } = metadata;
  const labels = { ...metadata.labels, [ASK_LABEL]: ask.name };
  return {
    ...template,
    metadata: { ...named, name: ask.name, labels: queued ? labels : withoutQueue(labels) },
    spec: {
      ...spec,
      suspend: queued,
      parallelism: ask.pods,
      completions: ask.pods,
      template: {
        ...spec.template,
        metadata: {
          labels: { ...spec.template.metadata.labels, [ASK_LABEL]: ask.name },
          annotations: { ...spec.template.metadata.annotations, [DELAY]: `${seconds.toFixed(3)}s` },
        },
      },
    },
  } as KubernetesObject;
}

const withoutQueue = (labels: Record<string, string>) =>
  Object.fromEntries(Object.entries(labels).filter(([key]) => !key.startsWith(KUEUE_GROUP)));

/** The same without Kueue and without its admission: what the scheduler alone makes of it. */
export function withoutQueues(objects: readonly KubernetesObject[]): KubernetesObject[] {
  return objects
    .filter(
      ({ apiVersion }) =>
        !apiVersion.startsWith(KUEUE_GROUP) && !apiVersion.startsWith("admissionregistration"),
    )
    .map((object) =>
      object.metadata.labels === undefined
        ? object
        : { ...object, metadata: { ...object.metadata, labels: withoutQueue(object.metadata.labels) } },
    );
}

interface ClusterQueue extends KubernetesObject {
  spec: {
    resourceGroups: { flavors: { resources: { name: string; nominalQuota: string | number }[] }[] }[];
  };
}

/** Units that are a queue's own, by queue and resource, over all flavors. */
export function nominalOf(objects: readonly KubernetesObject[]): Map<string, Record<string, number>> {
  const queues = objects.filter(({ kind }) => kind === "ClusterQueue") as ClusterQueue[];
  return new Map(
    queues.map(({ metadata, spec }) => {
      const own: Record<string, number> = {};
      for (const { name, nominalQuota } of spec.resourceGroups.flatMap(({ flavors }) =>
        flavors.flatMap(({ resources }) => resources),
      )) {
        own[name] = (own[name] ?? 0) + Number(nominalQuota);
      }
      return [metadata.name, own];
    }),
  );
}

/** The ClusterQueue behind the LocalQueue of each namespace. */
export function queuesOf(objects: readonly KubernetesObject[]): Map<string, string> {
  const local = objects.filter(({ kind }) => kind === "LocalQueue") as (KubernetesObject & {
    spec: { clusterQueue: string };
  })[];
  return new Map(local.map(({ metadata, spec }) => [metadata.namespace ?? "", spec.clusterQueue]));
}
