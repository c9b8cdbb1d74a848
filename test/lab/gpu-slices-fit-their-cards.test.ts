/** However many ask for slices, no node gives more of a profile than its cards are cut into; each weighs as its card says. */
import type { V1JobSpec } from "@kubernetes/client-node";
import { expect, it } from "vitest";
import type { Estate, Mig } from "../../config/index.js";
import { gpuResource } from "../../lib/gpu/index.js";
import type { KubernetesObject } from "../../lib/kubernetes/index.js";
import { newJournal } from "../../lib/showback/index.js";
import { readShowback } from "../../scripts/support/showback.js";
import {
  GPU_CLUSTER,
  heldByNode,
  isTrue,
  nodesOf,
  onGpuLab,
  openSample,
  podsOf,
  sumOf,
  workloadsOf,
} from "../support/gpu-lab.js";
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

const TWICE = "1g.10gb";
const SMALL_CARD = "NVIDIA-A100-SXM4-40GB";

/** The sample with cards on which `1g.10gb` is a quarter, beside those on which it is an eighth. Source: NVIDIA, MIG User Guide. */
function withSmallCards(estate: Estate): Estate {
  const { ai } = estate;
  const groups = estate.environments.production?.clusters.sud?.nodeGroups ?? {};
  const [slices, pool, gpu] = [groups.slices, ai.pools["sud-slices"], ai.gpus["h100-80gb"]];
  if (!slices || !pool || !gpu) throw new Error("the sample has cut cards");
  const profile = {
    memorySlices: 2,
    computeSlices: 1,
    starts: [0, 2, 4, 6],
    most: 4,
    memory: 10 * 1024 ** 3,
  };
  const mig = { memorySlices: 8, computeSlices: 7, profiles: { [TWICE]: profile } };
  ai.gpus["a100-40gb"] = { ...gpu, product: SMALL_CARD, memory: 40 * 1024 ** 3, mig };
  groups.older = { ...slices, nodesPerZone: 1, gpus: { product: SMALL_CARD, count: 4, mig: { [TWICE]: 4 } } };
  ai.pools["sud-older"] = { ...pool, nodeGroup: "older", gpu: "a100-40gb" };
  ai.projects["detection-decrochage"]?.pools.push("sud-older");
  return estate;
}

it("slices are never oversubscribed, and weigh as their cards say", async () => {
  const estate = withSmallCards(openSample());
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

    // Nodes say on which card each slice is, and the showback knows it from Kueue.
    const smallNodes = new Set(
      (await nodesOf(gpuLab))
        .filter(({ metadata }) => metadata?.labels?.["nvidia.com/gpu.product"] === SMALL_CARD)
        .map(({ metadata }) => metadata?.name),
    );
    const pods = (await podsOf(gpuLab)).filter(
      ({ metadata }) => metadata?.namespace === "detection-decrochage",
    );
    const onSmall = new Set(
      pods
        .filter(({ spec }) => smallNodes.has(spec?.nodeName))
        .map(({ metadata }) => metadata?.labels?.["job-name"]),
    );
    expect(onSmall.size).toBeGreaterThan(0);
    expect(onSmall.size).toBeLessThan(pods.length);
    const now = Date.now() / 1000;
    let hours = 0;
    for (const workload of await workloadsOf(gpuLab)) {
      const { metadata, status } = workload;
      if (metadata.namespace !== "detection-decrochage") continue;
      const part = onSmall.has(metadata.ownerReferences?.[0]?.name) ? 1 / 4 : 1 / 8;
      const admitted = status?.conditions?.find(({ type }) => type === "Admitted")?.lastTransitionTime ?? "";
      const runs = isTrue(workload, "Admitted") ? now - Date.parse(admitted) / 1000 : 0;
      hours += ((runs + (status?.accumulatedPastExecutionTimeSeconds ?? 0)) / 3600) * part;
    }
    const { showback } = await readShowback(
      { server, estate, name: GPU_CLUSTER },
      newJournal(GPU_CLUSTER),
      { from: now - 3600, to: now },
      now,
    );
    expect(showback.teams.find(({ team }) => team === "pilotage")?.gpuHours.used).toBeCloseTo(hours, 6);
  });
});
