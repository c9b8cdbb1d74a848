/** Jobs that have ended: they say how long they held GPUs last, when Kueue has deleted their Workload already. */
import { type Asking, type CardsIn, heldBy, type Usage } from "./workload.js";

/** What is read of a Job. Source: Kubernetes, `batch/v1`. */
export interface EndedJob {
  metadata: { name: string; namespace: string; uid: string };
  spec: {
    parallelism?: number;
    completions?: number;
    template: Asking & { spec: { nodeSelector?: Record<string, string> } };
  };
  status?: {
    /** Set anew whenever a Job is resumed. */
    startTime?: string;
    conditions?: { type: string; status: string; lastTransitionTime: string }[];
  };
}

/** The flavor whose nodes a Job was started on, by the labels that Kueue had its pods ask for. */
export type FlavorOf = (nodeSelector: Record<string, string>) => string | undefined;

/** Undefined for what has not ended, never ran, or holds no GPUs. Of earlier runs a Job says nothing. */
export function usageOfEnded(
  { metadata, spec, status = {} }: EndedJob,
  cardsIn: CardsIn,
  flavorOf: FlavorOf,
): Usage | undefined {
  const end = status.conditions?.find(
    ({ type, status }) => (type === "Complete" || type === "Failed") && status === "True",
  );
  if (end === undefined || status.startTime === undefined) return undefined;
  const { parallelism = 1, completions = parallelism, template } = spec;
  const podSets = [{ count: Math.min(parallelism, completions), template }];
  const held = heldBy(podSets, undefined, cardsIn, flavorOf(template.spec.nodeSelector ?? {}));
  if (Object.keys(held.units).length === 0) return undefined;
  const { namespace, name, uid } = metadata;
  const run = { from: Date.parse(status.startTime) / 1000, to: Date.parse(end.lastTransitionTime) / 1000 };
  return { ...{ namespace, name, job: uid }, ...held, run, evictions: { preempted: 0, others: 0 } };
}
