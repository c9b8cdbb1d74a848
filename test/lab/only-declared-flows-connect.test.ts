/** Network isolation: an analyser of NetworkPolicies says what connects, the estate says what should. */
import { beforeAll, describe, expect, it } from "vitest";
import { type Estate, loadEstate } from "../../config/index.js";
import { prepareTools } from "../../lib/lab/index.js";
import { LabelKeys } from "../../lib/labels/index.js";
import { declaredFlows, outsideOf, portsOf } from "../support/declared-flows.js";
import { minimalEstate } from "../support/estate.js";
import {
  type Connection,
  classesOf,
  connections,
  type Endpoint,
  everyPair,
  kindsOfPods,
  type Namespace,
  type Network,
  networkOf,
  pairsOf,
} from "../support/network.js";

const PRODUCTION = { environment: "production", cluster: "sud" };

let program: string;
/** Another analyser, which shares no code with the first (docs/decisions/0010). */
let other: string;
beforeAll(async () => {
  ({ connections: program, "connections-np-guard": other } = await prepareTools([
    "connections",
    "connections-np-guard",
  ]));
});

const sample = (): Estate => loadEstate("config/estate").estate as Estate;

/** Pairs of pods in pairs of namespaces, and of pods in `leaving` with the outside, either way. */
function pairsOfEnds(
  estate: Estate,
  namespaces: [Namespace, Namespace][],
  leaving: Namespace[],
): [Endpoint, Endpoint][] {
  const { academy } = new LabelKeys(estate.platform.labelPrefix);
  const inside = namespaces.flatMap(([from, to]) =>
    from === to
      ? everyPair(from.pods, to.pods)
      : everyPair(kindsOfPods(from, to, academy), kindsOfPods(to, from, academy)),
  );
  const pods = leaving.flatMap((namespace) => namespace.pods);
  const outside = outsideOf(estate, PRODUCTION.environment);
  return [...inside, ...everyPair(pods, outside), ...everyPair(outside, pods)];
}

interface Verdict {
  checked: number;
  connected: number;
  /** Connections that the policies let through and nobody declared. */
  undeclared: string[];
  /** Declared flows that the policies stop. */
  stopped: string[];
}

function judge(estate: Estate, network: Network, pairs: [Endpoint, Endpoint][]): Verdict {
  const ports = portsOf(estate);
  const declares = declaredFlows(estate, PRODUCTION, network);
  const found = connections(program, network, pairs, ports);
  const connected = new Set(found.map(say));
  const declared = pairs.flatMap(([from, to]) => ports.map((port) => ({ from, to, port })).filter(declares));
  return {
    checked: pairs.length * ports.length,
    connected: found.length,
    undeclared: found.filter((connection) => !declares(connection)).map(say),
    stopped: declared.map(say).filter((flow) => !connected.has(flow)),
  };
}

const say = ({ from, to, port: { protocol, port } }: Connection): string =>
  `${place(from)} → ${place(to)} ${protocol} ${port}`;
const place = ({ namespace, name, labels }: Endpoint): string =>
  namespace === undefined ? name : `${namespace}/${name}${"cnpg.io/poolerName" in labels ? " (pooler)" : ""}`;

function judgeByClasses(estate: Estate, network: Network): Verdict {
  const classes = classesOf(network, estate);
  const leaving = classes.flatMap((members) => members.slice(0, 2));
  return judge(estate, network, pairsOfEnds(estate, pairsOf(classes), leaving));
}

function judgeEveryPair(estate: Estate, network: Network): Verdict {
  const all = [...network.values()];
  return judge(estate, network, pairsOfEnds(estate, everyPair(all, all), all));
}

