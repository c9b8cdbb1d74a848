/** Outage: what stops, what may stop, and what caused it. */

import type { Change } from "../change/model.js";
import { at, bytes, listAt, numberAt, quantityAt, textAt } from "../change/read.js";
import type { World } from "../change/world.js";
import { phrase } from "../phrases/phrase.js";
import { thingOf } from "./data.js";
import { toldNamespaces } from "./framework.js";
import type { Hit, Meaning } from "./hit.js";
import { leftNamespaces } from "./moves.js";
import { podLabels } from "./reach.js";
import { deleted, madeAnew, outageHit, ROUTES, route, servedHosts } from "./routes.js";
import { matches } from "./selectors.js";

const WORKLOADS = ["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Pod", "Cluster", "Pooler"];

export const outage: Meaning = (context) => {
  const { set, world } = context;
  const told = toldNamespaces(context);
  const gone = goneNamespaces(world);
  const left = leftNamespaces(context);
  const served = servedHosts(world);
  return set.changes.flatMap((change) => {
    if (change.action === "forget")
      return [
        outageHit(
          "state-forgotten",
          change,
          phrase("{thing} stays, and is no longer declared", { thing: thingOf(change) }),
        ),
      ];
    // What goes with its namespace is told there, and what goes with a service of AI in its own words.
    const home = (change.before?.metadata.namespace ?? change.before?.metadata.name) || "";
    if (
      change.action === "delete" &&
      (gone.has(`${change.cluster} ${change.before?.metadata.namespace ?? ""}`) ||
        left.has(`${change.cluster} ${home}`) ||
        told.has(home))
    )
      return [];
    return [
      ...workload(change),
      ...namespace(change),
      ...route(change, served),
      ...replicas(change, world),
      ...budget(change, world),
      ...spread(change),
      ...memory(change),
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

function workload(change: Change): Hit[] {
  const isRelease = change.type === "helm_release";
  if (!isRelease && (change.before === undefined || !WORKLOADS.includes(change.kind))) return [];
  const release = textAt(change.values?.before ?? change.values?.after, "name") ?? change.address;
  const thing = isRelease ? `Helm release ${release}` : thingOf(change);
  if (change.action === "replace") return [outageHit("workload-replaced", change, madeAnew(change, thing))];
  return change.action === "delete" ? [outageHit("workload-deleted", change, deleted(thing))] : [];
}

function namespace(change: Change): Hit[] {
  if (change.kind !== "Namespace" || change.action !== "delete") return [];
  const message = phrase("{thing} is deleted with everything in it", { thing: thingOf(change) });
  const general = phrase("namespaces are deleted with everything in them", {});
  return [{ ...outageHit("workload-deleted", change, message), general }];
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
    return [outageHit("replicas-reduced", change, message)];
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
        outageHit(
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
          outageHit(
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
        outageHit(
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
        outageHit(
          "spread-lost",
          change,
          phrase("{thing} is no longer spread over zones or nodes", { thing: thingOf(change) }),
        ),
      ]
    : [];
}

/** Containers of the same name that may take less than before. */
function memory(change: Change): Hit[] {
  const limits = (object: unknown) =>
    new Map(
      listAt(object, "spec", "template", "spec", "containers").map((container) => [
        textAt(container, "name") ?? "",
        quantityAt(container, "resources", "limits", "memory"),
      ]),
    );
  const now = limits(change.after);
  const less = [...limits(change.before)].flatMap(([name, old]) => {
    const young = now.get(name);
    return old !== undefined && young !== undefined && young < old
      ? [`${name} ${bytes(old)} → ${bytes(young)}`]
      : [];
  });
  const said = { thing: thingOf(change), containers: less };
  return less.length === 0
    ? []
    : [outageHit("memory-lowered", change, phrase("{thing} may take less memory: {containers}", said))];
}

/** Anything else that is missing for a moment. */
function replaced(change: Change): Hit[] {
  const isOther =
    change.action === "replace" &&
    change.before !== undefined &&
    !WORKLOADS.includes(change.kind) &&
    !ROUTES.includes(change.kind) &&
    !["PersistentVolumeClaim", "Namespace", "Database"].includes(change.kind);
  return isOther ? [outageHit("object-replaced", change, madeAnew(change))] : [];
}
