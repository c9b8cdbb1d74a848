/** What is alike on the platform's cluster and on that of the burst: MultiKueue looks for the same names on both. */
import { Construct } from "constructs";
import { bytesToQuantity, cpuToQuantity, pointerTo } from "../../config/index.js";
import { BURST, burstNamespace } from "../../lib/burst/index.js";
import { burstLabel, WHOLE_GPU } from "../../lib/gpu/index.js";
import { LabelKeys, SHARED } from "../../lib/labels/index.js";
import { type BurstPlan, PROJECT_QUEUE } from "../../lib/placement/index.js";
import { KUEUE, LocalQueue, tolerations } from "../gpu-sharing/index.js";
import { declareJobAccount } from "../project/index.js";
import { CustomResource, comesFrom } from "../support/index.js";
import { ClosedNamespace } from "../tenant/index.js";

export function declareKueue(scope: Construct, id: string, kind: string, spec: object): void {
  new CustomResource(scope, id, { apiVersion: KUEUE, kind, name: BURST, spec });
}

/** The flavor of the burst's nodes, and the queue that admits what they hold; `more` is what one side adds to it. */
export function declareQueue(
  scope: Construct,
  { burst: { nodes }, labelPrefix }: BurstPlan,
  more: object = {},
): void {
  const key = burstLabel(labelPrefix);
  const nodeTaints = [{ key, value: "true", effect: "NoSchedule" as const }];
  declareKueue(scope, "flavor", "ResourceFlavor", {
    nodeLabels: { [key]: "true" },
    nodeTaints,
    tolerations: tolerations(nodeTaints),
  });
  const quotas = {
    cpu: cpuToQuantity(nodes.cpu * nodes.most),
    memory: bytesToQuantity(nodes.memory * nodes.most),
    [WHOLE_GPU]: `${nodes.gpus * nodes.most}`,
  };
  declareKueue(scope, "queue", "ClusterQueue", {
    namespaceSelector: { matchLabels: { [key]: "true" } },
    queueingStrategy: "BestEffortFIFO",
    resourceGroups: [
      {
        coveredResources: Object.keys(quotas),
        flavors: [
          {
            name: BURST,
            resources: Object.entries(quotas).map(([name, nominalQuota]) => ({ name, nominalQuota })),
          },
        ],
      },
    ],
    ...more,
  });
}

export interface BurstNamespaceProps {
  readonly plan: BurstPlan;
  readonly project: string;
}

/** The namespace of a project's jobs that may run on the burst's nodes, with its queue. */
export class BurstNamespace extends Construct {
  private readonly closed: ClosedNamespace;

  constructor(scope: Construct, id: string, { plan, project }: BurstNamespaceProps) {
    super(scope, id);
    comesFrom(this, pointerTo("ai/projects", project));
    const { labelPrefix, environment, containers, projects, burst } = plan;
    const { team = "", dataClass = "", use = "", open = false } = projects[project] ?? {};
    const { nodes } = burst;
    const keys = new LabelKeys(labelPrefix);
    const gpus = nodes.gpus * nodes.most;
    this.closed = new ClosedNamespace(this, "tenant", {
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
    declareJobAccount(this, this.namespace);
    new LocalQueue(this, "queue", {
      namespace: this.namespace,
      name: PROJECT_QUEUE,
      clusterQueue: BURST,
      stopped: !open,
    });
  }

  /** Its name, as a reference to the resource that makes it. */
  get namespace(): string {
    return this.closed.namespace;
  }

  grant(id: string, role: string, group: string): void {
    this.closed.grant(id, role, group);
  }
}
