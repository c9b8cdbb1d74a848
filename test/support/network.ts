/** The network of one cluster as its stacks declare it: namespaces, their policies, and the pods that run there. */
import { execFileSync } from "node:child_process";
import type { Estate } from "../../config/index.js";
import { type KubernetesObject, renderStack } from "../../lib/kubernetes/index.js";
import { NAMESPACE_NAME } from "../../lib/labels/index.js";
import { planStacks, type Selection, type StackPlan } from "../../lib/placement/index.js";
import { synthesizePlan } from "./synthesis.js";

type Labels = Record<string, string>;

/** One end of connections: pods of one kind, or an address outside of the cluster. */
export interface Endpoint {
  /** Absent outside of the cluster. */
  namespace?: string;
  /** The workload that makes the pods, e.g. `web`; outside, what answers there. */
  name: string;
  labels: Labels;
  address: string;
}

export interface Namespace {
  name: string;
  labels: Labels;
  policies: KubernetesObject[];
  pods: Endpoint[];
  /** The application that it belongs to; absent for the platform's own. */
  application?: string;
  /** The academy that it belongs to alone. */
  academy?: string;
}

export type Network = Map<string, Namespace>;

/** An address that no estate declares: documentation's own (RFC 5737). */
const POD_ADDRESS = "192.0.2.1";

/** Pods that nobody declared: what an attacker or a mistake may start in any namespace. */
const STRANGER = "stranger";

interface PodTemplate {
  metadata: { labels: Labels };
}

/** Renders the stacks of one cluster and reads its network; `kube-system`, which no stack makes, is added. */
export function networkOf(estate: Estate, selection: Selection): Network {
  const network: Network = new Map();
  for (const plan of planStacks(estate, selection)) readStack(network, plan);
  const system = "kube-system";
  network.set(system, {
    name: system,
    labels: { [NAMESPACE_NAME]: system },
    policies: [],
    pods: [pod(system, STRANGER, {})],
  });
  return network;
}

function readStack(network: Network, plan: StackPlan): void {
  const objects = renderStack(JSON.parse(synthesizePlan(plan).json)).objects.map(({ object }) => object);
  const releases = plan.kind === "application" ? plan.releases : [];
  for (const { kind, metadata } of objects) {
    if (kind !== "Namespace") continue;
    const academy = releases.find(({ namespace }) => namespace === metadata.name)?.academy;
    network.set(metadata.name, {
      name: metadata.name,
      labels: { ...(metadata.labels as Labels), [NAMESPACE_NAME]: metadata.name },
      policies: [],
      pods: [pod(metadata.name, STRANGER, {})],
      ...(plan.kind === "application" ? { application: plan.application } : {}),
      ...(academy === undefined ? {} : { academy }),
    });
  }
  for (const object of objects) {
    const home = network.get(object.metadata.namespace ?? "");
    if (object.kind === "NetworkPolicy") home?.policies.push(object);
    else home?.pods.push(...podsOf(object));
  }
}

const pod = (namespace: string, name: string, labels: Labels): Endpoint => ({
  namespace,
  name,
  labels,
  address: POD_ADDRESS,
});

/** The pods that an object makes, by itself or through CloudNativePG, whose labels are those of its release 1.28. */
function podsOf({ kind, metadata: { name, namespace = "" }, spec }: KubernetesObject): Endpoint[] {
  switch (kind) {
    case "Deployment":
      return [pod(namespace, name, (spec as { template: PodTemplate }).template.metadata.labels)];
    case "CronJob": {
      const { jobTemplate } = spec as { jobTemplate: { spec: { template: PodTemplate } } };
      return [pod(namespace, name, jobTemplate.spec.template.metadata.labels)];
    }
    case "Cluster":
      return [pod(namespace, "database", { "cnpg.io/cluster": name, "cnpg.io/podRole": "instance" })];
    case "Pooler": {
      const { cluster } = spec as { cluster: { name: string } };
      const labels = { "cnpg.io/cluster": cluster.name, "cnpg.io/podRole": "pooler" };
      return [pod(namespace, "database", { ...labels, "cnpg.io/poolerName": name })];
    }
    default:
      return [];
  }
}

/**
 * Classes of namespaces that policies cannot tell apart but by their academy's name. Two dedicated namespaces are of
 * one class when their labels, policies and pods are equal once their own academy's name reads `{academy}` and its
 * site's network `{site}`, and no policy of another namespace names either's academy: such an academy stands alone.
 * Every other namespace is a class of its own.
 *
 * Renaming two such academies into each other then changes no policy, so a pair of namespaces stands for all pairs
 * of the same classes, whether they share their academy or not: `pairsOf` takes one of each.
 */
