/** Ask: what a trace is made of; somebody asks for GPUs at a time and for a time. */
import { gpuResource } from "../gpu/index.js";
import type { KubernetesObject } from "../kubernetes/index.js";

/** Times are in seconds from the start of the trace. */
export interface Ask {
  /** Unique in its trace; a part of a name of Kubernetes. */
  name: string;
  at: number;
  /** A project, or an inference service that asks for one replica more. */
  who: string;
  /** Whole GPUs of each pod; 1 where it asks for a slice. */
  gpus: number;
  /** The MIG profile of each pod, in place of whole GPUs. */
  slice?: string;
  /** Pods that start together or not at all. */
  pods: number;
  duration: number;
}

/** Where an ask goes. */
export type Target =
  | { kind: "project"; namespace: string; jobOf(ask: Ask, seconds: number): KubernetesObject }
  | { kind: "service"; namespace: string; deployment: string; least: number; most: number };

/** By project and service. */
export type Targets = ReadonlyMap<string, Target>;

/** The label that leads from a pod to its ask. */
export const ASK_LABEL = "transhumance-ask";

/** Name of the resource that each of its pods holds. */
export const resourceOf = ({ slice }: Pick<Ask, "slice">): string => gpuResource(slice);
