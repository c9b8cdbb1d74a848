/** Decides what of one application runs on one cluster: releases, installations, sizes, traffic. */
import type { Academy, Application, Environment, Estate } from "../../config/index.js";
import { academiesOf, needsAt, WITHOUT_SITE } from "../migration/index.js";
import { consumersOf, hostLabel } from "../network/index.js";
import { quota, replicas, volumeSize } from "../sizing/index.js";
import type { ClusterFacts } from "./common-plan.js";
import { BACKUP_HOURS, momentOf, VERIFICATION_HOURS } from "./night.js";
import type { ApplicationPlan, DatabasePlan, InstallationPlan, Peer, ReleasePlan } from "./plan.js";

const DAY = 24 * 60 * 60;

type Decisions = Pick<
  ApplicationPlan,
  | "application"
  | "owner"
  | "dataClass"
  | "web"
  | "secrets"
  | "database"
  | "containers"
  | "providers"
  | "consumers"
  | "services"
  | "releases"
>;

/** `facts` say for which cluster; `academies` are those of the environment. */
export function placeApplication(
  estate: Estate,
  environment: Environment,
  facts: ClusterFacts,
  name: string,
  application: Application,
): Decisions {
  const present = new Set(
    environment.academies === "all" ? Object.keys(estate.academies) : environment.academies,
  );
  const academies = academiesOf(estate, application)
    .filter((academy) => present.has(academy))
    .toSorted();
  const peers = (names: string[]): Record<string, Peer> =>
    Object.fromEntries(
      names.flatMap((peer) => {
        const other = estate.applications[peer];
        return other ? [[peer, { port: other.web.port, dedicated: other.tenancy === "dedicated" }]] : [];
      }),
    );
  const { platform } = estate;
  return {
    application: name,
    owner: application.owner,
    dataClass: application.dataClass,
    web: application.web,
    secrets: application.secrets,
    database: placeDatabase(estate, environment, facts, application),
    containers: platform.containers,
    providers: peers(application.dependsOn.toSorted()),
    consumers: peers(consumersOf(estate, name)),
    services: servicesOn(estate, facts, name),
    releases:
      application.tenancy === "dedicated"
        ? academies.map((academy) => release([academy], academy))
        : [release(academies, undefined)],
  };

  function release(served: string[], academy: string | undefined): ReleasePlan {
    const central = application.installed === "centrally";
    const installations = central
      ? []
      : served.flatMap((id) => installation(estate, environment, facts, name, application, id) ?? []);
    const own = academy === undefined ? undefined : estate.academies[academy];
    const establishments = own?.establishments ?? 0;
    const size = replicas(application, establishments, environment.scale);
    const volume = application.database ? volumeSize(application, own, environment.scale) : 0;
    const replications = academy === undefined ? application.concurrentMigrations : 1;
    const namespace = academy === undefined ? name : `${name}-${academy}`;
    return {
      namespace,
      academy,
      running: central || installations.some(({ stage }) => stage !== "inventoried"),
      replicas: size,
      quota: quota({ application, platform, replicas: size, volume, replications }),
      volume,
      backupAt: momentOf(namespace, BACKUP_HOURS),
      parameters: asText({
        ...application.parameters.common,
        ...(academy === undefined ? {} : application.parameters.academies[academy]),
      }),
      nationalHost: central ? `${hostLabel(name, application)}.${environment.domain}` : undefined,
      installations,
    };
  }
}

/** Ports of the inference services that an application calls, where they run on this cluster. */
function servicesOn({ ai }: Estate, { environment, cluster }: ClusterFacts, application: string) {
  const isHere = (name: string) =>
    ai.pools[name]?.environment === environment && ai.pools[name]?.cluster === cluster;
  return Object.fromEntries(
    Object.entries(ai.services)
      .filter(([, { consumers, serving }]) => consumers.includes(application) && serving.pools.some(isHere))
      .map(([service, { serving }]) => [service, serving.port]),
  );
}

function placeDatabase(
  { platform }: Estate,
  environment: Environment,
  { role }: ClusterFacts,
  { database }: Application,
): DatabasePlan | undefined {
  if (!database) return undefined;
  const primary = environment.clusters[environment.primary];
  return {
    image: platform.database.image,
    instances: database.instances,
    requests: database.requests,
    maxConnections: database.maxConnections,
    retentionDays: Math.ceil(database.retention / DAY),
    operatorNamespace: platform.database.operatorNamespace,
    poolerInstances: platform.database.poolerInstances,
    legacy: database.legacy && {
      engine: database.legacy,
      replicator: platform.replicators[database.legacy],
      verification: platform.verification,
    },
    primary:
      role === "standby" && primary ? { cluster: environment.primary, backup: primary.backup } : undefined,
  };
}

function installation(
  estate: Estate,
  environment: Environment,
  { role }: ClusterFacts,
  name: string,
  application: Application,
  id: string,
): InstallationPlan | undefined {
  const academy: Academy | undefined = estate.academies[id];
  if (!academy) return undefined;
  const entry = estate.migrations[name]?.installations[id];
  const stage = environment.migrates ? (entry?.stage ?? "inventoried") : undefined;
  const { siteRoute, platformWeight, ...needs } = stage ? needsAt(stage) : WITHOUT_SITE;
  const copied = role === "primary" && application.database?.legacy !== undefined;
  const site = siteRoute ? estate.sites[academy.site] : undefined;
  return {
    ...needs,
    replication: copied ? needs.replication : "none",
    verification: copied && needs.verification,
    academy: id,
    timeZone: academy.timeZone,
    verificationAt: momentOf(`${name}-${id}`, VERIFICATION_HOURS),
    stage,
    host: `${hostLabel(name, application)}.${id}.${environment.domain}`,
    platformWeight: siteRoute && platformWeight > 0 ? (entry?.weight ?? platformWeight) : platformWeight,
    site: site && {
      name: academy.site,
      addresses: site.frontend.addresses,
      hostname: site.frontend.hostname,
      network: site.network,
    },
    ownDatabase: needs.workloads && application.tenancy === "pooled" && application.database !== undefined,
    parameters: application.tenancy === "dedicated" ? {} : asText(application.parameters.academies[id] ?? {}),
  };
}

const asText = (parameters: Record<string, string | number | boolean>): Record<string, string> =>
  Object.fromEntries(Object.entries(parameters).map(([key, value]) => [key, String(value)]));
