/** Project role: what a team may do in the namespaces of its projects. */
import { ClusterRoleV1 } from "@cdktf/provider-kubernetes/lib/cluster-role-v1/index.js";
import { Construct } from "constructs";
import { MANAGED_BY } from "../../lib/labels/index.js";
import { READABLE } from "../platform/index.js";

export const PROJECT_ROLE = "project-member";

/** Jobs only: what runs otherwise would pass by the queues. */
export class ProjectRole extends Construct {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    new ClusterRoleV1(this, "role", {
      metadata: { name: PROJECT_ROLE, labels: MANAGED_BY },
      rule: [
        ...READABLE,
        { apiGroups: ["batch"], resources: ["jobs"], verbs: ["create", "delete"] },
        {
          apiGroups: ["kueue.x-k8s.io"],
          resources: ["localqueues", "workloads"],
          verbs: ["get", "list", "watch"],
        },
      ],
    });
  }
}
