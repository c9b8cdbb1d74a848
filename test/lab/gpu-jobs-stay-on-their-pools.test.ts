/** A team's queue has the pools of all its projects: jobs of one of them get no GPU of another's pool, idle or not. */
import { expect, it } from "vitest";
import { isTrue, onGpuLab, openSample, type SeenWorkload, workloadsOf } from "../support/gpu-lab.js";
import { eventually } from "../support/lab.js";

const LARGE = "reconnaissance-copies";
const SMALL = "petites-copies";
const CARDS = 4;

const flavorsOf = ({ status }: SeenWorkload) =>
  status?.admission?.podSetAssignments.flatMap(({ flavors }) => Object.values(flavors)) ?? [];

it("jobs stay on the pools of their project", async () => {
  const estate = openSample();
  const { environments, ai } = estate;
  const sud = environments.production?.clusters.sud;
  const { inference } = sud?.nodeGroups ?? {};
  const [project, pool] = [ai.projects[LARGE], ai.pools["sud-slices"]];
  if (!sud || !inference || !project || !pool) throw new Error("the sample is another one");
  const gpus = { product: "NVIDIA-L4", count: CARDS };
  sud.nodeGroups.small = { ...inference, nodesPerZone: 1, zones: sud.zones.slice(0, 1), gpus };
  // Its flavor is tried first, as its GPUs are innovation's.
  ai.pools["sud-small"] = { ...pool, nodeGroup: "small", gpu: "l4-24gb" };
  ai.projects[SMALL] = { ...project, pools: ["sud-small"] };

  await onGpuLab(estate, async (gpuLab) => {
    const { server, targets } = gpuLab;
    const ask = async (who: string, name: string, units: number) => {
      const target = targets.get(who);
      if (target?.kind !== "project") throw new Error(`${who} is no project here`);
      const path = `/apis/batch/v1/namespaces/${target.namespace}/jobs`;
      const asked = { name, at: 0, who, gpus: units, pods: 1, duration: 3600 };
      await server.ask({ method: "POST", path, body: target.jobOf(asked, 3600) });
    };
    const of = async (who: string) =>
      (await workloadsOf(gpuLab)).filter(({ metadata }) => metadata.namespace === who);

    await ask(LARGE, "large", CARDS);
    await eventually(
      () => of(LARGE),
      (workloads) => workloads.some((one) => isTrue(one, "Admitted")),
    );
    expect((await of(LARGE)).flatMap(flavorsOf)).toEqual(["sud-inference"]);

    for (let number = 0; number <= CARDS; number += 1) await ask(SMALL, `small-${number}`, 1);
    const workloads = await eventually(
      () => of(SMALL),
      (seen) =>
        seen.filter((one) => isTrue(one, "Admitted")).length === CARDS &&
        seen.some(({ status }) => status?.conditions?.some(({ status: is }) => is === "False")),
    );
    expect(new Set(workloads.flatMap(flavorsOf))).toEqual(new Set(["sud-small"]));
    expect(workloads.filter((one) => !isTrue(one, "Admitted"))).toHaveLength(1);
  });
});
