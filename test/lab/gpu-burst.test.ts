/** A burst's jobs run on the cluster in the cloud, played by a second lab; protected data never gets there. */
import { readFileSync } from "node:fs";
import { KubeConfig, type V1Job } from "@kubernetes/client-node";
import { expect, it } from "vitest";
import type { Cluster, Estate } from "../../config/index.js";
import { burstNamespace, queueNamespace } from "../../lib/burst/index.js";
import { burstLabel } from "../../lib/gpu/index.js";
import type { KubernetesObject } from "../../lib/kubernetes/index.js";
import { ApiServer, applyStacks, type DeclaredStack, Lab, ledgerRule } from "../../lib/lab/index.js";
import { LabelKeys } from "../../lib/labels/index.js";
import { planStacks } from "../../lib/placement/index.js";
import { ASK_LABEL } from "../../lib/replay/index.js";
import { declareStack } from "../../scripts/support/declared.js";
import type { GpuLab } from "../../scripts/support/replay-lab.js";
import { synthesizeStack } from "../../stacks/index.js";
import { temporaryFolder } from "../support/estate.js";
import { GPU_CLUSTER, onGpuLab, openSample } from "../support/gpu-lab.js";
import { eventually } from "../support/lab.js";

const PROJECT = "reconnaissance-copies";
const PROTECTED = "detection-decrochage";
const NAMESPACE = burstNamespace(PROJECT);
const WORKER = { ...GPU_CLUSTER, cluster: "nuage" };
const JOBS = `/apis/batch/v1/namespaces/${NAMESPACE}/jobs`;
const KUEUE = "/apis/kueue.x-k8s.io/v1beta2";
/** The sample with its burst switched on, and a cluster as the burst's nodes make it. */
function burstingEstate(): Estate {
  const estate = openSample();
  const { burst, gpus } = estate.ai;
  const production = estate.environments[GPU_CLUSTER.environment];
  const known = production?.clusters[GPU_CLUSTER.cluster];
  if (!burst || !production || !known) throw new Error("the sample has a burst");
  burst.enabled = true;
  burst.worker = {
    name: "production-sud-burst-2027-02-01",
    context: "cloud",
    operators: ["kueue", "nvidia-device-plugin", "cluster-autoscaler"],
  };
  const key = burstLabel(estate.platform.labelPrefix);
  const { cpu, memory, disk, gpu, gpus: count, most } = burst.nodes;
  const cloud: Cluster = {
    ...known,
    context: "cloud",
    zones: burst.zones,
    nodeGroups: {
      burst: {
        ...{ nodesPerZone: most / burst.zones.length, cpu, memory, ephemeralStorage: disk, pods: 110 },
        gpus: { product: gpus[gpu]?.product ?? "", count },
        labels: { [key]: "true" },
        taints: [{ key, value: "true", effect: "NoSchedule" }],
      },
    },
  };
  production.clusters[WORKER.cluster] = cloud;
  return estate;
}

/** The project's own Job, in the namespace of the burst. */
function jobOf({ targets }: GpuLab, name: string, podLabels: Record<string, string> = {}): KubernetesObject {
  const target = targets.get(PROJECT);
  if (target?.kind !== "project") throw new Error(`${PROJECT} is no project here`);
  const asked = { name, at: 0, who: PROJECT, gpus: 1, pods: 1, duration: 1 };
  const job = target.jobOf(asked, 1) as KubernetesObject & {
    spec: { template: { metadata: { labels: object } } };
  };
  Object.assign(job.spec.template.metadata.labels, podLabels);
  return { ...job, metadata: { ...job.metadata, namespace: NAMESPACE } };
}

/** What is declared for the burst's own cluster, as synthesized. */
function declaredThere(estate: Estate): DeclaredStack[] {
  const folder = temporaryFolder();
  const stacks = planStacks(estate, { ...GPU_CLUSTER, only: ["burst-operators", "burst-worker"] }).map(
    (plan) => declareStack(plan, readFileSync(synthesizeStack(plan, folder).path, "utf8")),
  );
  expect(stacks.map(({ stack }) => stack)).toEqual([
    "production-sud-burst-operators",
    "production-sud-burst-worker",
  ]);
  return stacks;
}

/** A kubeconfig of the account that is declared for the platform's Kueue, with a token as docs/burst.md has one made. */
async function kubeconfigOfManager(
  worker: ApiServer,
  kubeconfig: string,
  namespace: string,
): Promise<string> {
  const { status, body } = await worker.ask<{ status: { token: string } }>({
    method: "POST",
    path: `/api/v1/namespaces/${namespace}/serviceaccounts/multikueue-manager/token`,
    body: { apiVersion: "authentication.k8s.io/v1", kind: "TokenRequest", spec: { expirationSeconds: 7200 } },
  });
  expect(status).toBe(201);
  const config = new KubeConfig();
  config.loadFromFile(kubeconfig);
  const cluster = config.getCurrentCluster();
  if (!cluster) throw new Error("the lab's kubeconfig has a cluster");
  const manager = new KubeConfig();
  manager.loadFromClusterAndUser(cluster, { name: "multikueue-manager", token: body.status.token });
  return manager.exportConfig();
}

