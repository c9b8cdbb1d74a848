/** A use is withdrawn, and another has a new version: what ran ends, and gives its GPUs back; what goes on is replaced. */
import type { V1Job } from "@kubernetes/client-node";
import { expect, it } from "vitest";
import type { KubernetesObject } from "../../lib/kubernetes/index.js";
import { LabelKeys } from "../../lib/labels/index.js";
import { applyGpus, type GpuLab } from "../../scripts/support/replay-lab.js";
import { GPU_CLUSTER, isTrue, onGpuLab, openSample, podsOf, workloadsOf } from "../support/gpu-lab.js";
import { eventually } from "../support/lab.js";

const PROJECT = "reconnaissance-copies";
const SERVICE = "assistant-enseignants";
const STOPPED = "resume-dossiers";
const JOBS = `/apis/batch/v1/namespaces/${PROJECT}/jobs`;
const HOUR = 3600;

function jobOf({ targets }: GpuLab, name: string): KubernetesObject {
  const target = targets.get(PROJECT);
  if (target?.kind !== "project") throw new Error(`${PROJECT} is no project here`);
  return target.jobOf({ name, at: 0, who: PROJECT, gpus: 1, pods: 1, duration: HOUR }, HOUR);
}

it("what a withdrawn use permitted ends, and a new version of a use replaces the pods of the old one", async () => {
  const estate = openSample();
  const { uses } = estate.ai;
  const keys = new LabelKeys(estate.platform.labelPrefix);
  await onGpuLab(estate, async (gpuLab) => {
    const { server } = gpuLab;
    const create = (name: string, query: Record<string, string> = {}) =>
      server.ask<V1Job & { message?: string }>({
        ...{ method: "POST", path: JOBS, query },
        body: jobOf(gpuLab, name),
      });
    const pods = async (namespace: string) =>
      (await podsOf(gpuLab)).filter(({ metadata }) => metadata?.namespace === namespace);
    expect((await create("running")).status).toBe(201);
    await eventually(
      () => Promise.all([PROJECT, SERVICE, STOPPED].map(pods)),
      (found) => found.every(({ length }) => length > 0),
    );

    const teachers = uses["assistance-enseignants"];
    const first = teachers?.versions["1"];
    if (!teachers || !first) throw new Error("the sample has that use");
    teachers.versions = { "2": first };
    for (const use of ["instruction-dossiers", "recherche-developpement"]) {
      const versions = Object.values(uses[use]?.versions ?? {});
      for (const version of versions) version.until = "2026-11-22";
    }
    await applyGpus(server, estate, GPU_CLUSTER, { queued: true });

    const refused = await eventually(
      () => create("refused", { dryRun: "All" }),
      ({ status }) => status !== 201,
    );
    expect(refused.body.message).toContain(
      "framework-use: use of AI that the framework does not have in force: recherche-developpement",
    );
    await eventually(
      async () => [await pods(PROJECT), await pods(STOPPED)].flat(),
      ({ length }) => length === 0,
    );
    await eventually(
      async () => (await workloadsOf(gpuLab)).filter(({ metadata }) => metadata.namespace === PROJECT),
      (workloads) => workloads.length > 0 && workloads.every((one) => !isTrue(one, "Admitted")),
    );
    const { body } = await server.ask<V1Job>({ method: "GET", path: `${JOBS}/running` });
    expect(body.spec?.suspend).toBe(true);
    await eventually(
      async () => (await pods(SERVICE)).map(({ metadata }) => metadata?.labels?.[keys.useVersion]),
      (versions) => versions.length > 0 && versions.every((version) => version === "2"),
    );
  });
});
