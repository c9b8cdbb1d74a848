/** Tenant: a namespace with its limits, closed to all traffic, and the groups that may work in it. */
import { LimitRangeV1 } from "@cdktf/provider-kubernetes/lib/limit-range-v1/index.js";
import { NamespaceV1 } from "@cdktf/provider-kubernetes/lib/namespace-v1/index.js";
import { NetworkPolicyV1 } from "@cdktf/provider-kubernetes/lib/network-policy-v1/index.js";
import { ResourceQuotaV1 } from "@cdktf/provider-kubernetes/lib/resource-quota-v1/index.js";
import { RoleBindingV1 } from "@cdktf/provider-kubernetes/lib/role-binding-v1/index.js";
import { Construct } from "constructs";
import { bytesToQuantity, cpuToQuantity } from "../../config/index.js";
import { LabelKeys, MANAGED_BY, SHARED } from "../../lib/labels/index.js";
import type { ApplicationPlan, ReleasePlan } from "../../lib/placement/index.js";
import { ROLES } from "../platform/index.js";
import { allow, amounts, NetworkOpening } from "../support/index.js";

export interface TenantProps {
  readonly plan: ApplicationPlan;
  readonly release: ReleasePlan;
}

/** The namespace of one release. Everything else of the release is declared in `namespace`. */
export class Tenant extends Construct {
  /** Name of the namespace, as a reference to the resource that makes it. */
  readonly namespace: string;

  constructor(scope: Construct, id: string, { plan, release }: TenantProps) {
    super(scope, id);
    const keys = new LabelKeys(plan.labelPrefix);
    const namespace = new NamespaceV1(this, "namespace", {
      metadata: {
        name: release.namespace,
        labels: {
          ...MANAGED_BY,
          [keys.academy]: release.academy ?? SHARED,
          [keys.application]: plan.application,
          [keys.dataClass]: plan.dataClass,
          [keys.environment]: plan.environment,
          [keys.team]: plan.owner,
          "pod-security.kubernetes.io/enforce": "restricted",
          "pod-security.kubernetes.io/warn": "restricted",
        },
      },
      // What runs in a namespace dies with it, its volumes' claims included.
      ...(plan.database && release.running ? { lifecycle: { preventDestroy: true } } : {}),
    });
    this.namespace = namespace.metadata.name;
    this.limit(plan, release);
    this.close();
    this.open(plan, release);
    this.grant("team", ROLES.team, plan.groups.team.replace("{team}", plan.owner));
    if (release.academy !== undefined) {
      this.grant("academy", ROLES.academy, plan.groups.academy.replace("{academy}", release.academy));
    }
  }

  private limit({ containers }: ApplicationPlan, { quota }: ReleasePlan): void {
    new ResourceQuotaV1(this, "quota", {
      metadata: this.named("quota"),
      spec: {
        hard: {
          pods: `${quota.pods}`,
          "requests.cpu": cpuToQuantity(quota.cpu),
          "requests.memory": bytesToQuantity(quota.memory),
          "requests.storage": bytesToQuantity(quota.storage),
          "services.loadbalancers": "0",
          "services.nodeports": "0",
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

  private close(): void {
    new NetworkPolicyV1(this, "default-deny", {
      metadata: this.named("default-deny"),
      spec: { podSelector: {}, policyTypes: ["Ingress", "Egress"] },
    });
  }

  /** Name service for all, and the declared dependencies: to providers and from consumers. */
  private open(plan: ApplicationPlan, { academy }: ReleasePlan): void {
    const keys = new LabelKeys(plan.labelPrefix);
    const web = { [keys.component]: "web" };
    const peer = (application: string, dedicated: boolean) => ({
      [keys.application]: application,
      ...(academy !== undefined && dedicated ? { [keys.academy]: academy } : {}),
    });
    const opening = (
      name: string,
      props: Omit<ConstructorParameters<typeof NetworkOpening>[2], "namespace" | "name">,
    ) => new NetworkOpening(this, name, { namespace: this.namespace, name, ...props });

    opening("to-name-service", { pods: {}, egress: [allow.toDns()] });
    for (const [provider, { dedicated, port }] of Object.entries(plan.providers)) {
      opening(`to-${provider}`, {
        pods: web,
        egress: [allow.namespaces(peer(provider, dedicated), allow.tcp(port))],
      });
    }
    for (const [consumer, { dedicated }] of Object.entries(plan.consumers)) {
      opening(`from-${consumer}`, {
        pods: web,
        ingress: [allow.namespaces(peer(consumer, dedicated), allow.tcp(plan.web.port))],
      });
    }
  }

  private grant(id: string, role: string, group: string): void {
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