/** Brings up what stands for the cluster in the cloud, and gives Kueue the way to it. */
async function onWorker(
  estate: Estate,
  { server }: GpuLab,
  work: (worker: ApiServer) => Promise<void>,
): Promise<void> {
  const lab = new Lab(WORKER, { root: temporaryFolder(), attached: true });
  try {
    const { kubeconfig } = await lab.up(estate);
    const worker = await ApiServer.connect(kubeconfig);
    try {
      const { failed } = await applyStacks(worker, WORKER, declaredThere(estate), {
        mayLose: ledgerRule(estate),
      });
      expect(failed).toEqual([]);
      const namespace = queueNamespace(estate) ?? "";
      const way = await kubeconfigOfManager(worker, kubeconfig, namespace);
      // External Secrets would bring it from the store.
      const { status } = await server.ask({
        method: "POST",
        path: `/api/v1/namespaces/${namespace}/secrets`,
        body: {
          ...{ apiVersion: "v1", kind: "Secret", metadata: { name: "burst-kubeconfig", namespace } },
          data: { kubeconfig: Buffer.from(way).toString("base64") },
        },
      });
      expect(status).toBe(201);
      await work(worker);
    } finally {
      worker.close();
    }
  } finally {
    await lab.down({ wipe: true });
  }
}

interface WithConditions {
  status?: { conditions?: { type: string; status: string }[] };
}

const isActive = ({ status }: WithConditions) =>
  status?.conditions?.some(({ type, status: value }) => type === "Active" && value === "True") ?? false;

it("public and synthetic data bursts, protected data is refused by name", async () => {
  const estate = burstingEstate();
  const keys = new LabelKeys(estate.platform.labelPrefix);
  await onGpuLab(estate, async (gpuLab) => {
    const { server, targets } = gpuLab;
    const get = async <Body>(from: ApiServer, path: string) =>
      (await from.ask<Body>({ method: "GET", path })).body;
    await onWorker(estate, gpuLab, async (worker) => {
      for (const kind of ["multikueueclusters", "admissionchecks"]) {
        await eventually(() => get<WithConditions>(server, `${KUEUE}/${kind}/burst`), isActive);
      }
      const sent = await server.ask({ method: "POST", path: JOBS, body: jobOf(gpuLab, "bursts") });
      expect(sent.status).toBe(201);
      const done = await eventually(
        () => get<V1Job>(server, `${JOBS}/bursts`),
        ({ status }) => status?.conditions?.some(({ type }) => type === "Complete") ?? false,
      );
      expect(done.status?.succeeded).toBe(1);
      expect(done.spec?.managedBy).toBe("kueue.x-k8s.io/multikueue");

      // Where several policies deny, the API server names any one of them.
      const refused = async (path: string, body: KubernetesObject, ...policies: string[]) => {
        const answer = await server.ask<{ message: string }>({ method: "POST", path, body });
        expect(answer.status, policies.join()).toBeGreaterThanOrEqual(400);
        expect(policies).toContain(
          /ValidatingAdmissionPolicy 'transhumance-([a-z-]+)'/.exec(answer.body.message)?.[1],
        );
      };
      await refused(JOBS, jobOf(gpuLab, "personal", { [keys.dataClass]: "personal" }), "burst-data");
      const internal = targets.get(PROTECTED);
      if (internal?.kind !== "project") throw new Error(`${PROTECTED} is no project here`);
      const asked = { name: "internal", at: 0, who: PROTECTED, gpus: 1, pods: 1, duration: 1 };
      const own = internal.jobOf(asked, 1);
      const path = `/apis/batch/v1/namespaces/${PROTECTED}/jobs`;
      const burst = burstLabel(estate.platform.labelPrefix);
      const withSpec = (spec: object) => {
        const job = structuredClone(own) as KubernetesObject & { spec: { template: { spec: object } } };
        Object.assign(job.spec.template.spec, spec);
        return job;
      };
      await refused(path, withSpec({ nodeSelector: { [burst]: "true" } }), "burst-data");
      const tolerations = [{ key: burst, operator: "Exists" }];
      await refused(path, withSpec({ tolerations }), "burst-data", "project-jobs");
      const labels = { ...own.metadata.labels, "kueue.x-k8s.io/queue-name": "burst" };
      await refused(path, { ...own, metadata: { ...own.metadata, labels } }, "gpu-queues");

      // Only the one Job was ever there, on the nodes of the burst; its pods never were on the platform.
      const pods = await get<{ items: { metadata: { labels?: Record<string, string> } }[] }>(
        server,
        "/api/v1/pods",
      );
      expect(pods.items.filter(({ metadata }) => metadata.labels?.[ASK_LABEL] === "bursts")).toEqual([]);
      const events = await get<{
        items: { involvedObject: { kind: string; name: string; namespace: string } }[];
      }>(worker, "/api/v1/events");
      const jobs = events.items.filter(({ involvedObject }) => involvedObject.kind === "Job");
      expect(new Set(jobs.map(({ involvedObject: { namespace, name } }) => `${namespace}/${name}`))).toEqual(
        new Set([`${NAMESPACE}/bursts`]),
      );
    });
  });
});
