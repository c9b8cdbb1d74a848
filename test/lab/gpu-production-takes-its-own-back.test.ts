/** Innovation fills the GPUs that production leaves idle; production's burst gets them back from it. */
import { expect, it } from "vitest";
import { fill, takeBack } from "../../scripts/support/take-back.js";
import {
  heldByNode,
  namespacesOf,
  nodesOf,
  onGpuLab,
  openSample,
  podsOf,
  runningIn,
  sumOf,
} from "../support/gpu-lab.js";
import { eventually } from "../support/lab.js";

const GPU = "nvidia.com/gpu";

it("idle GPUs are borrowed, all of them, and given back when production needs them", async () => {
  const estate = openSample();
  const reclaim = estate.ai.sharing?.reclaim ?? 0;
  await onGpuLab(estate, async (gpuLab) => {
    const services = namespacesOf(gpuLab, "service");
    const projects = namespacesOf(gpuLab, "project");
    const total = gpuLab.capacity[GPU] ?? 0;
    const { services: declared } = estate.ai;
    const most = [...gpuLab.targets].reduce(
      (sum, [who, target]) =>
        target.kind === "service" && declared[who]?.serving.slice === undefined ? sum + target.most : sum,
      0,
    );

    const borrowed = await fill(gpuLab);
    const idle = total - sumOf(heldByNode(runningIn(await podsOf(gpuLab), services), GPU));
    expect(borrowed).toBe(idle);

    const seconds = await takeBack(gpuLab);
    expect(seconds).toBeLessThan(reclaim);
    const left = await eventually(
      async () =>
        runningIn(await podsOf(gpuLab), projects).filter(
          ({ spec }) => spec?.containers[0]?.resources?.limits?.[GPU],
        ).length,
      (count) => count <= total - most,
    );
    expect(left).toBe(total - most);
    const held = heldByNode(await podsOf(gpuLab), GPU);
    for (const { metadata, status } of await nodesOf(gpuLab)) {
      expect(held[metadata?.name ?? ""] ?? 0).toBeLessThanOrEqual(Number(status?.allocatable?.[GPU] ?? 0));
    }
  });
});
