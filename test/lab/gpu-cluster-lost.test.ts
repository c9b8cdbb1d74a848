/** A cluster is lost while innovation borrows on the other: what the capacity plan says the other carries, it carries. */
import { expect, it } from "vitest";
import type { Estate } from "../../config/index.js";
import { planCapacity } from "../../lib/capacity/index.js";
import type { KubernetesObject } from "../../lib/kubernetes/index.js";
import { applyGpus, type GpuLab } from "../../scripts/support/replay-lab.js";
import { fill, takeBack } from "../../scripts/support/take-back.js";
import {
  GPU_CLUSTER,
  isTrue,
  namespacesOf,
  onGpuLab,
  openSample,
  podsOf,
  resourcesOf,
  runningIn,
  workloadsOf,
} from "../support/gpu-lab.js";
import { eventually } from "../support/lab.js";

const GPU = "nvidia.com/gpu";
const { environment } = GPU_CLUSTER;

/** Replicas by service that a cluster carries when another is lost, as the capacity plan of today says. */
function carriedWithout(estate: Estate, lost: string): Map<string, number> {
  const [today] = planCapacity(estate, { quarters: 1, environment }).quarters;
  const loss = today?.losses.find(({ cluster }) => cluster === lost);
  return new Map(
    (loss?.services ?? []).map(({ service, carried }) => [
      service,
      Object.values(carried).reduce((sum, replicas) => sum + replicas, 0),
    ]),
  );
}

/** Services by whose routes somebody is answered. */
async function answering({ server }: GpuLab, services: ReadonlySet<string>): Promise<Set<string>> {
  const path = "/apis/gateway.networking.k8s.io/v1/httproutes";
  const { body } = await server.ask<{ items: KubernetesObject[] }>({ method: "GET", path });
  const namespaces = body.items.map(({ metadata }) => metadata.namespace ?? "");
  return new Set(namespaces.filter((namespace) => services.has(namespace)));
}

it.each([
  { lost: "sud", survivor: "nord" },
  { lost: "nord", survivor: "sud" },
])("production survives the loss of $lost on $survivor", async ({ lost, survivor }) => {
  const estate = openSample();
  const production = estate.environments[environment];
  if (!production) throw new Error("the sample has a production");
  production.primary = lost;
  const carried = carriedWithout(estate, lost);
  const promised = Object.entries(estate.ai.services).filter(([, { survives }]) => survives.cluster);
  expect(promised.length).toBeGreaterThan(0);

  await onGpuLab(
    estate,
    async (gpuLab) => {
      const services = namespacesOf(gpuLab, "service");
      for (const [service] of promised) expect(services).toContain(service);
      const borrowed = await fill(gpuLab);
      expect(borrowed).toBeGreaterThan(0);
      expect(await answering(gpuLab, services)).toEqual(new Set());

      // The one change that a lost primary asks for.
      production.primary = survivor;
      await applyGpus(gpuLab.server, estate, { environment, cluster: survivor }, { queued: true });
      expect(await answering(gpuLab, services)).toEqual(services);
      for (const [who, target] of gpuLab.targets)
        if (target.kind === "service") expect(target.most, who).toBeGreaterThanOrEqual(carried.get(who) ?? 0);
      const wanted = new Map(
        [...gpuLab.targets].flatMap(([who, target]) =>
          target.kind === "service" ? [[who, Math.max(carried.get(who) ?? 0, target.least)]] : [],
        ),
      );
      for (const [service] of promised) expect(wanted.get(service)).toBeGreaterThan(0);
      const seconds = await takeBack(gpuLab, wanted);
      expect(seconds).toBeLessThan(estate.ai.sharing?.reclaim ?? 0);

      const replicas = [...wanted.values()].reduce((sum, count) => sum + count, 0);
      const running = runningIn(await podsOf(gpuLab), services);
      expect(running).toHaveLength(replicas);
      const pools = new Set(
        Object.entries(estate.ai.pools)
          .filter(([, pool]) => pool.environment === environment && pool.cluster === survivor)
          .map(([name]) => name),
      );
      const admitted = (await workloadsOf(gpuLab)).filter(
        (workload) => services.has(workload.metadata.namespace) && isTrue(workload, "Admitted"),
      );
      expect(admitted).toHaveLength(replicas);
      for (const { status } of admitted) {
        for (const { flavors } of status?.admission?.podSetAssignments ?? [])
          for (const flavor of Object.values(flavors)) expect(pools).toContain(flavor);
      }

      // Innovation gave way, and by no more than that.
      const whole = admitted.filter((workload) => resourcesOf(workload).includes(GPU)).length;
      const left = (gpuLab.capacity[GPU] ?? 0) - whole;
      const projects = namespacesOf(gpuLab, "project");
      const remain = await eventually(
        async () => runningIn(await podsOf(gpuLab), projects).length,
        (count) => count <= left,
      );
      expect(remain).toBe(left);
      expect(remain).toBeLessThan(borrowed);
    },
    survivor,
  );
});
