/** Outage: what stops, what may stop, and what caused it. */

import type { Change } from "../change/model.js";
import { at, listAt, numberAt, textAt } from "../change/read.js";
import { several } from "../change/text.js";
import type { World } from "../change/world.js";
import type { RuleId } from "../rules.js";
import { shortName } from "./data.js";
import { type Hit, type Meaning, subjectOf } from "./hit.js";
import { podLabels } from "./reach.js";
import { matches } from "./selectors.js";

const WORKLOADS = ["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Pod", "Cluster", "Pooler"];
const ROUTES = ["Service", "Ingress", "HTTPRoute", "GRPCRoute", "TLSRoute", "Gateway"];

export const outage: Meaning = ({ set, world }) => {
  const gone = goneNamespaces(world);
  const served = servedHosts(world);
  return set.changes.flatMap((change) => {
    if (change.action === "forget")
      return [
        hit(
          "state-forgotten",
          change,
          `${change.kind} ${shortName(change)} stays, and is no longer declared`,
        ),
      ];
    // What goes with its namespace is told there.
    if (
      change.action === "delete" &&
      gone.has(`${change.cluster} ${change.before?.metadata.namespace ?? ""}`)
    )
      return [];
    return [
      ...workload(change),
      ...namespace(change),
      ...route(change, served),
      ...replicas(change, world),
      ...budget(change, world),
      ...spread(change),
      ...replaced(change),
    ];
  });
};

function goneNamespaces(world: World): Set<string> {
  return new Set(
    world
      .changesOf("Namespace")
      .filter(({ action }) => action === "delete")
      .map(({ cluster, before }) => `${cluster} ${before?.metadata.name ?? ""}`),
  );
}

/** Hosts that some route serves afterwards, looked up once and only if a route changes. */
function servedHosts(world: World): () => ReadonlySet<string> {
  let hosts: Set<string> | undefined;
  return () => {
    hosts ??= new Set(
      ["Ingress", "HTTPRoute", "GRPCRoute", "TLSRoute"].flatMap((kind) =>
        world
          .objects("after", kind)
          .flatMap(({ cluster, object }) => hostsOf(object).map((host) => `${cluster} ${host}`)),
      ),
    );
    return hosts;
  };
}

const hit = (rule: RuleId, change: Change, message: string): Hit => ({
  rule,
  message,
  subjects: [subjectOf(change)],
  evidence: change.differences.slice(0, 10),
});

const because = ({ causes, reason }: Change): string =>
  causes.length > 0 ? ` because of ${several(causes)}` : reason === undefined ? "" : ` (${reason})`;

function workload(change: Change): Hit[] {
  const isRelease = change.type === "helm_release";
  if (!isRelease && (change.before === undefined || !WORKLOADS.includes(change.kind))) return [];
  const what = isRelease ? `Helm release ${change.address}` : `${change.kind} ${shortName(change)}`;
  if (change.action === "replace")
    return [hit("workload-replaced", change, `${what} is deleted and made anew${because(change)}`)];
  return change.action === "delete" ? [hit("workload-deleted", change, `${what} is deleted`)] : [];
}

function namespace(change: Change): Hit[] {
  if (change.kind !== "Namespace" || change.action !== "delete") return [];
  return [hit("workload-deleted", change, `Namespace ${shortName(change)} is deleted with everything in it`)];
}

/** Hosts and Services that nothing serves any more. */
function route(change: Change, served: () => ReadonlySet<string>): Hit[] {
  const { before, after, kind } = change;
  if (before === undefined || !ROUTES.includes(kind)) return [];
  if (change.action === "replace" || (change.action === "delete" && kind === "Service")) {
    return [
      hit(
        "route-removed",
        change,
        `${kind} ${shortName(change)} is ${change.action === "replace" ? `deleted and made anew${because(change)}` : "deleted"}`,
      ),
    ];
  }
  const lost = hostsOf(before).filter(
    (host) => !hostsOf(after).includes(host) && !served().has(`${change.cluster} ${host}`),
  );
  return lost.length === 0
    ? []
    : [
        hit(
          "route-removed",
          change,
          `${several(lost, 3)} ${lost.length === 1 ? "is" : "are"} no longer served by ${kind} ${shortName(change)}`,
        ),
      ];
}