export function classesOf(network: Network, estate: Estate): Namespace[][] {
  const named = academiesNamed(network, estate);
  const classes = new Map<string, Namespace[]>();
  for (const namespace of network.values()) {
    const { academy } = namespace;
    const alone = academy === undefined || named.has(academy);
    const key = alone ? namespace.name : generalised(namespace, academy, estate);
    classes.set(key, [...(classes.get(key) ?? []), namespace]);
  }
  return [...classes.values()];
}

/** What a namespace is to the network, as text, with its academy's name and site left open. */
function generalised({ labels, policies, pods }: Namespace, academy: string, estate: Estate): string {
  const site = estate.sites[estate.academies[academy]?.site ?? ""]?.network;
  return JSON.stringify([labels, policies, pods], (_, value: unknown) => {
    if (typeof value !== "string") return value;
    if (value === site) return "{site}";
    return names(value, academy) ? value.slice(0, -academy.length).concat("{academy}") : value;
  });
}

/** A value is an academy's identifier, or a name that ends with it, as those of namespaces do. */
const names = (value: string, academy: string) => value === academy || value.endsWith(`-${academy}`);

/** Academies that some namespace other than their own names as the peer of a policy. */
function academiesNamed(network: Network, estate: Estate): Set<string> {
  const found = new Set<string>();
  const academies = Object.keys(estate.academies);
  for (const { academy: own, policies } of network.values()) {
    for (const { spec } of policies) {
      const { ingress, egress } = spec as { ingress?: unknown; egress?: unknown };
      JSON.stringify([ingress, egress], (_, value: unknown) => {
        if (typeof value !== "string") return value;
        for (const academy of academies) if (academy !== own && names(value, academy)) found.add(academy);
        return value;
      });
    }
  }
  return found;
}

/**
 * Pairs of namespaces, in either direction, that stand for all: two classes give a pair of one academy and a pair of
 * two, where there are such. With a namespace that belongs to no academy, every other one is paired.
 */
export function pairsOf(classes: Namespace[][]): [Namespace, Namespace][] {
  const belongsToNone = ([first]: Namespace[]) => first?.academy === undefined;
  return classes.flatMap((some) =>
    classes.flatMap((others) => {
      if (belongsToNone(some) || belongsToNone(others)) return everyPair(some, others);
      const byAcademy = new Map(others.map((other) => [other.academy, other]));
      const near = some.flatMap((from): [Namespace, Namespace][] => {
        const to = byAcademy.get(from.academy);
        return to ? [[from, to]] : [];
      });
      const far = everyPair(some.slice(0, 2), others.slice(0, 2)).filter(
        ([from, to]) => from.academy !== to.academy,
      );
      return [...near.slice(0, 1), ...far.slice(0, 1)];
    }),
  );
}

export const everyPair = <Thing>(some: Thing[], others: Thing[]): [Thing, Thing][] =>
  some.flatMap((from) => others.map((to): [Thing, Thing] => [from, to]));

export interface Port {
  protocol: "TCP" | "UDP";
  port: number;
}

export interface Connection {
  from: Endpoint;
  to: Endpoint;
  port: Port;
}

/** Those connections, of all pairs on all ports, that the policies let through, as `tools/connections` says. */
export function connections(
  program: string,
  network: Network,
  pairs: [Endpoint, Endpoint][],
  ports: Port[],
): Connection[] {
  const endpoints = [...new Set(pairs.flat())];
  const places = new Map(endpoints.map((endpoint, index) => [endpoint, index]));
  const question = {
    namespaces: Object.fromEntries(
      [...network].map(([name, { labels, policies }]) => [name, { labels, policies }]),
    ),
    endpoints: endpoints.map(({ namespace, labels, address }) => ({ namespace, labels, address })),
    ports,
    pairs: pairs.map((pair) => pair.map((endpoint) => places.get(endpoint))),
  };
  const output = execFileSync(program, { input: JSON.stringify(question), maxBuffer: 2 ** 30 });
  const found = JSON.parse(output.toString()) as [number, number, number][];
  return found.map(([from, to, port]) => ({
    from: endpoints[from] as Endpoint,
    to: endpoints[to] as Endpoint,
    port: ports[port] as Port,
  }));
}

/** Pods that stand for a namespace's to a peer: of those that differ in an academy's name only, the peer's and two. */
export function kindsOfPods({ pods }: Namespace, peer: Namespace, academyLabel: string): Endpoint[] {
  const others = new Map<string, number>();
  return pods.filter(({ labels }) => {
    const academy = labels[academyLabel];
    if (academy === undefined || academy === peer.academy) return true;
    const kind = JSON.stringify({ ...labels, [academyLabel]: "{academy}" });
    const count = others.get(kind) ?? 0;
    others.set(kind, count + 1);
    return count < 2;
  });
}
