/**
 * Reach: which pods may be reached from where, and call whom, as NetworkPolicies decide it together: a pod that no
 * policy selects is open, one that some select takes what any of them allows. Source: Kubernetes, «Network Policies».
 */
import type { KubernetesObject } from "../../kubernetes/index.js";
import { at, labelsAt, listAt, mapAt, namespaceOf, numberAt, textAt, textsAt } from "../change/read.js";
import type { Side, World } from "../change/world.js";
import { holds } from "./address-ranges.js";
import { matches } from "./selectors.js";

export type Direction = "Ingress" | "Egress";

/** Pods with the same labels in one namespace. */
export interface PodClass {
  cluster: string;
  namespace: string;
  /** Name of the workload; absent where only a policy speaks of such pods. */
  workload?: string;
  labels: Record<string, string>;
}

/** One way in or out. */
export interface Way {
  /** A range of addresses; absent for pods. */
  range?: string;
  /** Namespace of the pods, or the selector where no known namespace fits it. */
  namespace?: string;
  /** Selector of the pods as text; empty for all of the namespace. */
  pods: string;
  /** `8080/TCP`; empty for all. */
  ports: string;
}

/** What one side allows: everything where no policy selects the pods. */
export type Allowed = "everything" | Way[];

const WORKLOADS = [
  "Deployment",
  "StatefulSet",
  "DaemonSet",
  "ReplicaSet",
  "Job",
  "Pod",
  "CronJob",
  "Cluster",
];
/** Label of the API server on every namespace. Source: Kubernetes, «Well-Known Labels». */
const NAME_LABEL = "kubernetes.io/metadata.name";

export class ReachOf {
  /** Labels of every namespace that is declared, by cluster and name. */
  private readonly namespaces = new Map<string, Map<string, Record<string, string>>>();
  /** Names of namespaces by one of their labels, as `cluster key=value`. */
  private readonly labelled = new Map<string, string[]>();
  private readonly selected = new Map<string, string[]>();
  /** Ways that each policy allows; most are asked for by several workloads. */
  private readonly ways: Record<Direction, Map<KubernetesObject, Way[]>> = {
    Ingress: new Map(),
    Egress: new Map(),
  };

  constructor(
    private readonly world: World,
    private readonly side: Side,
  ) {
    for (const { cluster, object } of world.objects(side, "Namespace")) {
      const known = this.namespaces.get(cluster) ?? new Map<string, Record<string, string>>();
      const labels = namespaceLabels(object);
      known.set(object.metadata.name, labels);
      for (const [key, value] of Object.entries(labels)) {
        const names = this.labelled.get(`${cluster} ${key}=${value}`) ?? [];
        names.push(object.metadata.name);
        this.labelled.set(`${cluster} ${key}=${value}`, names);
      }
      this.namespaces.set(cluster, known);
    }
  }

  /** Pods of a namespace by workload, and those that only the given policies speak of. */
  classes(cluster: string, namespace: string, policies: readonly KubernetesObject[]): PodClass[] {
    const classes = WORKLOADS.flatMap((kind) =>
      this.world.inNamespace(this.side, kind, cluster, namespace).map(
        ({ object }): PodClass => ({
          cluster,
          namespace,
          workload: object.metadata.name,
          labels: podLabels(object),
        }),
      ),
    );
    for (const policy of policies) {
      const selector = at(policy, "spec", "podSelector");
      if (!classes.some(({ labels }) => matches(selector, labels)))
        classes.push({ cluster, namespace, labels: labelsAt(selector, "matchLabels") });
    }
    return classes;
  }

  allowed({ cluster, namespace, labels }: PodClass, direction: Direction): Allowed {
    const policies = this.world
      .inNamespace(this.side, "NetworkPolicy", cluster, namespace)
      .map(({ object }) => object)
      .filter(
        (policy) =>
          directionsOf(policy).includes(direction) && matches(at(policy, "spec", "podSelector"), labels),
      );
    if (policies.length === 0) return "everything";
    return policies.flatMap((policy) => this.waysBy(policy, cluster, direction));
  }

  private waysBy(policy: KubernetesObject, cluster: string, direction: Direction): Way[] {
    const known = this.ways[direction].get(policy);
    if (known !== undefined) return known;
    const [rules, peers] = direction === "Ingress" ? ["ingress", "from"] : ["egress", "to"];
    const ways = listAt(policy, "spec", rules).flatMap((rule) => {
      const ports = portsOf(rule);
      const named = listAt(rule, peers);
      return named.length === 0
        ? ANYWHERE.map((range) => ({ range, pods: "", ports }))
        : named.flatMap((peer) => this.waysOf(peer, cluster, namespaceOf(policy), ports));
    });
    this.ways[direction].set(policy, ways);
    return ways;
  }

