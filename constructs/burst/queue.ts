/** Burst queue: Kueue's queue on the platform's cluster whose jobs run on the cluster in the cloud (MultiKueue). */
import { Construct } from "constructs";
import { bytesToQuantity, cpuToQuantity, pointerTo } from "../../config/index.js";
import { burstNamespace } from "../../lib/burst/index.js";
import { burstLabel, WHOLE_GPU } from "../../lib/gpu/index.js";
import { LabelKeys, SHARED } from "../../lib/labels/index.js";
import { type BurstPlan, PROJECT_QUEUE } from "../../lib/placement/index.js";
import { ExternalSecret } from "../external-secret/index.js";
import { KUEUE, LocalQueue, PROJECT_ROLE, tolerations } from "../gpu-sharing/index.js";
import { declareJobAccount } from "../project/index.js";
import { CustomResource, comesFrom } from "../support/index.js";
import { ClosedNamespace } from "../tenant/index.js";

/** Name of everything of which there is one. */
const NAME = "burst";
/** Secret with the way to the cluster in the cloud, under Kueue's key `kubeconfig`; also its path in the secret store. */
const KUBECONFIG = { name: "burst-kubeconfig", path: "burst/worker" };

export interface BurstQueueProps {
  readonly plan: BurstPlan;
}

/** A queue of its own, in no cohort: nothing of the cloud is lent to production, and nothing borrowed from it. */
export class BurstQueue extends Construct {
  constructor(scope: Construct, id: string, { plan }: BurstQueueProps) {
    super(scope, id);
    this.joinWorker(plan.queueNamespace);
    this.declareQueue(plan);
    for (const [name, project] of Object.entries(plan.projects)) this.admit(plan, name, project);
  }

  /** The kubeconfig never passes this project: External Secrets brings it from the store to Kueue. */
  private joinWorker(namespace: string): void {
    new ExternalSecret(this, "kubeconfig", { namespace, ...KUBECONFIG });
    this.kueue("worker", "MultiKueueCluster", {
      clusterSource: { kubeConfig: { locationType: "Secret", location: KUBECONFIG.name } },
    });
    this.kueue("workers", "MultiKueueConfig", { clusters: [NAME] });
    this.kueue("check", "AdmissionCheck", {
      controllerName: "kueue.x-k8s.io/multikueue",
      parameters: { apiGroup: "kueue.x-k8s.io", kind: "MultiKueueConfig", name: NAME },
    });
  }

  private declareQueue({ burst: { nodes }, labelPrefix }: BurstPlan): void {
    const key = burstLabel(labelPrefix);
    const nodeTaints = [{ key, value: "true", effect: "NoSchedule" as const }];
    this.kueue("flavor", "ResourceFlavor", {
      nodeLabels: { [key]: "true" },
      nodeTaints,
      tolerations: tolerations(nodeTaints),
    });
    const quotas = {
      cpu: cpuToQuantity(nodes.cpu * nodes.most),
      memory: bytesToQuantity(nodes.memory * nodes.most),
      [WHOLE_GPU]: `${nodes.gpus * nodes.most}`,
    };
    this.kueue("queue", "ClusterQueue", {
      namespaceSelector: { matchLabels: { [key]: "true" } },
      queueingStrategy: "BestEffortFIFO",
      resourceGroups: [
        {
          coveredResources: Object.keys(quotas),
          flavors: [
            {
              name: NAME,
              resources: Object.entries(quotas).map(([name, nominalQuota]) => ({ name, nominalQuota })),
            },
          ],
        },
      ],
      admissionChecksStrategy: { admissionChecks: [{ name: NAME }] },
    });
  }

  /** A namespace of the project's own for the burst: what is in it may leave the platform, nothing else may. */
  private admit(
    { labelPrefix, environment, groups, containers, burst: { nodes } }: BurstPlan,
    project: string,
    { team, dataClass, use }: BurstPlan["projects"][string],
  ): void {
    const keys = new LabelKeys(labelPrefix);
    const scope = new Construct(this, `project-${project}`);
    comesFrom(scope, pointerTo("ai/projects", project));
    const gpus = nodes.gpus * nodes.most;
    const closed = new ClosedNamespace(scope, "tenant", {
      name: burstNamespace(project),
      labels: {
        [burstLabel(labelPrefix)]: "true",
        [keys.academy]: SHARED,
        [keys.dataClass]: dataClass,
        [keys.environment]: environment,
        [keys.project]: project,
        [keys.serves]: "innovation",
        [keys.team]: team,
        [keys.use]: use,
      },
      quota: {
        ...{ pods: gpus, cpu: nodes.cpu * nodes.most, memory: nodes.memory * nodes.most },
        gpus: { [WHOLE_GPU]: gpus },
      },
      containers,
    });
    closed.grant("team", PROJECT_ROLE, groups.team.replace("{team}", team));
    declareJobAccount(scope, closed.namespace);
    new LocalQueue(scope, "queue", {
      namespace: closed.namespace,
      name: PROJECT_QUEUE,
      clusterQueue: NAME,
    });
  }

  private kueue(id: string, kind: string, spec: object): void {
    new CustomResource(this, id, { apiVersion: KUEUE, kind, name: NAME, spec });
  }
}
