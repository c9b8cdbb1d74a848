/** Application stack: one application on one cluster, all its releases and installations. */
import { Construct } from "constructs";
import { type EstatePointer, pointerTo } from "../config/index.js";
import { Database } from "../constructs/database/index.js";
import { NATIONAL_GATEWAY } from "../constructs/gateway/index.js";
import { Installation, Route } from "../constructs/migration/index.js";
import { comesFrom } from "../constructs/support/index.js";
import { Tenant } from "../constructs/tenant/index.js";
import { WebApplication } from "../constructs/web-application/index.js";
import type { ApplicationPlan, InstallationPlan, ReleasePlan } from "../lib/placement/index.js";
import { BaseStack } from "./base-stack.js";

export class ApplicationStack extends BaseStack {
  constructor(
    scope: Construct,
    private readonly plan: ApplicationPlan,
  ) {
    super(scope, plan);
    comesFrom(this, this.written());
    for (const release of plan.releases) this.declareRelease(release);
  }

  private declareRelease(release: ReleasePlan): void {
    const { plan } = this;
    const scope = new Construct(this, release.academy ?? "release");
    const tenant = new Tenant(scope, "tenant", { plan, release });
    const { namespace } = tenant;
    if (release.running) {
      const { database } = plan;
      if (database) {
        const declared = new Database(scope, "database", { plan, database, release, namespace });
        comesFrom(declared, this.written("database"));
      }
      comesFrom(new WebApplication(scope, "web", { plan, release, namespace }), this.written("web"));
    }
    if (release.nationalHost !== undefined && plan.role === "primary") {
      new Route(scope, "route", {
        namespace,
        name: NATIONAL_GATEWAY,
        gateway: NATIONAL_GATEWAY,
        host: release.nationalHost,
        platformWeight: 100,
        platform: true,
      });
    }
    const shared = release.academy === undefined;
    for (const installation of release.installations) {
      const id = shared ? installation.academy : "installation";
      const declared = new Installation(scope, id, { plan, installation, namespace, shared });
      comesFrom(declared, this.ledgerEntry(installation));
    }
  }

  /** A place in the application's own file. */
  private written(...path: string[]): EstatePointer {
    return pointerTo("applications", this.plan.application, ...path);
  }

  /** The ledger's line, where there is one: `inventoried` is what the ledger need not say. */
  private ledgerEntry({ academy, stage }: InstallationPlan): EstatePointer {
    return stage === undefined || stage === "inventoried"
      ? this.written()
      : pointerTo("migrations", this.plan.application, "installations", academy);
  }
}
