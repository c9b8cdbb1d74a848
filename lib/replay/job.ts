/** Jobs of a replay: the project's own templates, as large and as long as is asked for. */
import { isGpuResource } from "../gpu/index.js";
import type { KubernetesObject } from "../kubernetes/index.js";
import { ASK_LABEL, type Ask, resourceOf } from "./ask.js";
import { withoutQueue } from "./plain.js";

/** When KWOK ends a pod. */
const DELAY = "pod-complete.stage.kwok.x-k8s.io/delay";
/** The ConfigMap of a project with its Jobs. */
const TEMPLATES = "job-templates";

export interface Template extends KubernetesObject {
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
  tolerations?: object[];
}

/** Jobs that a project declares in its namespace. */
export function templatesOf(objects: readonly KubernetesObject[], namespace: string): Template[] {
  const map = objects.find(
    ({ kind, metadata }) =>
      kind === "ConfigMap" && metadata.name === TEMPLATES && metadata.namespace === namespace,
  ) as (KubernetesObject & { data?: Record<string, string> }) | undefined;
  return Object.values(map?.data ?? {}).map((text) => JSON.parse(text) as Template);
}

/** The project's own Job for that kind of GPU, as large and as long as is asked for. */
export function jobOf(templates: readonly Template[], ask: Ask, seconds: number): Template {
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
  return {
    ...template,
    metadata: { ...named, name: ask.name, labels: { ...metadata.labels, [ASK_LABEL]: ask.name } },
    spec: {
      ...spec,
      suspend: true,
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
  };
}

/** A Job that starts at once, on nodes that the flavor of its queue would have let it onto. */
export function plainJob(job: Template, tolerations: readonly object[]): Template {
  const { spec, ...rest } = withoutQueue(job);
  const { template } = spec;
  const podSpec = { ...template.spec, tolerations: [...(template.spec.tolerations ?? []), ...tolerations] };
  return { ...rest, spec: { ...spec, suspend: false, template: { ...template, spec: podSpec } } };
}