  private waysOf(peer: unknown, cluster: string, namespace: string, ports: string): Way[] {
    const range = textAt(peer, "ipBlock", "cidr");
    if (range !== undefined) return [{ range, pods: "", ports }];
    const podSelector = at(peer, "podSelector");
    const pods = podSelector === undefined ? "" : selectorText(podSelector);
    const selector = at(peer, "namespaceSelector");
    const names = selector === undefined ? [namespace] : this.namespacesFor(cluster, selector);
    return names.map((name) => ({ namespace: name, pods, ports }));
  }

  private namespacesFor(cluster: string, selector: unknown): string[] {
    const text = selectorText(selector);
    const key = `${cluster} ${text}`;
    let found = this.selected.get(key);
    if (found === undefined) {
      const labels = labelsAt(selector, "matchLabels");
      const namespaces = this.namespaces.get(cluster) ?? new Map<string, Record<string, string>>();
      const [first] = Object.entries(labels);
      const candidates =
        first === undefined
          ? [...namespaces.keys()]
          : (this.labelled.get(`${cluster} ${first[0]}=${first[1]}`) ?? []);
      const known = candidates.filter((name) => matches(selector, namespaces.get(name) ?? {}));
      const literal = labels[NAME_LABEL];
      found =
        known.length > 0 ? known : [literal ?? (text === "" ? "any namespace" : `namespaces with ${text}`)];
      this.selected.set(key, found);
    }
    return found;
  }
}

/** Labels of a namespace, the API server's own included. */
export const namespaceLabels = ({ metadata }: KubernetesObject): Record<string, string> => ({
  ...metadata.labels,
  [NAME_LABEL]: metadata.name,
});

/** A rule without peers is open to pods and to every address. */
const ANYWHERE = ["0.0.0.0/0", "::/0"];

function directionsOf(policy: KubernetesObject): string[] {
  const types = textsAt(policy, "spec", "policyTypes");
  if (types.length > 0) return types;
  return listAt(policy, "spec", "egress").length > 0 ? ["Ingress", "Egress"] : ["Ingress"];
}

function portsOf(rule: unknown): string {
  return listAt(rule, "ports")
    .map((port) => {
      const [number, end, protocol] = [
        textAt(port, "port") ?? "all",
        numberAt(port, "endPort"),
        textAt(port, "protocol") ?? "TCP",
      ];
      return `${number}${end === undefined || end === 0 ? "" : `-${end}`}/${protocol}`;
    })
    .toSorted()
    .join(", ");
}

/** Labels of the pods that an object makes. */
export function podLabels(object: KubernetesObject): Record<string, string> {
  if (object.kind === "Pod") return labelsAt(object, "metadata", "labels");
  if (object.kind === "CronJob")
    return labelsAt(object, "spec", "jobTemplate", "spec", "template", "metadata", "labels");
  // CloudNativePG's own labels. Source: CloudNativePG, «Labels and Annotations».
  if (object.kind === "Cluster")
    return {
      "cnpg.io/cluster": object.metadata.name,
      ...labelsAt(object, "spec", "inheritedMetadata", "labels"),
    };
  return labelsAt(object, "spec", "template", "metadata", "labels");
}

/** `app=siecle, tier in (web)`; empty for the selector that picks everything. */
function selectorText(selector: unknown): string {
  const labels = Object.entries(mapAt(selector, "matchLabels")).map(
    ([key, value]) => `${key}=${String(value)}`,
  );
  const expressions = listAt(selector, "matchExpressions").map((expression) => {
    const values = textsAt(expression, "values");
    return `${textAt(expression, "key") ?? ""} ${textAt(expression, "operator") ?? ""}${values.length === 0 ? "" : ` (${values.join(", ")})`}`;
  });
  return [...labels, ...expressions].toSorted().join(", ");
}

/** The ways of `after` that nothing in `before` allowed. */
export function gained(before: Allowed, after: Allowed): Way[] {
  if (before === "everything" || after === "everything") return [];
  const known = new Set(before.map(keyOf));
  return after.filter((way) => {
    if (known.has(keyOf(way))) return false;
    const covering = [
      { ...way, ports: "" },
      { ...way, pods: "" },
      { ...way, pods: "", ports: "" },
    ];
    if (covering.some((wider) => known.has(keyOf(wider)))) return false;
    return !before.some(
      ({ range, ports }) =>
        range !== undefined &&
        way.range !== undefined &&
        (ports === "" || ports === way.ports) &&
        holds(range, way.range),
    );
  });
}

const keyOf = ({ range, namespace, pods, ports }: Way): string =>
  `${range ?? ""}|${namespace ?? ""}|${pods}|${ports}`;
