/** When production takes its GPUs back, the first to give way are those that docs/sharing.md says, one after the other. */
import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import type { KubernetesObject } from "../../lib/kubernetes/index.js";
import type { GpuLab } from "../../scripts/support/replay-lab.js";
import { isTrue, namespacesOf, onGpuLab, openSample, resourcesOf, workloadsOf } from "../support/gpu-lab.js";
import { eventually } from "../support/lab.js";

const GPU = "nvidia.com/gpu";
const SERVICE = "assistant-enseignants";
/** Kueue tells admissions apart by their second. */
const APART = 1100;
/** Weight 1, and weight 2 in the sample. */
const LIGHT = "detection-decrochage";
const HEAVY = "reconnaissance-copies";

type Priority = "interruptible" | "notebook" | "not-interruptible";

/** A Job of one whole GPU, of the given priority, that ends by preemption only. */
async function ask(
  { server, targets }: GpuLab,
  who: string,
  name: string,
  priority: Priority,
): Promise<void> {
  const target = targets.get(who);
  if (target?.kind !== "project") throw new Error(`${who} is no project here`);
  const asked = { name, at: 0, who, gpus: 1, pods: 1, duration: 3600 };
  const { metadata, ...job } = target.jobOf(asked, 3600);
  const labels = { ...metadata.labels, "kueue.x-k8s.io/priority-class": priority };
  const body: KubernetesObject = { ...job, metadata: { ...metadata, labels } };
  const path = `/apis/batch/v1/namespaces/${target.namespace}/jobs`;
  const { status } = await server.ask({ method: "POST", path, body });
  expect(status).toBe(201);
}

/** Names of Jobs with a condition. */
async function jobs(gpuLab: GpuLab, condition: "Admitted" | "Preempted"): Promise<string[]> {
  return (await workloadsOf(gpuLab)).flatMap((workload) => {
    const owner = workload.metadata.ownerReferences?.find(({ kind }) => kind === "Job");
    return owner && isTrue(workload, condition) ? [owner.name] : [];
  });
}

async function scale({ server }: GpuLab, replicas: number): Promise<void> {
  const path = `/apis/apps/v1/namespaces/${SERVICE}/deployments/engine/scale`;
  const contentType = "application/merge-patch+json";
  await server.ask({ method: "PATCH", path, body: { spec: { replicas } }, contentType });
}

/** So many GPUs does production leave idle; all of them are lent, the light team has slightly more by its weight. */
const IDLE = 46;
const BORROWED = { light: 17, heavy: 29 };

/** By the rule as it is written: shares by weight are 17 and 14.5, and each step takes one GPU. */
const EXPECTED = [
  // Of the light team the newest of the lowest priority; the very newest may not be interrupted.
  "light-4",
  "light-3",
  "light-2",
  // 14 against 14.5: now the heavy team, where the oldest is the only one of the lowest priority.
  "heavy-interruptible",
  // 14 against 14: the lower priority.
  "light-1",
  // 13 against 14.
  "heavy-newest",
];

it("those give way first who borrow most by their weight, of them the lowest priority, of these the newest", async () => {
  const estate = openSample();
  const weights: Partial<Record<string, number>> = estate.ai.sharing?.weights ?? {};
  const weightOf = (who: string) => weights[estate.ai.projects[who]?.team ?? ""] ?? 1;
  expect([weightOf(LIGHT), weightOf(HEAVY)]).toEqual([1, 2]);
  await onGpuLab(estate, async (gpuLab) => {
    const held = await eventually(
      async () => (await workloadsOf(gpuLab)).filter((one) => isTrue(one, "Admitted")),
      (admitted) => admitted.length >= namespacesOf(gpuLab, "service").size,
    );
    const whole = held.filter((one) => resourcesOf(one).includes(GPU)).length;
    expect((gpuLab.capacity[GPU] ?? 0) - whole).toBe(IDLE);

    const lent = (count: number) =>
      eventually(
        async () => (await jobs(gpuLab, "Admitted")).length,
        (now) => now === count,
      );
    const latest: [who: string, name: string, priority: Priority][] = [
      [LIGHT, "light-1", "interruptible"],
      [LIGHT, "light-2", "interruptible"],
      [LIGHT, "light-3", "interruptible"],
      [LIGHT, "light-4", "interruptible"],
      [LIGHT, "light-newest", "not-interruptible"],
      [HEAVY, "heavy-newest", "not-interruptible"],
    ];
    await ask(gpuLab, HEAVY, "heavy-interruptible", "interruptible");
    for (let job = 5; job < BORROWED.light; job += 1)
      await ask(gpuLab, LIGHT, `light-old-${job}`, "interruptible");
    for (let job = 2; job < BORROWED.heavy; job += 1)
      await ask(gpuLab, HEAVY, `heavy-old-${job}`, "not-interruptible");
    await lent(IDLE - latest.length);
    for (const [index, [who, name, priority]] of latest.entries()) {
      await sleep(APART);
      await ask(gpuLab, who, name, priority);
      await lent(IDLE - latest.length + index + 1);
    }

    const seen: string[] = [];
    for (const [step] of EXPECTED.entries()) {
      await scale(gpuLab, 2 + step);
      const gone = await eventually(
        () => jobs(gpuLab, "Preempted"),
        (names) => names.length > step,
      );
      seen.push(...gone.filter((name) => !seen.includes(name)));
    }
    expect(seen).toEqual(EXPECTED);
  });
});
