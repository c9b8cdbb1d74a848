/** Engine: the Deployment that loads a model's weights from their image and serves it with vLLM. */
import type { Construct } from "constructs";
import { bytesToQuantity } from "../../config/index.js";
import { NODE_DISK, nodeGroupLabel } from "../../lib/gpu/index.js";
import { LabelKeys } from "../../lib/labels/index.js";
import { type InferencePlan, PRODUCTION, type RunningPlan } from "../../lib/placement/index.js";
import { QUEUE_NAME, tolerations, WORKLOAD_PRIORITY } from "../gpu-sharing/index.js";
import { amounts, CustomResource, containerSecurity, plainPodSecurity } from "../support/index.js";

/** Name of what serves: Deployment, budget, account, and the component in its pods' labels. */
export const ENGINE = "engine";

const MODEL = { volume: "model", path: "/model" };
const TEMPORARY = { volume: "tmp", path: "/tmp", size: "8Gi" };
/** Processes of one replica with several GPUs speak by shared memory. Source: vLLM, «Using Docker». */
const SHARED_MEMORY = { volume: "shared-memory", path: "/dev/shm", size: "8Gi" };

/** Disk of a node that it may take at most (our judgement). */
const MOST_DISK = "10Gi";

/** Weights are read at least as fast, in bytes a second; and what starting takes besides, in seconds (our judgement). */
const LOADING = { speed: 100 * 1024 ** 2, besides: 180 };
const STARTUP_PERIOD = 10;

/** Answers under way may end, and no proxy sends any more, in seconds (our judgement). */
const DRAIN = 10;

/** What the API server fills in, or Kueue's webhook adds where it gates pods, and what the autoscaler decides. */
const COMPUTED = ["spec.replicas", "spec.template.metadata.labels", "spec.template.metadata.annotations"];

/** The provider's own Deployment has no volumes of images, so this is a manifest; without replicas, which KEDA decides. */
export function declareEngine(scope: Construct, plan: InferencePlan, running: RunningPlan): void {
  const keys = new LabelKeys(plan.labelPrefix);
  const queued = { [QUEUE_NAME]: PRODUCTION, [WORKLOAD_PRIORITY]: PRODUCTION };
  const framework = {
    [keys.audience]: plan.audience,
    [keys.dataClass]: plan.dataClass,
    [keys.model]: running.model.name,
    [keys.oversight]: plan.oversight,
    ...(plan.pupilsFrom === undefined ? {} : { [keys.pupilsFrom]: plan.pupilsFrom }),
    [keys.use]: plan.use,
    [keys.useVersion]: running.useVersion,
  };
  const selector = { [keys.component]: ENGINE };
  const spread = (topologyKey: string) => ({
    maxSkew: 1,
    topologyKey,
    // Production waits for no zone: what Kueue admitted must find its node.
    whenUnsatisfiable: "ScheduleAnyway",
    labelSelector: { matchLabels: selector },
    matchLabelKeys: ["pod-template-hash"],
  });
  new CustomResource(scope, "deployment", {
    apiVersion: "apps/v1",
    kind: "Deployment",
    name: ENGINE,
    namespace: plan.service,
    labels: { ...queued, ...framework },
    computedFields: COMPUTED,
    spec: {
      revisionHistoryLimit: 3,
      selector: { matchLabels: selector },
      strategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
      template: {
        metadata: {
          labels: { ...selector, ...queued, ...framework, "app.kubernetes.io/name": plan.service },
        },
        spec: {
          serviceAccountName: ENGINE,
          automountServiceAccountToken: false,
          enableServiceLinks: false,
          priorityClassName: "production",
          nodeSelector: { [nodeGroupLabel(plan.labelPrefix)]: running.nodeGroup },
          tolerations: tolerations(running.taints),
          securityContext: plainPodSecurity(),
          topologySpreadConstraints: [
            spread("topology.kubernetes.io/zone"),
            spread("kubernetes.io/hostname"),
          ],
          terminationGracePeriodSeconds: DRAIN + running.longestAnswer,
          containers: [container(plan, running)],
          volumes: volumes(running),
        },
      },
    },
  });
}

/** The model by the digest of its image; its registry is the platform's own. */
const volumes = ({ model, held }: RunningPlan) => [
  { name: MODEL.volume, image: { reference: model.image, pullPolicy: "IfNotPresent" } },
  { name: TEMPORARY.volume, emptyDir: { sizeLimit: TEMPORARY.size } },
  ...(held.amount > 1
    ? [{ name: SHARED_MEMORY.volume, emptyDir: { medium: "Memory", sizeLimit: SHARED_MEMORY.size } }]
    : []),
];

function container({ service }: InferencePlan, { model, serving, held }: RunningPlan) {
  const gpus = { [held.resource]: `${held.amount}` };
  const health = (periodSeconds: number, failureThreshold: number) => ({
    httpGet: { path: "/health", port: "http" },
    ...{ periodSeconds, timeoutSeconds: 5, failureThreshold },
  });
  const startup = Math.ceil((model.weights / LOADING.speed + LOADING.besides) / STARTUP_PERIOD);
  return {
    name: ENGINE,
    image: serving.image,
    imagePullPolicy: "IfNotPresent",
    args: [
      `--model=${MODEL.path}`,
      `--served-model-name=${service}`,
      `--port=${serving.port}`,
      `--max-num-seqs=${serving.concurrency}`,
      `--max-model-len=${model.context}`,
      `--tensor-parallel-size=${held.amount}`,
    ],
    env: [
      { name: "HOME", value: TEMPORARY.path },
      // Nothing is fetched from outside, and nothing is told to it.
      { name: "HF_HUB_OFFLINE", value: "1" },
      { name: "VLLM_NO_USAGE_STATS", value: "1" },
    ],
    ports: [{ name: "http", containerPort: serving.port, protocol: "TCP" }],
    resources: {
      requests: {
        ...amounts(serving.requests),
        "ephemeral-storage": bytesToQuantity(NODE_DISK.replica),
        ...gpus,
      },
      limits: { ...amounts(serving.limits), "ephemeral-storage": MOST_DISK, ...gpus },
    },
    startupProbe: health(STARTUP_PERIOD, startup),
    readinessProbe: health(5, 3),
    livenessProbe: { tcpSocket: { port: "http" }, periodSeconds: 20, timeoutSeconds: 5, failureThreshold: 3 },
    lifecycle: { preStop: { sleep: { seconds: DRAIN } } },
    securityContext: containerSecurity(),
    volumeMounts: [
      { name: MODEL.volume, mountPath: MODEL.path, readOnly: true },
      { name: TEMPORARY.volume, mountPath: TEMPORARY.path },
      ...(held.amount > 1 ? [{ name: SHARED_MEMORY.volume, mountPath: SHARED_MEMORY.path }] : []),
    ],
  };
}
