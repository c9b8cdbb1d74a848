/**
 * Installation: the migration blueprint of one application in one academy. What it declares follows from the
 * stage (`lib/migration`); every name stays the same from the first stage to the last.
 */
import { ConfigMapV1 } from "@cdktf/provider-kubernetes/lib/config-map-v1/index.js";
import { RoleBindingV1 } from "@cdktf/provider-kubernetes/lib/role-binding-v1/index.js";
import { RoleV1 } from "@cdktf/provider-kubernetes/lib/role-v1/index.js";
import { Construct } from "constructs";
import { LabelKeys, MANAGED_BY } from "../../lib/labels/index.js";
import type { ApplicationPlan, InstallationPlan } from "../../lib/placement/index.js";
import { DATABASE } from "../database/index.js";
import { CustomResource } from "../support/index.js";
import { Replication } from "./replication.js";
import { Route } from "./route.js";
import { SiteBackend } from "./site-backend.js";

/** Name of the gateway that serves the host names of an academy. */
export const academyGateway = (academy: string) => `academy-${academy}`;

export interface InstallationProps {
  readonly plan: ApplicationPlan;
  readonly installation: InstallationPlan;
  /** The namespace, as a reference. */
  readonly namespace: string;
  /** The namespace serves other academies too. */
  readonly shared: boolean;
}

/** A route to whoever serves the academy, the way to its site, its copy under way, its share of what is common. */
export class Installation extends Construct {
  constructor(
    scope: Construct,
    id: string,
    private readonly props: InstallationProps,
  ) {
    super(scope, id);
    const { plan, installation, namespace, shared } = props;
    const { academy, site, workloads, platformWeight, host } = installation;
    if (shared && workloads) this.configure();
    if (plan.role === "standby") return;

    if (installation.ownDatabase) this.declareDatabase();
    if (shared) this.grantOwn();
    if (site) new SiteBackend(this, "site", { namespace, academy, site });
    new Route(this, "route", {
      namespace,
      name: academy,
      gateway: academyGateway(academy),
      host,
      platformWeight,
      platform: workloads,
      ...(site ? { siteOf: academy } : {}),
    });
    const legacy = plan.database?.legacy;
    if (site && legacy && installation.replication !== "none") {
      new Replication(this, "replication", { plan, installation, site, legacy, namespace });
    }
  }

  private declareDatabase(): void {
    const { installation, namespace } = this.props;
    new CustomResource(this, "database", {
      apiVersion: "postgresql.cnpg.io/v1",
      kind: "Database",
      namespace,
      name: installation.academy,
      holdsData: true,
      spec: {
        name: installation.academy,
        owner: DATABASE.owner,
        cluster: { name: DATABASE.cluster },
        databaseReclaimPolicy: "retain",
      },
    });
  }

  private configure(): void {
    const { installation, namespace, plan } = this.props;
    const keys = new LabelKeys(plan.labelPrefix);
    new ConfigMapV1(this, "settings", {
      metadata: {
        name: `settings-${installation.academy}`,
        namespace,
        labels: { ...MANAGED_BY, [keys.academy]: installation.academy },
      },
      data: installation.parameters,
    });
  }

  /** The academy's group sees its own objects in a shared namespace, by name, and no other's. */
  private grantOwn(): void {
    const { installation, namespace, plan } = this.props;
    const { academy } = installation;
    const metadata = { name: `academy-${academy}`, namespace, labels: MANAGED_BY };
    const own = (apiGroups: string[], resources: string[], resourceNames: string[]) => ({
      apiGroups,
      resources,
      resourceNames,
      verbs: ["get", "watch"],
    });
    const role = new RoleV1(this, "role", {
      metadata,
      rule: [
        own(["gateway.networking.k8s.io"], ["httproutes"], [academy]),
        own([""], ["configmaps"], [`settings-${academy}`]),
        own(["postgresql.cnpg.io"], ["databases"], [academy]),
      ],
    });
    new RoleBindingV1(this, "binding", {
      metadata,
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: role.metadata.name },
      subject: [
        {
          apiGroup: "rbac.authorization.k8s.io",
          kind: "Group",
          name: plan.groups.academy.replace("{academy}", academy),
        },
      ],
    });
  }
}
