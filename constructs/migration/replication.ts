/** Replication: copies an academy's database between its site and the platform, and compares both sides. */
import { CronJobV1 } from "@cdktf/provider-kubernetes/lib/cron-job-v1/index.js";
import {
  DeploymentV1,
  type DeploymentV1SpecTemplateSpecContainer,
} from "@cdktf/provider-kubernetes/lib/deployment-v1/index.js";
import { ServiceAccountV1 } from "@cdktf/provider-kubernetes/lib/service-account-v1/index.js";
import { Construct } from "constructs";
import { LabelKeys, MANAGED_BY } from "../../lib/labels/index.js";
import type { ApplicationPlan, DatabasePlan, InstallationPlan } from "../../lib/placement/index.js";
import { DATABASE } from "../database/index.js";
import { ExternalSecret } from "../external-secret/index.js";
import {
  allow,
  containerSecurity,
  NetworkOpening,
  podSecurity,
  secretFiles,
  secretPath,
  statelessResources,
  TEMPORARY_FILES,
} from "../support/index.js";

type Legacy = NonNullable<DatabasePlan["legacy"]>;

/** A verification that cannot start within two hours waits for the next night (our judgement), in seconds. */
const LATEST_START = 2 * 60 * 60;
/** One that hangs ends before the next night's, which would not start beside it; in seconds (our judgement). */
const LONGEST_VERIFICATION = 20 * 60 * 60;

export interface ReplicationProps {
  readonly plan: ApplicationPlan;
  readonly installation: InstallationPlan;
  readonly site: NonNullable<InstallationPlan["site"]>;
  readonly legacy: Legacy;
  readonly namespace: string;
}

/** One replicator per installation; its direction is a setting, so that a cutover changes it in place. */
export class Replication extends Construct {
  private readonly name: string;
  /** Both the copy and its verification reach the site and the database. */
  private readonly connected: Record<string, string>;
  private readonly component: string;
  private readonly account: string;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: ReplicationProps,
  ) {
    super(scope, id);
    const { plan, installation, site, legacy, namespace } = props;
    const keys = new LabelKeys(plan.labelPrefix);
    this.name = `replication-${installation.academy}`;
    this.component = keys.component;
    this.connected = { [keys.academy]: installation.academy, [keys.databaseClient]: "true" };
    new ExternalSecret(this, "credentials", {
      namespace,
      name: this.name,
      path: `${plan.application}/sites/${installation.academy}`,
    });
    new NetworkOpening(this, "to-site", {
      namespace,
      name: this.name,
      pods: this.connected,
      egress: [allow.network(site.network, allow.tcp(legacy.replicator.port))],
    });
    this.account = new ServiceAccountV1(this, "service-account", {
      metadata: this.metadata(this.name),
      automountServiceAccountToken: false,
    }).metadata.name;
    this.replicate();
    if (installation.verification) this.verify();
  }

  private replicate(): void {
    const { installation, legacy } = this.props;
    const labels = { ...this.connected, [this.component]: "replication" };
    new DeploymentV1(this, "replicator", {
      metadata: this.metadata(this.name),
      waitForRollout: false,
      spec: {
        replicas: "1",
        revisionHistoryLimit: 3,
        selector: { matchLabels: labels },
        // Two at once would write everything twice.
        strategy: { type: "Recreate" },
        template: {
          metadata: { labels },
          spec: {
            ...this.podSpec(),
            container: [
              this.container("replicator", legacy.replicator, [
                { name: "DIRECTION", value: installation.replication },
              ]),
            ],
          },
        },
      },
    });
  }

  private verify(): void {
    const { installation, legacy } = this.props;
    const { hour, minute } = installation.verificationAt;
    const name = `verification-${installation.academy}`;
    const labels = { ...this.connected, [this.component]: "verification" };
    new CronJobV1(this, "verification", {
      metadata: this.metadata(name),
      spec: {
        schedule: `${minute} ${hour} * * *`,
        timezone: installation.timeZone,
        concurrencyPolicy: "Forbid",
        startingDeadlineSeconds: LATEST_START,
        successfulJobsHistoryLimit: 3,
        failedJobsHistoryLimit: 3,
        jobTemplate: {
          metadata: { labels },
          spec: {
            backoffLimit: 1,
            activeDeadlineSeconds: LONGEST_VERIFICATION,
            template: {
              metadata: { labels },
              spec: {
                ...this.podSpec(),
                restartPolicy: "Never",
                container: [this.container("verification", legacy.verification, [])],
              },
            },
          },
        },
      },
    });
  }

  private get secrets() {
    return secretFiles([DATABASE.secret, this.name]);
  }

  private podSpec() {
    return {
      serviceAccountName: this.account,
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      priorityClassName: "replication",
      securityContext: podSecurity(),
      volume: [TEMPORARY_FILES.volume, ...this.secrets.volumes],
    };
  }

  private container(
    name: string,
    { image, ...resources }: Pick<Legacy["verification"], "image" | "requests" | "limits">,
    environment: { name: string; value: string }[],
  ): DeploymentV1SpecTemplateSpecContainer {
    const { installation, legacy } = this.props;
    return {
      name,
      image,
      imagePullPolicy: "IfNotPresent",
      env: [
        { name: "ENGINE", value: legacy.engine },
        { name: "ACADEMY", value: installation.academy },
        { name: "TARGET_HOST", value: `${DATABASE.cluster}-rw` },
        {
          name: "TARGET_DATABASE",
          value: installation.ownDatabase ? installation.academy : DATABASE.database,
        },
        { name: "TARGET_USERNAME", value: DATABASE.owner },
        { name: "TARGET_PASSWORD_FILE", value: secretPath(DATABASE.secret, "password") },
        // A file per key: who connects to the site, and how.
        { name: "SITE_FOLDER", value: secretPath(this.name) },
        ...environment,
      ],
      resources: statelessResources(resources),
      securityContext: containerSecurity(),
      volumeMount: [TEMPORARY_FILES.mount, ...this.secrets.mounts],
    };
  }

  private metadata(name: string) {
    return { name, namespace: this.props.namespace, labels: MANAGED_BY };
  }
}
