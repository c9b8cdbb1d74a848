/** Burst worker: what Kueue needs on the burst's own cluster to run the jobs that the platform's cluster sends. */
import { ClusterRoleBindingV1 } from "@cdktf/provider-kubernetes/lib/cluster-role-binding-v1/index.js";
import {
  ClusterRoleV1,
  type ClusterRoleV1Rule,
} from "@cdktf/provider-kubernetes/lib/cluster-role-v1/index.js";
import { RoleBindingV1 } from "@cdktf/provider-kubernetes/lib/role-binding-v1/index.js";
import { ServiceAccountV1 } from "@cdktf/provider-kubernetes/lib/service-account-v1/index.js";
import { Construct } from "constructs";
import { MANAGED_BY } from "../../lib/labels/index.js";
import type { BurstPlan } from "../../lib/placement/index.js";
import { declarePriorities } from "../gpu-sharing/index.js";
import { BurstNamespace, declareQueue } from "./both-sides.js";

/** Account that the platform's Kueue works as; its token is in the kubeconfig of the secret store. */
const MANAGER = "multikueue-manager";
const WRITER = "multikueue-writer";
const RBAC = "rbac.authorization.k8s.io";

export interface BurstWorkerProps {
  readonly plan: BurstPlan;
}

/** The same flavor, queue, priorities and namespaces as on the platform's cluster; nobody but its Kueue may do anything in them. */
export class BurstWorker extends Construct {
  constructor(scope: Construct, id: string, { plan }: BurstWorkerProps) {
    super(scope, id);
    declareQueue(this, plan);
    declarePriorities(this);
    this.declareManager(plan.queueNamespace);
    for (const project of Object.keys(plan.projects)) {
      const { namespace } = new BurstNamespace(this, `project-${project}`, { plan, project });
      this.bind(`manager-${project}`, WRITER, plan.queueNamespace, namespace);
    }
  }

  /**
   * Source: Kueue, «Setup a MultiKueue environment», rights of the manager, those for Jobs. It joins only where it can
   * watch them, and the other kinds of its integrations, everywhere; it makes and deletes in the projects' namespaces.
   */
  private declareManager(namespace: string): void {
    new ServiceAccountV1(this, "manager", {
      metadata: { name: MANAGER, namespace, labels: MANAGED_BY },
      automountServiceAccountToken: false,
    });
    const watch = ["get", "list", "watch"];
    this.declareRole("manager-role", MANAGER, [
      { apiGroups: ["batch"], resources: ["jobs"], verbs: watch },
      { apiGroups: [""], resources: ["pods"], verbs: watch },
      { apiGroups: ["kueue.x-k8s.io"], resources: ["workloads"], verbs: watch },
    ]);
    const write = ["create", "delete"];
    this.declareRole("writer-role", WRITER, [
      { apiGroups: ["batch"], resources: ["jobs"], verbs: write },
      { apiGroups: ["batch"], resources: ["jobs/status"], verbs: ["get"] },
      { apiGroups: ["kueue.x-k8s.io"], resources: ["workloads"], verbs: write },
      { apiGroups: ["kueue.x-k8s.io"], resources: ["workloads/status"], verbs: ["get", "patch", "update"] },
    ]);
    new ClusterRoleBindingV1(this, "manager-binding", {
      metadata: { name: MANAGER, labels: MANAGED_BY },
      roleRef: { apiGroup: RBAC, kind: "ClusterRole", name: MANAGER },
      subject: [{ kind: "ServiceAccount", name: MANAGER, namespace }],
    });
  }

  private declareRole(id: string, name: string, rule: ClusterRoleV1Rule[]): void {
    new ClusterRoleV1(this, id, { metadata: { name, labels: MANAGED_BY }, rule });
  }

  /** In one namespace, `there`. */
  private bind(id: string, role: string, namespace: string, there: string): void {
    new RoleBindingV1(this, id, {
      metadata: { name: MANAGER, namespace: there, labels: MANAGED_BY },
      roleRef: { apiGroup: RBAC, kind: "ClusterRole", name: role },
      subject: [{ kind: "ServiceAccount", name: MANAGER, namespace }],
    });
  }
}
