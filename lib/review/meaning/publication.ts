/** Publication: host names and ports that become reachable from outside of the cluster. */
import type { Change } from "../change/model.js";
import { listAt, numberAt, textAt } from "../change/read.js";
import { safe, several } from "../change/text.js";
import { shortName } from "./data.js";
import { type Hit, type Meaning, subjectOf } from "./hit.js";
import { hostsOf } from "./outage.js";

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
              message: safe(
                `${several(hosts, 3)} ${hosts.length === 1 ? "becomes" : "become"} public through ${change.kind} ${shortName(change)}`,
              ),
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
  const hit = (message: string): Hit => ({
    rule: "host-public",
    message,
    subjects: [subjectOf(change)],
    evidence: change.differences,
  });
  const ports = several(
    listAt(after, "spec", "ports").map((port) => `${numberAt(port, "port") ?? textAt(port, "port") ?? "?"}`),
  );
  if (now !== then && (now === "LoadBalancer" || now === "NodePort"))
    return [
      hit(
        `Service ${shortName(change)} opens ${now === "NodePort" ? "a port of every node" : "a load balancer"} (port ${ports})`,
      ),
    ];
  const addresses = listAt(after, "spec", "externalIPs").filter(
    (address) => !listAt(before, "spec", "externalIPs").includes(address),
  );
  return addresses.length === 0
    ? []
    : [hit(`Service ${shortName(change)} answers on ${several(addresses.map(String), 3)}`)];
}
