/** Kueue's words. Source: Kueue 0.15, API reference v1beta2 and constants of its labels. */
import type { Construct } from "constructs";
import type { NodeGroup } from "../../config/index.js";
import { CustomResource } from "../support/index.js";

export const KUEUE = "kueue.x-k8s.io/v1beta2";

/** Labels of what is to be queued: its LocalQueue, and its WorkloadPriorityClass. */
export const QUEUE_NAME = "kueue.x-k8s.io/queue-name";
export const WORKLOAD_PRIORITY = "kueue.x-k8s.io/priority-class";

export interface LocalQueueProps {
  readonly namespace: string;
  readonly name: string;
  readonly clusterQueue: string;
  /**
   * Nothing new is admitted, and what runs is ended.
   * @default false
   */
  readonly stopped?: boolean;
}

/** The way from a namespace into a ClusterQueue. */
export class LocalQueue extends CustomResource {
  constructor(scope: Construct, id: string, { namespace, name, clusterQueue, stopped }: LocalQueueProps) {
    super(scope, id, {
      apiVersion: KUEUE,
      kind: "LocalQueue",
      namespace,
      name,
      spec: { clusterQueue, stopPolicy: stopped ? "HoldAndDrain" : "None" },
    });
  }
}

/** What lets pods onto tainted nodes. */
export const tolerations = (taints: NodeGroup["taints"]) =>
  taints.map(({ key, value, effect }) =>
    value === undefined ? { key, operator: "Exists", effect } : { key, operator: "Equal", value, effect },
  );
