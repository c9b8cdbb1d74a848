/** Job template: a Job of a project as the policies want it, for `kubectl create --filename`. */
import { bytesToQuantity } from "../../config/index.js";
import { NODE_DISK, nodeGroupLabel } from "../../lib/gpu/index.js";
import { LabelKeys } from "../../lib/labels/index.js";
import { type JobPlan, PROJECT_QUEUE, type ProjectPlan } from "../../lib/placement/index.js";
import { PROJECT_PRIORITY, QUEUE_NAME, WORKLOAD_PRIORITY } from "../gpu-sharing/index.js";
import { amounts, containerSecurity, plainPodSecurity, TEMPORARY_FILES } from "../support/index.js";

/** How long a finished Job stays to be looked at, in seconds (our judgement). */
const KEPT = 24 * 60 * 60;

/** Queued while it is suspended: Kueue starts it when there is room, on the nodes where there is. */
export function jobTemplate(plan: ProjectPlan, name: string, serviceAccountName: string): object {
  const job = plan.jobs[name] as JobPlan;
  const keys = new LabelKeys(plan.labelPrefix);
  const { resource, amount, requests } = job.held;
  const held = {
    ...amounts(requests),
    "ephemeral-storage": bytesToQuantity(NODE_DISK.job),
    [resource]: `${amount}`,
  };
  return {
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: {
      generateName: `${name}-`,
      namespace: plan.project,
      labels: { [QUEUE_NAME]: PROJECT_QUEUE, [WORKLOAD_PRIORITY]: job.priority },
    },
    spec: {
      suspend: true,
      parallelism: job.pods,
      completions: job.pods,
      backoffLimit: 3,
      activeDeadlineSeconds: job.deadline,
      ttlSecondsAfterFinished: KEPT,
      template: {
        metadata: { labels: { [keys.project]: plan.project } },
        spec: {
          restartPolicy: "Never",
          serviceAccountName,
          automountServiceAccountToken: false,
          enableServiceLinks: false,
          priorityClassName: PROJECT_PRIORITY,
          ...(job.avoids.length > 0 ? { affinity: away(nodeGroupLabel(plan.labelPrefix), job.avoids) } : {}),
          securityContext: plainPodSecurity(),
          containers: [
            {
              name,
              image: plan.image,
              resources: { requests: held, limits: held },
              securityContext: containerSecurity(),
              volumeMounts: [TEMPORARY_FILES.mount],
            },
          ],
          volumes: [TEMPORARY_FILES.volume],
        },
      },
    },
  };
}

/** Kueue takes no flavor whose nodes it excludes; nodes without the label, as those of a burst, it does not. */
const away = (key: string, values: string[]) => ({
  nodeAffinity: {
    requiredDuringSchedulingIgnoredDuringExecution: {
      nodeSelectorTerms: [{ matchExpressions: [{ key, operator: "NotIn", values }] }],
    },
  },
});
