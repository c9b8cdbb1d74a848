/** Roles: what the groups of an academy and of an owner team may do in their namespaces. */
import { ClusterRoleV1 } from "@cdktf/provider-kubernetes/lib/cluster-role-v1/index.js";
import { Construct } from "constructs";
import { MANAGED_BY } from "../../lib/labels/index.js";

/** Names of the cluster-wide roles, bound per namespace by the tenants. */
export const ROLES = { academy: "academy-reader", team: "application-operator" } as const;

const READ = ["get", "list", "watch"];

/** Everything of a release but its secrets. */
export const READABLE = [
  {
    apiGroups: [""],
    resources: ["configmaps", "events", "pods", "pods/log", "resourcequotas", "services"],
    verbs: READ,
  },
  { apiGroups: ["apps"], resources: ["deployments", "replicasets"], verbs: READ },
  { apiGroups: ["autoscaling"], resources: ["horizontalpodautoscalers"], verbs: READ },
  { apiGroups: ["batch"], resources: ["cronjobs", "jobs"], verbs: READ },
  { apiGroups: ["discovery.k8s.io"], resources: ["endpointslices"], verbs: READ },
  { apiGroups: ["gateway.networking.k8s.io"], resources: ["httproutes"], verbs: READ },
  { apiGroups: ["networking.k8s.io"], resources: ["networkpolicies"], verbs: READ },
  { apiGroups: ["policy"], resources: ["poddisruptionbudgets"], verbs: READ },
  {
    apiGroups: ["postgresql.cnpg.io"],
    resources: ["backups", "clusters", "databases", "poolers"],
    verbs: READ,
  },
];

/** First aid: replace a pod, take a backup now. All else goes through Git. */
const firstAid = [
  { apiGroups: [""], resources: ["pods"], verbs: ["delete"] },
  { apiGroups: ["postgresql.cnpg.io"], resources: ["backups"], verbs: ["create"] },
];

/** The two roles that tenants bind to groups. */
export class Roles extends Construct {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    new ClusterRoleV1(this, "academy", {
      metadata: { name: ROLES.academy, labels: MANAGED_BY },
      rule: READABLE,
    });
    new ClusterRoleV1(this, "team", {
      metadata: { name: ROLES.team, labels: MANAGED_BY },
      rule: [...READABLE, ...firstAid],
    });
  }
}