/** Host names that an object serves. */
export function hostsOf(object: unknown): string[] {
  const hosts = [
    ...listAt(object, "spec", "hostnames"),
    ...listAt(object, "spec", "rules").map((rule) => at(rule, "host")),
    ...listAt(object, "spec", "listeners").map((listener) => at(listener, "hostname")),
  ];
  return [...new Set(hosts.filter((host): host is string => typeof host === "string" && host !== ""))];
}

/** Fewer than two, or fewer than the disruption budget needs. */
function replicas(change: Change, world: World): Hit[] {
  const { before, after, kind } = change;
  if (before === undefined || after === undefined) return [];
  const path = REPLICAS[kind];
  if (path === undefined) return [];
  const [then, now] = [numberAt(before, ...path), numberAt(after, ...path)];
  if (now === undefined || then === undefined || now >= then) return [];
  if (now < 2)
    return [
      hit(
        "replicas-reduced",
        change,
        `${kind} ${shortName(change)} goes from ${then} to ${now === 0 ? "no replica: it is off" : "a single replica"}`,
      ),
    ];
  const labels = podLabels(after);
  const budget = world
    .inNamespace("after", "PodDisruptionBudget", change.cluster, after.metadata.namespace ?? "")
    .map(({ object }) => object)
    .find((object) => matches(at(object, "spec", "selector"), labels));
  const least = budget === undefined ? undefined : numberAt(budget, "spec", "minAvailable");
  return least === undefined || now >= least + 1
    ? []
    : [
        hit(
          "replicas-reduced",
          change,
          `${kind} ${shortName(change)} goes from ${then} to ${now} replicas, and its disruption budget needs ${least}: no node can be drained`,
        ),
      ];
}

const REPLICAS: Record<string, string[]> = {
  Deployment: ["spec", "replicas"],
  StatefulSet: ["spec", "replicas"],
  HorizontalPodAutoscaler: ["spec", "minReplicas"],
  Cluster: ["spec", "instances"],
  Pooler: ["spec", "instances"],
};

function budget(change: Change, world: World): Hit[] {
  const { before, after } = change;
  if (before?.kind !== "PodDisruptionBudget") return [];
  if (change.action === "delete") {
    const guarded = ["Deployment", "StatefulSet"]
      .flatMap((kind) => world.inNamespace("after", kind, change.cluster, before.metadata.namespace ?? ""))
      .filter(({ object }) => matches(at(before, "spec", "selector"), podLabels(object)));
    return guarded.length === 0
      ? []
      : [
          hit(
            "disruption-unguarded",
            change,
            `PodDisruptionBudget ${shortName(change)} is deleted; ${several(guarded.map(({ object }) => object.metadata.name))} stays without one`,
          ),
        ];
  }
  const [then, now] = [numberAt(before, "spec", "minAvailable"), numberAt(after, "spec", "minAvailable")];
  const all =
    textAt(after, "spec", "maxUnavailable") === "100%" && textAt(before, "spec", "maxUnavailable") !== "100%";
  return all || (then !== undefined && now !== undefined && now < then && now < 1)
    ? [
        hit(
          "disruption-unguarded",
          change,
          `PodDisruptionBudget ${shortName(change)} now lets every replica go at once`,
        ),
      ]
    : [];
}

function spread(change: Change): Hit[] {
  const { before, after } = change;
  if (before === undefined || after === undefined) return [];
  const spreads = (object: unknown) => {
    const pod = at(object, "spec", "template", "spec") ?? at(object, "spec");
    return (
      listAt(pod, "topologySpreadConstraints").length +
      (at(pod, "affinity", "podAntiAffinity") === undefined ? 0 : 1)
    );
  };
  return spreads(before) > 0 && spreads(after) === 0
    ? [
        hit(
          "spread-lost",
          change,
          `${change.kind} ${shortName(change)} is no longer spread over zones or nodes`,
        ),
      ]
    : [];
}

/** Anything else that is missing for a moment. */
function replaced(change: Change): Hit[] {
  const isOther =
    change.action === "replace" &&
    change.before !== undefined &&
    !WORKLOADS.includes(change.kind) &&
    !ROUTES.includes(change.kind) &&
    !["PersistentVolumeClaim", "Namespace", "Database"].includes(change.kind);
  return isOther
    ? [
        hit(
          "object-replaced",
          change,
          `${change.kind} ${shortName(change)} is deleted and made anew${because(change)}`,
        ),
      ]
    : [];
}
