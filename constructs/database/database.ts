/** Database: a CloudNativePG cluster with its pooler and its backups at another location. */
import { PodDisruptionBudgetV1 } from "@cdktf/provider-kubernetes/lib/pod-disruption-budget-v1/index.js";
import { Construct } from "constructs";
import { bytesToQuantity } from "../../config/index.js";
import { LabelKeys, MANAGED_BY, NAMESPACE_NAME } from "../../lib/labels/index.js";
import type { ApplicationPlan, DatabasePlan, ReleasePlan } from "../../lib/placement/index.js";
import { disruptionBudget } from "../../lib/sizing/index.js";
import { ExternalSecret } from "../external-secret/index.js";
import {
  allow,
  amounts,
  CustomResource,
  containerSecurity,
  NetworkOpening,
  statelessResources,
} from "../support/index.js";

/** Names inside the namespace; CloudNativePG derives the Secret's and Services' from the cluster's. */
export const DATABASE = {
  cluster: "database",
  pooler: "database-pooler",
  secret: "database-app",
  database: "app",
  owner: "app",
  port: 5432,
} as const;

/** What databases and their poolers are to the scheduler. */
const PRIORITY = "production-critical";

/** Label that CloudNativePG gives the pooler's pods. */
const POOLER_PODS = { "cnpg.io/poolerName": DATABASE.pooler };

/** Port on which CloudNativePG's operator asks an instance for its status. Source: CloudNativePG, networking. */
const STATUS_PORT = 8000;
const API_SERVER_PORTS = [443, 6443];
const HTTPS = 443;

/** Name of the plugin that archives to object storage. Source: CloudNativePG, Barman Cloud plugin. */
const BARMAN_PLUGIN = "barman-cloud.cloudnative-pg.io";
/** The store that this cluster writes its backups to. */
const OWN_STORE = "backup";
/** The store of the primary, which a standby reads. */
const PRIMARY_STORE = "primary-backup";

export interface DatabaseProps {
  readonly plan: ApplicationPlan;
  readonly database: DatabasePlan;
  readonly release: ReleasePlan;
  /** The namespace, as a reference. */
  readonly namespace: string;
}

