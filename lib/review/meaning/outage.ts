/** Outage: what stops, what may stop, and what caused it. */

import type { Text } from "../../../config/index.js";
import type { Change } from "../change/model.js";
import { at, listAt, numberAt, textAt } from "../change/read.js";
import type { World } from "../change/world.js";
import { NOTHING_SAID, phrase, some, verbatim } from "../phrases/phrase.js";
import type { RuleId } from "../rules/index.js";
import { because as becauseOf, thingOf } from "./data.js";
import { toldNamespaces } from "./framework.js";
import { type Hit, type Meaning, subjectOf } from "./hit.js";
import { podLabels } from "./reach.js";
import { matches } from "./selectors.js";

const WORKLOADS = ["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Pod", "Cluster", "Pooler"];
const ROUTES = ["Service", "Ingress", "HTTPRoute", "GRPCRoute", "TLSRoute", "Gateway"];

export const outage: Meaning = (context) => {
  const { set, world } = context;
  const told = toldNamespaces(context);
  const gone = goneNamespaces(world);
  const served = servedHosts(world);
  return set.changes.flatMap((change) => {
    if (change.action === "forget")
      return [
        hit(
          "state-forgotten",
          change,
          phrase("{thing} stays, and is no longer declared", { thing: thingOf(change) }),
        ),
      ];
    // What goes with its namespace is told there, and what goes with a service of AI in its own words.
    if (
      change.action === "delete" &&
      (gone.has(`${change.cluster} ${change.before?.metadata.namespace ?? ""}`) ||
        told.has((change.before?.metadata.namespace ?? change.before?.metadata.name) || ""))
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

const hit = (rule: RuleId, change: Change, message: Text): Hit => ({
  rule,
  message,
  subjects: [subjectOf(change)],
  evidence: change.differences.slice(0, 10),
});

const because = ({ causes, reason }: Change): Text =>
  causes.length > 0 || reason === undefined ? becauseOf(causes) : verbatim(` (${reason})`);

const madeAnew = (change: Change, thing = thingOf(change)): Text =>
  phrase("{thing} is deleted and made anew{why}{rest}", { thing, why: because(change), rest: NOTHING_SAID });

const deleted = (thing: string): Text => phrase("{thing} is deleted{rest}", { thing, rest: NOTHING_SAID });

function workload(change: Change): Hit[] {
  const isRelease = change.type === "helm_release";
  if (!isRelease && (change.before === undefined || !WORKLOADS.includes(change.kind))) return [];
  const release = textAt(change.values?.before ?? change.values?.after, "name") ?? change.address;
  const thing = isRelease ? `Helm release ${release}` : thingOf(change);
  if (change.action === "replace") return [hit("workload-replaced", change, madeAnew(change, thing))];
  return change.action === "delete" ? [hit("workload-deleted", change, deleted(thing))] : [];
}

function namespace(change: Change): Hit[] {
  if (change.kind !== "Namespace" || change.action !== "delete") return [];
  const message = phrase("{thing} is deleted with everything in it", { thing: thingOf(change) });
  const general = phrase("namespaces are deleted with everything in them", {});
  return [{ ...hit("workload-deleted", change, message), general }];
}

/** Hosts and Services that nothing serves any more. */
function route(change: Change, served: () => ReadonlySet<string>): Hit[] {
  const { before, after, kind } = change;
  if (before === undefined || !ROUTES.includes(kind)) return [];
  if (change.action === "replace" || (change.action === "delete" && kind === "Service")) {
    const message = change.action === "replace" ? madeAnew(change) : deleted(thingOf(change));
    return [hit("route-removed", change, message)];
  }
  const lost = hostsOf(before).filter(
    (host) => !hostsOf(after).includes(host) && !served().has(`${change.cluster} ${host}`),
  );
  if (lost.length === 0) return [];
  const [host = ""] = lost;
  const gained = hostsOf(after).filter((name) => !hostsOf(before).includes(name));
  const moved = lost.length === 1 && gained.length === 1 ? movedTo(host, gained[0] ?? "") : undefined;
  if (moved !== undefined) {
    const said = { thing: thingOf(change), host, other: gained[0] ?? "" };
    return [
      {
        ...hit(
          "route-removed",
          change,
          phrase("{host} is no longer served by {thing}; {other} takes its place", said),
        ),
        general: phrase("{host} is no longer served by {thing}; {other} takes its place", {
          ...moved,
          thing: kind,
        }),
      },
    ];
  }
  return [
    hit(
      "route-removed",
      change,
      lost.length === 1
        ? phrase("{host} is no longer served by {thing}", { host: lost[0] ?? "", thing: thingOf(change) })
        : phrase("{hosts} are no longer served by {thing}", {
            hosts: some(lost, 3),
            thing: thingOf(change),
          }),
    ),
  ];
}

/** `*.lille.example` for `annuaire.lille.example`. */
export const patternOf = (host: string): string => `*${host.slice(host.indexOf("."))}`;

/** What of a host changed, as patterns: its first label, or its domain. */
function movedTo(host: string, other: string): { host: string; other: string } {
  const [label, young] = [host, other].map((name) => name.slice(0, name.indexOf(".")));
  return label === young
    ? { host: patternOf(host), other: patternOf(other) }
    : { host: `${label}.*`, other: `${young}.*` };
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
  const thing = thingOf(change);
  if (now < 2) {
    const message =
      now === 0
        ? phrase("{thing} goes from {old} to no replica: it is off", { thing, old: then })
        : phrase("{thing} goes from {old} to a single replica", { thing, old: then });
    return [hit("replicas-reduced", change, message)];
  }
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
          phrase(
            "{thing} goes from {old} to {now} replicas, and its disruption budget needs {least}: no node can be drained",
            { thing, old: then, now, least },
          ),
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
            phrase("{thing} is deleted; {guarded} stays without one", {
              thing: thingOf(change),
              guarded: guarded.map(({ object }) => object.metadata.name),
            }),
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
          phrase("{thing} now lets every replica go at once", { thing: thingOf(change) }),
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
          phrase("{thing} is no longer spread over zones or nodes", { thing: thingOf(change) }),
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
  return isOther ? [hit("object-replaced", change, madeAnew(change))] : [];
}
