/** Innovation project: a closed namespace whose jobs reach GPUs through one queue, and templates of those jobs. */
import { ConfigMapV1 } from "@cdktf/provider-kubernetes/lib/config-map-v1/index.js";
import { ServiceAccountV1 } from "@cdktf/provider-kubernetes/lib/service-account-v1/index.js";
import { Construct } from "constructs";
import { LabelKeys, MANAGED_BY, SHARED } from "../../lib/labels/index.js";
import { NOTEBOOK_PRIORITY, PROJECT_QUEUE, type ProjectPlan } from "../../lib/placement/index.js";
import { LocalQueue, NOTEBOOK_ROLE, PROJECT_ROLE } from "../gpu-sharing/index.js";
import { ClosedNamespace } from "../tenant/index.js";
import { jobTemplate } from "./job-template.js";

const ACCOUNT = "job";

/** ServiceAccount of jobs: no token of it is mounted. */
export function declareJobAccount(scope: Construct, namespace: string): void {
  new ServiceAccountV1(scope, "service-account", {
    metadata: { name: ACCOUNT, namespace, labels: MANAGED_BY },
    automountServiceAccountToken: false,
  });
}

export interface InnovationProjectProps {
  readonly plan: ProjectPlan;
}

export class InnovationProject extends Construct {
  constructor(scope: Construct, id: string, { plan }: InnovationProjectProps) {
    super(scope, id);
    const keys = new LabelKeys(plan.labelPrefix);
    const closed = new ClosedNamespace(this, "tenant", {
      name: plan.project,
      labels: {
        [keys.academy]: SHARED,
        [keys.dataClass]: plan.dataClass,
        [keys.environment]: plan.environment,
        [keys.project]: plan.project,
        [keys.serves]: "innovation",
        [keys.team]: plan.team,
        [keys.use]: plan.use,
      },
      quota: plan.quota,
      containers: plan.containers,
    });
    const { namespace } = closed;
    const team = plan.groups.team.replace("{team}", plan.team);
    closed.grant("team", PROJECT_ROLE, team);
    if (Object.values(plan.jobs).some(({ priority }) => priority === NOTEBOOK_PRIORITY))
      closed.grant("notebooks", NOTEBOOK_ROLE, team);
    declareJobAccount(this, namespace);
    new LocalQueue(this, "queue", {
      namespace,
      name: PROJECT_QUEUE,
      clusterQueue: plan.queue,
      stopped: !plan.open,
    });
    new ConfigMapV1(this, "templates", {
      metadata: { name: "job-templates", namespace, labels: MANAGED_BY },
      data: Object.fromEntries(
        Object.keys(plan.jobs).map((name) => [
          `${name}.json`,
          JSON.stringify(jobTemplate(plan, name, ACCOUNT), null, 2),
        ]),
      ),
    });
  }
}
