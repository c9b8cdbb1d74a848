/** A GPU node is lost at the busiest hour of today's plan, while innovation borrows: every service has all its replicas again. */
import type { V1Deployment } from "@kubernetes/client-node";
import { expect, it } from "vitest";
import { replicasWanted } from "../../lib/replay/index.js";
import { fill, takeBack } from "../../scripts/support/take-back.js";
import {
  GPU_CLUSTER,
  namespacesOf,
  nodesOf,
  onGpuLab,
  openSample,
  podsOf,
  runningIn,
} from "../support/gpu-lab.js";
import { eventually } from "../support/lab.js";

it("production survives the loss of a node", async () => {
  const estate = openSample();
  const wanted = replicasWanted(estate, GPU_CLUSTER);
  await onGpuLab(estate, async (gpuLab) => {
    await fill(gpuLab);
    await takeBack(gpuLab, wanted);
    const services = namespacesOf(gpuLab, "service");
    const before = runningIn(await podsOf(gpuLab), services);
    const lost = before[0]?.spec?.nodeName ?? "";
    const replicas = [...wanted.values()].reduce((sum, count) => sum + count, 0);
    expect(before).toHaveLength(replicas);
    await gpuLab.server.ask({ method: "DELETE", path: `/api/v1/nodes/${lost}` });
    const after = await eventually(
      async () => runningIn(await podsOf(gpuLab), services).filter(({ spec }) => spec?.nodeName !== lost),
      (pods) => pods.length >= replicas,
      240,
    );
    expect(after).toHaveLength(replicas);
    expect((await nodesOf(gpuLab)).map(({ metadata }) => metadata?.name)).not.toContain(lost);
    for (const [who, target] of gpuLab.targets) {
      if (target.kind !== "service") continue;
      const path = `/apis/apps/v1/namespaces/${target.namespace}/deployments/${target.deployment}`;
      await eventually(
        async () =>
          (await gpuLab.server.ask<V1Deployment>({ method: "GET", path })).body.status?.availableReplicas ??
          0,
        (available) => available === wanted.get(who),
      );
    }
  });
});
