/** Tenant: the namespace of a release, open to its declared dependencies only. */
import type { Construct } from "constructs";
import { LabelKeys, NAMESPACE_NAME, SHARED } from "../../lib/labels/index.js";
import type { ApplicationPlan, ReleasePlan } from "../../lib/placement/index.js";
import { ROLES } from "../platform/index.js";
import { allow, NetworkOpening } from "../support/index.js";
import { ClosedNamespace } from "./closed-namespace.js";

export interface TenantProps {
  readonly plan: ApplicationPlan;
  readonly release: ReleasePlan;
}

/** The namespace of one release. Everything else of the release is declared in `namespace`. */
export class Tenant extends ClosedNamespace {
  constructor(scope: Construct, id: string, { plan, release }: TenantProps) {
    const keys = new LabelKeys(plan.labelPrefix);
    super(scope, id, {
      name: release.namespace,
      labels: {
        [keys.academy]: release.academy ?? SHARED,
        [keys.application]: plan.application,
        [keys.dataClass]: plan.dataClass,
        [keys.environment]: plan.environment,
        [keys.team]: plan.owner,
      },
      quota: release.quota,
      containers: plan.containers,
      // What runs in a namespace dies with it, its volumes' claims included.
      holdsData: plan.database !== undefined && release.running,
    });
    this.open(plan, release);
    this.grant("team", ROLES.team, plan.groups.team.replace("{team}", plan.owner));
    if (release.academy !== undefined) {
      this.grant("academy", ROLES.academy, plan.groups.academy.replace("{academy}", release.academy));
    }
  }

  /** The declared dependencies: to providers and from consumers. */
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

    for (const [provider, { dedicated, port }] of Object.entries(plan.providers)) {
      opening(`to-${provider}`, {
        pods: web,
        egress: [allow.namespaces(peer(provider, dedicated), allow.tcp(port))],
      });
    }
    for (const [service, port] of Object.entries(plan.services)) {
      opening(`to-${service}`, {
        pods: web,
        egress: [allow.namespaces({ [NAMESPACE_NAME]: service }, allow.tcp(port))],
      });
    }
    for (const [consumer, { dedicated }] of Object.entries(plan.consumers)) {
      opening(`from-${consumer}`, {
        pods: web,
        ingress: [allow.namespaces(peer(consumer, dedicated), allow.tcp(plan.web.port))],
      });
    }
  }
}
