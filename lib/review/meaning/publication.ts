/** Publication: host names and ports that become reachable from outside of the cluster. */
import type { Text } from "../../../config/index.js";
import type { Change } from "../change/model.js";
import { listAt, numberAt, textAt } from "../change/read.js";
import { phrase, some } from "../phrases/phrase.js";
import { shortName, thingOf } from "./data.js";
import { type Hit, type Meaning, subjectOf } from "./hit.js";
import { hostsOf, patternOf } from "./routes.js";

export const publication: Meaning = ({ set, world }) => {
  const routes = ["Ingress", "HTTPRoute", "GRPCRoute", "TLSRoute", "Gateway"];
  const changes = world.changesOf(...routes);
  const known = new Set(
    changes.length === 0
      ? []
      : routes.flatMap((kind) =>
          world
            .objects("before", kind)
            .flatMap(({ cluster, object }) => hostsOf(object).map((host) => `${cluster} ${host}`)),
        ),
  );
  const served = (cluster: string, host: string) =>
    known.has(`${cluster} ${host}`) || known.has(`${cluster} *${host.slice(host.indexOf("."))}`);
  return [
    ...changes.flatMap((change): Hit[] => {
      const hosts = hostsOf(change.after).filter(
        (host) => !hostsOf(change.before).includes(host) && !served(change.cluster, host),
      );
      return hosts.length === 0
        ? []
        : [
            {
              rule: "host-public",
              message:
                hosts.length === 1
                  ? phrase("{host} becomes public through {thing}", {
                      host: hosts[0] ?? "",
                      thing: thingOf(change),
                    })
                  : phrase("{hosts} become public through {thing}", {
                      hosts: some(hosts, 3),
                      thing: thingOf(change),
                    }),
              general: phrase("{hosts} become public through {thing}", {
                hosts: [...new Set(hosts.map(patternOf))],
                thing: change.kind,
              }),
              subjects: [subjectOf(change)],
              evidence: change.differences,
            },
          ];
    }),
    ...set.changes.flatMap(service),
  ];
};

/** Services that leave the cluster: load balancers, ports of nodes, external addresses. */
function service(change: Change): Hit[] {
  const { before, after } = change;
  if (after?.kind !== "Service") return [];
  const [then, now] = [
    textAt(before, "spec", "type") ?? "ClusterIP",
    textAt(after, "spec", "type") ?? "ClusterIP",
  ];
  const hit = (message: Text): Hit => ({
    rule: "host-public",
    message,
    subjects: [subjectOf(change)],
    evidence: change.differences,
  });
  const service = shortName(change);
  const ports = listAt(after, "spec", "ports").map(
    (port) => `${numberAt(port, "port") ?? textAt(port, "port") ?? "?"}`,
  );
  if (now !== then && (now === "LoadBalancer" || now === "NodePort"))
    return [
      hit(
        now === "NodePort"
          ? phrase("Service {service} opens a port of every node (port {ports})", { service, ports })
          : phrase("Service {service} opens a load balancer (port {ports})", { service, ports }),
      ),
    ];
  const addresses = listAt(after, "spec", "externalIPs").filter(
    (address) => !listAt(before, "spec", "externalIPs").includes(address),
  );
  return addresses.length === 0
    ? []
    : [
        hit(
          phrase("Service {service} answers on {addresses}", { service, addresses: addresses.map(String) }),
        ),
      ];
}