/** One cluster per release; a replica of the primary's where the cluster is a standby. */
export class Database extends Construct {
  private readonly keys: LabelKeys;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: DatabaseProps,
  ) {
    super(scope, id);
    this.keys = new LabelKeys(props.plan.labelPrefix);
    this.storeBackups(OWN_STORE, props.plan.cluster, props.plan.backup);
    const { primary } = props.database;
    if (primary) this.storeBackups(PRIMARY_STORE, primary.cluster, primary.backup);
    this.declareCluster();
    this.scheduleBackup();
    this.pool();
    this.open();
  }

  private storeBackups(name: string, cluster: string, { endpoint, bucket }: ApplicationPlan["backup"]): void {
    const { plan, release, namespace, database } = this.props;
    const { containers } = plan;
    const secret = `${name}-credentials`;
    new ExternalSecret(this, secret, { namespace, name: secret, path: `platform/backup/${cluster}` });
    new CustomResource(this, `${name}-store`, {
      apiVersion: "barmancloud.cnpg.io/v1",
      kind: "ObjectStore",
      namespace,
      name,
      spec: {
        retentionPolicy: `${database.retentionDays}d`,
        // The definition's own defaults, written out: the provider takes what the server adds for a fault.
        instanceSidecarConfiguration: {
          logLevel: "info",
          retentionPolicyIntervalSeconds: 1800,
          resources: { requests: amounts(containers.requests), limits: amounts(containers.limits) },
        },
        configuration: {
          destinationPath: `s3://${bucket}/${plan.environment}/${cluster}/${release.namespace}`,
          endpointURL: endpoint,
          s3Credentials: {
            accessKeyId: { name: secret, key: "access-key-id" },
            secretAccessKey: { name: secret, key: "secret-access-key" },
          },
          wal: { compression: "gzip", maxParallel: 4 },
          data: { compression: "gzip" },
        },
      },
    });
  }

  private declareCluster(): void {
    const { database, release, namespace } = this.props;
    const resources = amounts(database.requests);
    const source = database.primary?.cluster;
    new CustomResource(this, "cluster", {
      apiVersion: "postgresql.cnpg.io/v1",
      kind: "Cluster",
      namespace,
      name: DATABASE.cluster,
      holdsData: true,
      // The operator adds its own to ours.
      computedFields: ["spec.postgresql.parameters"],
      spec: {
        imageName: database.image,
        instances: database.instances,
        enableSuperuserAccess: false,
        priorityClassName: PRIORITY,
        storage: { size: bytesToQuantity(release.volume), storageClass: "block" },
        resources: { requests: resources, limits: resources },
        affinity: {
          enablePodAntiAffinity: true,
          podAntiAffinityType: "preferred",
          topologyKey: "topology.kubernetes.io/zone",
        },
        postgresql: { parameters: { max_connections: `${database.maxConnections}` } },
        plugins: [
          {
            name: BARMAN_PLUGIN,
            enabled: true,
            isWALArchiver: true,
            parameters: { barmanObjectName: OWN_STORE },
          },
        ],
        ...(source
          ? {
              bootstrap: { recovery: { source, database: DATABASE.database, owner: DATABASE.owner } },
              replica: { enabled: true, source },
              externalClusters: [
                {
                  name: source,
                  plugin: {
                    name: BARMAN_PLUGIN,
                    enabled: true,
                    parameters: { barmanObjectName: PRIMARY_STORE, serverName: DATABASE.cluster },
                  },
                },
              ],
            }
          : { bootstrap: { initdb: { database: DATABASE.database, owner: DATABASE.owner } } }),
      },
    });
  }

  private scheduleBackup(): void {
    const { hour, minute } = this.props.release.backupAt;
    new CustomResource(this, "scheduled-backup", {
      apiVersion: "postgresql.cnpg.io/v1",
      kind: "ScheduledBackup",
      namespace: this.props.namespace,
      name: "nightly",
      spec: {
        // Seconds first, as CloudNativePG reads schedules.
        schedule: `0 ${minute} ${hour} * * *`,
        backupOwnerReference: "self",
        cluster: { name: DATABASE.cluster },
        method: "plugin",
        pluginConfiguration: { name: BARMAN_PLUGIN },
      },
    });
  }

  private pool(): void {
    const { plan, database } = this.props;
    const { poolerInstances } = database;
    const spread = (topologyKey: string, whenUnsatisfiable: string) => ({
      maxSkew: 1,
      topologyKey,
      whenUnsatisfiable,
      labelSelector: { matchLabels: POOLER_PODS },
      nodeTaintsPolicy: "Honor",
    });
    new CustomResource(this, "pooler", {
      apiVersion: "postgresql.cnpg.io/v1",
      kind: "Pooler",
      namespace: this.props.namespace,
      name: DATABASE.pooler,
      spec: {
        cluster: { name: DATABASE.cluster },
        instances: poolerInstances,
        type: "rw",
        pgbouncer: { poolMode: "transaction" },
        template: {
          spec: {
            // No request passes without it.
            priorityClassName: PRIORITY,
            topologySpreadConstraints: [
              spread("topology.kubernetes.io/zone", "DoNotSchedule"),
              spread("kubernetes.io/hostname", "ScheduleAnyway"),
            ],
            containers: [
              {
                name: "pgbouncer",
                resources: statelessResources(plan.containers),
                securityContext: containerSecurity(),
              },
            ],
          },
        },
      },
    });
    // CloudNativePG makes budgets for instances, and none for poolers.
    new PodDisruptionBudgetV1(this, "pooler-disruption-budget", {
      metadata: { name: DATABASE.pooler, namespace: this.props.namespace, labels: MANAGED_BY },
      spec: {
        maxUnavailable: disruptionBudget(plan.zones.length, { min: poolerInstances, max: poolerInstances }),
        selector: { matchLabels: POOLER_PODS },
      },
    });
  }

  /** Clients to the pooler and the instances; instances to each other, the API server and the object store. */
  private open(): void {
    const { plan, database, namespace } = this.props;
    const instances = { "cnpg.io/cluster": DATABASE.cluster };
    const clients = { [this.keys.databaseClient]: "true" };
    const sql = allow.tcp(DATABASE.port);
    const stores = [plan.backup, ...(database.primary ? [database.primary.backup] : [])];
    const operator = { [NAMESPACE_NAME]: database.operatorNamespace };
    new NetworkOpening(this, "database-clients", {
      namespace,
      name: "database-clients",
      pods: clients,
      egress: [allow.pods(instances, sql)],
    });
    new NetworkOpening(this, "database-instances", {
      namespace,
      name: "database-instances",
      pods: instances,
      ingress: [
        allow.pods(clients, sql),
        allow.pods(instances, allow.tcp(DATABASE.port, STATUS_PORT)),
        allow.namespaces(operator, allow.tcp(DATABASE.port, STATUS_PORT)),
      ],
      egress: [
        allow.pods(instances, allow.tcp(DATABASE.port, STATUS_PORT)),
        allow.network(plan.apiServer, allow.tcp(...API_SERVER_PORTS)),
        ...stores.map(({ network }) => allow.network(network, allow.tcp(HTTPS))),
      ],
    });
  }
}
