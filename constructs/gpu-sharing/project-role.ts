/** Project roles: what a team may do in the namespaces of its projects. */
import { ClusterRoleV1 } from "@cdktf/provider-kubernetes/lib/cluster-role-v1/index.js";
import { Construct } from "constructs";
import { MANAGED_BY } from "../../lib/labels/index.js";
import { READABLE } from "../platform/index.js";

export const PROJECT_ROLE = "project-member";
/** Of projects with notebooks: the way from a person's machine to a notebook is the API server's, which knows who it is. */
export const NOTEBOOK_ROLE = "notebook-visitor";

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
    new ClusterRoleV1(this, "notebook-role", {
      metadata: { name: NOTEBOOK_ROLE, labels: MANAGED_BY },
      // `get` is what kubectl asks for where it forwards by WebSockets.
      rule: [{ apiGroups: [""], resources: ["pods/portforward"], verbs: ["create", "get"] }],
    });
  }
}
