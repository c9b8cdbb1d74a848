/** What the scheduler alone is given: the same without Kueue. */
import type { KubernetesObject } from "../kubernetes/index.js";

const KUEUE_GROUP = "kueue.x-k8s.io/";

/** Objects without Kueue's own, without the labels by which Kueue holds pods back, and without the admission that asks for a queue. */
export function withoutQueues(objects: readonly KubernetesObject[]): KubernetesObject[] {
  return objects
    .filter(
      ({ apiVersion }) =>
        !apiVersion.startsWith(KUEUE_GROUP) && !apiVersion.startsWith("admissionregistration"),
    )
    .map(withoutQueue);
}

interface Labelled {
  metadata: { labels?: Record<string, string> };
  spec?: { template?: { metadata?: { labels?: Record<string, string> } } };
}

/** Without Kueue's labels: its webhook gates pods by those of their template. */
export function withoutQueue<Kind extends KubernetesObject>(object: Kind): Kind {
  const copy = structuredClone(object);
  const { metadata, spec } = copy as Labelled;
  for (const labels of [metadata.labels, spec?.template?.metadata?.labels]) {
    for (const key of Object.keys(labels ?? {})) if (key.startsWith(KUEUE_GROUP)) delete labels?.[key];
  }
  return copy;
}
