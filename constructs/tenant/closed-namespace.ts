/** Closed namespace: with its limits, closed to all traffic but name service, and the groups that may work in it. */
import { LimitRangeV1 } from "@cdktf/provider-kubernetes/lib/limit-range-v1/index.js";
import { NamespaceV1 } from "@cdktf/provider-kubernetes/lib/namespace-v1/index.js";
import { NetworkPolicyV1 } from "@cdktf/provider-kubernetes/lib/network-policy-v1/index.js";
import { ResourceQuotaV1 } from "@cdktf/provider-kubernetes/lib/resource-quota-v1/index.js";
import { RoleBindingV1 } from "@cdktf/provider-kubernetes/lib/role-binding-v1/index.js";
import { Construct } from "constructs";
import { bytesToQuantity, cpuToQuantity, type Platform } from "../../config/index.js";
import { MANAGED_BY } from "../../lib/labels/index.js";
import { allow, amounts, NetworkOpening } from "../support/index.js";

export interface ClosedNamespaceProps {
  readonly name: string;
  readonly labels: Record<string, string>;
  /** Millicores and bytes that its pods may ask for together; GPUs by resource. */
  readonly quota: {
    pods: number;
    cpu: number;
    memory: number;
    storage?: number;
    gpus?: Record<string, number>;
  };
  /** What a container gets that asks for nothing. */
  readonly containers: Platform["containers"];
  /**
   * Terraform refuses every plan that would replace or destroy it.
   * @default false
   */
  readonly holdsData?: boolean;
}

/** A namespace in which nothing may happen yet but what is declared beside it, in `namespace`. */
export class ClosedNamespace extends Construct {
  /** Its name, as a reference to the resource that makes it. */
  readonly namespace: string;

  constructor(scope: Construct, id: string, props: ClosedNamespaceProps) {
    super(scope, id);
    const namespace = new NamespaceV1(this, "namespace", {
      metadata: {
        name: props.name,
        labels: {
          ...MANAGED_BY,
          ...props.labels,
          "pod-security.kubernetes.io/enforce": "restricted",
          "pod-security.kubernetes.io/warn": "restricted",
        },
      },
      ...(props.holdsData ? { lifecycle: { preventDestroy: true } } : {}),
    });
    this.namespace = namespace.metadata.name;
    this.limit(props);
    new NetworkPolicyV1(this, "default-deny", {
      metadata: this.named("default-deny"),
      spec: { podSelector: {}, policyTypes: ["Ingress", "Egress"] },
    });
    new NetworkOpening(this, "to-name-service", {
      namespace: this.namespace,
      name: "to-name-service",
      pods: {},
      egress: [allow.toDns()],
    });
  }

  private limit({ containers, quota }: ClosedNamespaceProps): void {
    new ResourceQuotaV1(this, "quota", {
      metadata: this.named("quota"),
      spec: {
        hard: {
          pods: `${quota.pods}`,
          "requests.cpu": cpuToQuantity(quota.cpu),
          "requests.memory": bytesToQuantity(quota.memory),
          "requests.storage": bytesToQuantity(quota.storage ?? 0),
          "services.loadbalancers": "0",
          "services.nodeports": "0",
          ...Object.fromEntries(
            Object.entries(quota.gpus ?? {}).map(([resource, count]) => [`requests.${resource}`, `${count}`]),
          ),
        },
      },
    });
    new LimitRangeV1(this, "limits", {
      metadata: this.named("limits"),
      spec: {
        limit: [
          {
            type: "Container",
            default: amounts(containers.limits),
            defaultRequest: amounts(containers.requests),
          },
        ],
      },
    });
  }

  /** Lets a group of the identity provider work here, as a cluster-wide role says. */
  grant(id: string, role: string, group: string): void {
    new RoleBindingV1(this, `${id}-binding`, {
      metadata: this.named(id),
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: role },
      subject: [{ apiGroup: "rbac.authorization.k8s.io", kind: "Group", name: group }],
    });
  }

  private named(name: string) {
    return { name, namespace: this.namespace, labels: MANAGED_BY };
  }
}