/** Opens one namespace to another, on both sides, as a policy of its own. */
function plant(network: Network, from: string, to: string): void {
  const policy = (namespace: string, spec: object) => {
    network.get(namespace)?.policies.push({
      apiVersion: "networking.k8s.io/v1",
      kind: "NetworkPolicy",
      metadata: { name: "planted", namespace },
      spec: { podSelector: {}, ...spec },
    });
  };
  const peer = (name: string) => [
    { namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": name } } },
  ];
  policy(from, { policyTypes: ["Egress"], egress: [{ to: peer(to) }] });
  policy(to, { policyTypes: ["Ingress"], ingress: [{ from: peer(from) }] });
}

describe("small production", () => {
  it("is judged alike by its classes and by every pair of its namespaces", () => {
    const estate = minimalEstate().estate;
    const network = networkOf(estate, PRODUCTION);
    for (const verdict of [judgeByClasses(estate, network), judgeEveryPair(estate, network)]) {
      expect(verdict).toMatchObject({ undeclared: [], stopped: [] });
    }
    const namespaces = [...network.values()].filter(({ academy }) => academy !== undefined);
    for (const [from, to] of everyPair(namespaces, namespaces)) {
      if (from === to) continue;
      const planted = structuredClone(network);
      plant(planted, from.name, to.name);
      const { undeclared } = judgeEveryPair(estate, planted);
      expect(undeclared).not.toEqual([]);
      expect(judgeByClasses(estate, planted).undeclared.toSorted()).toEqual(undeclared.toSorted());
    }
  });

  it("is judged alike by another analyser, as declared and with any opening planted", () => {
    const estate = minimalEstate().estate;
    const network = networkOf(estate, PRODUCTION);
    const namespaces = [...network.values()].filter(({ academy }) => academy !== undefined);
    const openings = everyPair(namespaces, namespaces).filter(([from, to]) => from !== to);
    const planted = openings.map(([from, to]) => {
      const opened = structuredClone(network);
      plant(opened, from.name, to.name);
      return opened;
    });
    for (const asked of [network, ...planted]) {
      const all = [...asked.values()];
      const pairs = pairsOfEnds(estate, everyPair(all, all), all);
      const found = connections(program, asked, pairs, portsOf(estate)).map(say);
      expect(found.length).toBeGreaterThan(0);
      expect(connections(other, asked, pairs, portsOf(estate)).map(say)).toEqual(found);
    }
  });

  it("misses what a removed policy stops", () => {
    const estate = minimalEstate().estate;
    const network = networkOf(estate, PRODUCTION);
    const [served] = [...network.values()].filter(({ pods }) => pods.some(({ name }) => name === "web"));
    if (!served) throw new Error("nothing is served");
    served.policies = served.policies.filter(({ metadata }) => metadata.name !== "from-gateway");
    const { undeclared, stopped } = judgeByClasses(estate, network);
    const gateway = estate.platform.gateway.namespace;
    const port = estate.applications[served.application ?? ""]?.web.port;
    expect({ undeclared, stopped }).toEqual({
      undeclared: [],
      stopped: [`${gateway}/stranger → ${served.name}/web TCP ${port}`],
    });
  });
});

describe("sample production", () => {
  let estate: Estate;
  let network: Network;
  beforeAll(() => {
    estate = sample();
    network = networkOf(estate, PRODUCTION);
  });

  it("connects what is declared, and nothing else", () => {
    const { checked, connected, ...wrong } = judgeByClasses(estate, network);
    expect(wrong).toEqual({ undeclared: [], stopped: [] });
    expect(network.size).toBeGreaterThan(800);
    expect(connected).toBeGreaterThan(1000);
    expect(checked).toBeGreaterThan(connected);
  });

  it("has classes of one application each, which no planted opening hides", () => {
    const before = classesOf(network, estate);
    for (const members of before) expect(new Set(members.map(({ application }) => application)).size).toBe(1);
    const [own, other] = before.find((members) => members.length > 9)?.slice(-2) ?? [];
    if (!own || !other) throw new Error("the sample has no large class");
    const planted = structuredClone(network);
    plant(planted, own.name, other.name);
    const { undeclared, stopped } = judgeByClasses(estate, planted);
    expect(stopped).toEqual([]);
    expect(undeclared).toContain(`${own.name}/stranger → ${other.name}/stranger TCP 22`);
    expect(undeclared.every((flow) => flow.startsWith(`${own.name}/`))).toBe(true);
  });
});
