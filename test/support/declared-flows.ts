/** Flows that an estate declares on one cluster, read from the estate alone: what policies must open, and no more. */
import type { Estate } from "../../config/index.js";
import { openAcademies } from "../../lib/framework/index.js";
import { LabelKeys } from "../../lib/labels/index.js";
import type { Connection, Endpoint, Namespace, Network, Port } from "./network.js";

const POSTGRESQL = 5432;
/** On which CloudNativePG's operator and instances ask for an instance's status. */
const INSTANCE_STATUS = 8000;
const DNS = 53;
const HTTPS = 443;
const API_SERVER = 6443;
/** Declared by nobody. */
const SSH = 22;

const SYSTEM = "kube-system";

/** Every port that the estate names, those of its parts, and one that nobody declares. */
export function portsOf({ ai, applications, platform }: Estate): Port[] {
  const web = Object.values(applications).map(({ web }) => web.port);
  const engines = Object.values(ai.services).map(({ serving }) => serving.port);
  const replicators = Object.values(platform.replicators).map(({ port }) => port);
  const ports = [
    ...web,
    ...engines,
    ...replicators,
    POSTGRESQL,
    INSTANCE_STATUS,
    DNS,
    HTTPS,
    API_SERVER,
    SSH,
  ];
  return [
    { protocol: "UDP", port: DNS },
    ...[...new Set(ports)].map((port): Port => ({ protocol: "TCP", port })),
  ];
}

/** Ends outside of the cluster: sites, the API server, stores of backups, and the rest of the world. */
export function outsideOf(estate: Estate, environment: string): Endpoint[] {
  const clusters = Object.entries(estate.environments[environment]?.clusters ?? {});
  const at = (name: string, network: string): Endpoint => ({
    name,
    labels: {},
    address: network.replace(/\/\d+$/, ""),
  });
  return [
    ...Object.entries(estate.sites).map(([site, { network }]) => at(siteName(site), network)),
    ...clusters.map(([cluster, { apiServer }]) => at(apiServerName(cluster), apiServer)),
    ...clusters.map(([cluster, { backup }]) => at(backupName(cluster), backup.network)),
    at("world", "203.0.113.1"),
  ];
}

const siteName = (site: string) => `site ${site}`;
const apiServerName = (cluster: string) => `API server of ${cluster}`;
const backupName = (cluster: string) => `backups of ${cluster}`;

/** Says of each connection whether the estate declares it. */
export function declaredFlows(
  estate: Estate,
  { environment, cluster }: { environment: string; cluster: string },
  network: Network,
): (connection: Connection) => boolean {
  const { applications, academies, platform } = estate;
  const primary = estate.environments[environment]?.primary ?? cluster;
  const keys = new LabelKeys(platform.labelPrefix);
  /** The platform's own software: its namespaces are open to each other and to the outside. */
  const open = new Set([SYSTEM, ...Object.values(estate.operators).map(({ namespace }) => namespace)]);
  const databasePorts = [POSTGRESQL, INSTANCE_STATUS];

  return ({ from, to, port }) => {
    const source = network.get(from.namespace ?? "");
    const target = network.get(to.namespace ?? "");
    if (!source || open.has(source.name)) {
      if (!target || open.has(target.name)) return true;
      return (
        source !== undefined && port.protocol === "TCP" && platformReaches(source, target, to, port.port)
      );
    }
    const isOfAi = source.name in estate.ai.services || source.name in estate.ai.projects;
    if (source.application === undefined && !isOfAi) return false;
    if (target?.name === SYSTEM) return port.port === DNS;
    // Services and projects of AI ask nobody else.
    if (source.application === undefined) return false;
    if (port.protocol !== "TCP" || open.has(target?.name ?? "")) return false;
    if (!target) return leaves(source.application, from, to, port.port);
    if (source === target) return staysInside(source.application, from, to, port.port);
    return from.name === "web" && to.name === "web" && depends(source, target, port.port);
  };

  /** The gateway serves what is on the web; the databases' operator asks how they are. */
  function platformReaches(
    { name }: Namespace,
    { application, name: target }: Namespace,
    to: Endpoint,
    port: number,
  ): boolean {
    if (application === undefined) {
      return name === platform.gateway.namespace && to.name === "engine" && port === answersOn(target);
    }
    const served = to.name === "web" && port === applications[application]?.web.port;
    const operated = to.name === "database" && databasePorts.includes(port);
    return (
      (name === platform.gateway.namespace && served) ||
      (name === platform.database.operatorNamespace && operated)
    );
  }

  /** The port of an inference service that is open to some academy here. */
  function answersOn(name: string): number | undefined {
    const service = estate.ai.services[name];
    if (service === undefined || cluster !== primary) return undefined;
    const open = openAcademies(estate.ai, service, Object.keys(academies), platform.today);
    return open.length > 0 ? service.serving.port : undefined;
  }

  /** Of two dedicated applications, those of the same academy talk. */
  function depends(source: Namespace, target: Namespace, port: number): boolean {
    const provider = target.application ?? "";
    const apart =
      source.academy !== undefined && target.academy !== undefined && source.academy !== target.academy;
    const declared = applications[source.application ?? ""]?.dependsOn.includes(provider) === true;
    return declared && !apart && port === applications[provider]?.web.port;
  }

  /** The application and its copies use the database; its instances follow each other. */
  function staysInside(application: string, from: Endpoint, to: Endpoint, port: number): boolean {
    if (applications[application]?.database === undefined || to.name !== "database") return false;
    if (from.name === "database") return databasePorts.includes(port);
    return (from.name === "web" || copiesFor(from) !== undefined) && port === POSTGRESQL;
  }

  /** A copy reaches its academy's site; a database its API server and the backups that it writes or starts from. */
  function leaves(application: string, from: Endpoint, to: Endpoint, port: number): boolean {
    if (from.name === "database") {
      if (to.name === apiServerName(cluster)) return port === HTTPS || port === API_SERVER;
      return [backupName(cluster), backupName(primary)].includes(to.name) && port === HTTPS;
    }
    const site = academies[copiesFor(from) ?? ""]?.site;
    const legacy = applications[application]?.database?.legacy;
    if (site === undefined || legacy === undefined) return false;
    return to.name === siteName(site) && port === platform.replicators[legacy].port;
  }

  /** The academy whose data these pods copy or compare. */
  function copiesFor({ name, labels }: Endpoint): string | undefined {
    const academy = labels[keys.academy];
    return [`replication-${academy}`, `verification-${academy}`].includes(name) ? academy : undefined;
  }
}
