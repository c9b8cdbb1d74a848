/** However many ask for slices, no node gives more of a profile than its cards are cut into, and cards can be cut so. */
import type { V1JobSpec } from "@kubernetes/client-node";
import { expect, it } from "vitest";
import type { Mig } from "../../config/index.js";
import { gpuResource } from "../../lib/gpu/index.js";
import type { KubernetesObject } from "../../lib/kubernetes/index.js";
import { heldByNode, nodesOf, onGpuLab, openSample, podsOf, sumOf } from "../support/gpu-lab.js";
import { eventually } from "../support/lab.js";

/** Whether instances can stand side by side: every start is tried. */
function fits(mig: Mig, profiles: readonly string[], taken = new Set<number>()): boolean {
  const [first, ...rest] = profiles;
  if (first === undefined) return true;
  const { starts, memorySlices } = mig.profiles[first] ?? { starts: [], memorySlices: 1 };
  return starts.some((start) => {
    const slices = Array.from({ length: memorySlices }, (_, index) => start + index);
    if (slices.some((slice) => taken.has(slice) || slice >= mig.memorySlices)) return false;
    return fits(mig, rest, new Set([...taken, ...slices]));
  });
}

/** Nodes have fewer cores, and less disk, than their slices could use: only slices are to be scarce. */
function small(job: KubernetesObject): KubernetesObject {
  const { spec } = job as KubernetesObject & { spec: V1JobSpec };
  for (const { resources } of spec.template.spec?.containers ?? []) {
    for (const amounts of [resources?.requests, resources?.limits])
      Object.assign(amounts ?? {}, { cpu: "1", memory: "1Gi", "ephemeral-storage": "1Gi" });
  }
  return job;
}

it("slices are never oversubscribed", async () => {
  const estate = openSample();
  const { environments, ai } = estate;
  const groups = Object.values(environments.production?.clusters.sud?.nodeGroups ?? {});
  const cut = groups.flatMap(({ gpus }) => (gpus?.mig ? [{ ...gpus, mig: gpus.mig }] : []));
  expect(cut.length).toBeGreaterThan(0);
  for (const { product, mig } of cut) {
    const geometry = Object.values(ai.gpus).find((gpu) => gpu.product === product)?.mig;
    const profiles = Object.entries(mig).flatMap(([profile, count]) => Array<string>(count).fill(profile));
    expect(geometry && fits(geometry, profiles)).toBe(true);
  }
  const profiles = [...new Set(cut.flatMap(({ mig }) => Object.keys(mig)))];
  await onGpuLab(estate, async (gpuLab) => {
    const { server, targets, capacity } = gpuLab;
    for (const [who, target] of targets) {
      const { jobs = {}, notebooks } = ai.projects[who] ?? {};
      const own = new Set([...Object.values(jobs), notebooks].map((held) => held?.slice));
      if (target.kind !== "project") continue;
      for (const [kind, slice] of profiles.entries()) {
        if (!own.has(slice)) continue;
        for (let number = 0; number < (capacity[gpuResource(slice)] ?? 0); number += 1) {
          const ask = {
            name: `slice-${kind}-${number}`,
            at: 0,
            who,
            gpus: 1,
            slice,
            pods: 1,
            duration: 3600,
          };
          const path = `/apis/batch/v1/namespaces/${target.namespace}/jobs`;
          await server.ask({ method: "POST", path, body: small(target.jobOf(ask, 3600)) });
        }
      }
    }
    for (const profile of profiles) {
      const resource = gpuResource(profile);
      const held = await eventually(
        async () => heldByNode(await podsOf(gpuLab), resource),
        (byNode) => sumOf(byNode) >= (capacity[resource] ?? 0),
      );
      for (const { metadata, status } of await nodesOf(gpuLab)) {
        const allocatable = Number(status?.allocatable?.[resource] ?? 0);
        expect(held[metadata?.name ?? ""] ?? 0).toBe(allocatable);
      }
    }
  });
});
