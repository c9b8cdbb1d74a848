/** A lab with everything declared for the GPUs of a cluster of the sample production, for tests. */

import type { V1Node, V1Pod } from "@kubernetes/client-node";
import type { Estate } from "../../config/index.js";
import type { Workload } from "../../lib/showback/index.js";
import { openEstate } from "../../scripts/support/estate.js";
import type { GpuLab } from "../../scripts/support/replay-lab.js";
import { withGpuLab } from "../../scripts/support/replay-lab.js";
import { temporaryFolder } from "./estate.js";

export const GPU_CLUSTER = { environment: "production", cluster: "sud" };

export const openSample = (): Estate => openEstate({ estate: "config/estate", today: "2026-11-25" }).estate;

/** Works on such a lab, which ends with the work. */
export const onGpuLab = (
  estate: Estate,
  work: (gpuLab: GpuLab) => Promise<void>,
  cluster = GPU_CLUSTER.cluster,
): Promise<void> =>
  withGpuLab(estate, { ...GPU_CLUSTER, cluster }, { queued: true, root: temporaryFolder() }, work);

/** What these tests read of Kueue's Workloads. */
export interface SeenWorkload extends Pick<Workload, "metadata" | "spec"> {
  status?: Omit<NonNullable<Workload["status"]>, "admission"> & {
    admission?: { podSetAssignments: { flavors: Record<string, string> }[] };
  };
}

export async function workloadsOf({ server }: GpuLab): Promise<SeenWorkload[]> {
  const path = "/apis/kueue.x-k8s.io/v1beta2/workloads";
  return (await server.ask<{ items: SeenWorkload[] }>({ method: "GET", path })).body.items;
}

/** The resources that a Workload was admitted with. */
export const resourcesOf = ({ status }: SeenWorkload): string[] =>
  status?.admission?.podSetAssignments.flatMap(({ flavors }) => Object.keys(flavors)) ?? [];

/** Whether a condition of a Workload is true. */
export const isTrue = ({ status }: SeenWorkload, type: string): boolean =>
  status?.conditions?.some((condition) => condition.type === type && condition.status === "True") ?? false;

export async function podsOf({ server }: GpuLab): Promise<V1Pod[]> {
  const { body } = await server.ask<{ items: V1Pod[] }>({ method: "GET", path: "/api/v1/pods" });
  return body.items;
}

export async function nodesOf({ server }: GpuLab): Promise<V1Node[]> {
  const { body } = await server.ask<{ items: V1Node[] }>({ method: "GET", path: "/api/v1/nodes" });
  return body.items;
}

/** What Pods that have a node and have not ended hold of a resource there, by node. */
export function heldByNode(pods: readonly V1Pod[], resource: string): Record<string, number> {
  const held: Record<string, number> = {};
  for (const { spec, status } of pods) {
    if (spec?.nodeName === undefined || status?.phase === "Succeeded" || status?.phase === "Failed") continue;
    const amount = spec.containers.reduce(
      (sum, { resources }) => sum + Number(resources?.limits?.[resource] ?? 0),
      0,
    );
    if (amount > 0) held[spec.nodeName] = (held[spec.nodeName] ?? 0) + amount;
  }
  return held;
}

/** Runs in the namespaces of services, or of projects. */
export const runningIn = (pods: readonly V1Pod[], namespaces: ReadonlySet<string>): V1Pod[] =>
  pods.filter(
    ({ metadata, status }) => status?.phase === "Running" && namespaces.has(metadata?.namespace ?? ""),
  );

export const namespacesOf = ({ targets }: GpuLab, kind: "project" | "service"): Set<string> =>
  new Set([...targets.values()].filter((target) => target.kind === kind).map(({ namespace }) => namespace));

export const sumOf = (held: Record<string, number>): number =>
  Object.values(held).reduce((sum, amount) => sum + amount, 0);
