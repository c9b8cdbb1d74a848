/** Innovation fills the GPUs that production leaves idle; production's burst gets them back from it. */
import { expect, it } from "vitest";
import { newJournal } from "../../lib/showback/index.js";
import { readShowback } from "../../scripts/support/showback.js";
import { fill, takeBack } from "../../scripts/support/take-back.js";
import {
  GPU_CLUSTER,
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
const HOUR = 3600;

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

    // What it cost whom, the showback says.
    const now = Date.now() / 1000;
    const connected = { server: gpuLab.server, estate, name: GPU_CLUSTER };
    const journal = newJournal(GPU_CLUSTER);
    const { showback } = await readShowback(connected, journal, { from: now - HOUR, to: now }, now);
    const of = (kind: string) => showback.teams.filter((team) => team.kind === kind);
    // Teams took from each other besides, while they came to their shares.
    const preempted = of("innovation").reduce((sum, team) => sum + team.preemptions, 0);
    expect(preempted).toBeGreaterThanOrEqual(borrowed - left);
    for (const { team, workloads, preemptions, gpuHours } of of("innovation")) {
      // No team has whole GPUs of its own.
      expect.soft(gpuHours.borrowed, team).toBeCloseTo(gpuHours.used, 6);
      expect.soft(gpuHours.used > 0, team).toBe(workloads > 0);
      expect.soft(gpuHours.lost > 0, team).toBe(preemptions > 0);
      expect.soft(gpuHours.lost, team).toBeLessThan(gpuHours.used + 1e-9);
    }
    for (const { team, preemptions, gpuHours } of of("production")) {
      expect.soft({ preemptions, lost: gpuHours.lost, borrowed: gpuHours.borrowed }, team).toEqual({
        ...{ preemptions: 0, lost: 0, borrowed: 0 },
      });
    }
    expect(of("production").some(({ gpuHours }) => gpuHours.used > 0)).toBe(true);
    const held = heldByNode(await podsOf(gpuLab), GPU);
    for (const { metadata, status } of await nodesOf(gpuLab)) {
      expect(held[metadata?.name ?? ""] ?? 0).toBeLessThanOrEqual(Number(status?.allocatable?.[GPU] ?? 0));
    }
  });
});
