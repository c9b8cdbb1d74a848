/** Burst worker: what Kueue needs on the burst's own cluster to run the jobs that the platform's cluster sends. */
import { ClusterRoleBindingV1 } from "@cdktf/provider-kubernetes/lib/cluster-role-binding-v1/index.js";
import { ClusterRoleV1 } from "@cdktf/provider-kubernetes/lib/cluster-role-v1/index.js";
import { ServiceAccountV1 } from "@cdktf/provider-kubernetes/lib/service-account-v1/index.js";
import { Construct } from "constructs";
import { MANAGED_BY } from "../../lib/labels/index.js";
import type { BurstPlan } from "../../lib/placement/index.js";
import { declarePriorities } from "../gpu-sharing/index.js";
import { BurstNamespace, declareQueue } from "./both-sides.js";

/** Account that the platform's Kueue works as; its token is in the kubeconfig of the secret store. */
const MANAGER = "multikueue-manager";

export interface BurstWorkerProps {
  readonly plan: BurstPlan;
}

/** The same flavor, queue, priorities and namespaces as on the platform's cluster; nobody but its Kueue may do anything in them. */
export class BurstWorker extends Construct {
  constructor(scope: Construct, id: string, { plan }: BurstWorkerProps) {
    super(scope, id);
    declareQueue(this, plan);
    declarePriorities(this);
    for (const project of Object.keys(plan.projects))
      new BurstNamespace(this, `project-${project}`, { plan, project });
    this.declareManager(plan.queueNamespace);
  }

  /**
   * Source: Kueue, «Setup a MultiKueue environment», rights of the manager, those for Jobs. It joins only where it can
   * watch the other kinds of its integrations too; it may not make them.
   */
  private declareManager(namespace: string): void {
    const metadata = { name: MANAGER, labels: MANAGED_BY };
    new ServiceAccountV1(this, "manager", {
      metadata: { ...metadata, namespace },
      automountServiceAccountToken: false,
    });
    const verbs = ["create", "delete", "get", "list", "watch"];
    new ClusterRoleV1(this, "manager-role", {
      metadata,
      rule: [
        { apiGroups: ["batch"], resources: ["jobs"], verbs },
        { apiGroups: ["batch"], resources: ["jobs/status"], verbs: ["get"] },
        { apiGroups: [""], resources: ["pods"], verbs: ["get", "list", "watch"] },
        { apiGroups: ["kueue.x-k8s.io"], resources: ["workloads"], verbs },
        { apiGroups: ["kueue.x-k8s.io"], resources: ["workloads/status"], verbs: ["get", "patch", "update"] },
      ],
    });
    new ClusterRoleBindingV1(this, "manager-binding", {
      metadata,
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: MANAGER },
      subject: [{ kind: "ServiceAccount", name: MANAGER, namespace }],
    });
  }
}
