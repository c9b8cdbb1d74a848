/**
 * All Deployments of the sample's production on the real scheduler: they become available, spread over zones, and the
 * loss of a zone leaves each at or above the floor of its disruption budget (docs/decisions/0023).
 */
import type { V1Deployment, V1Node, V1Pod, V1PodDisruptionBudget } from "@kubernetes/client-node";
import { beforeAll, expect, it } from "vitest";
import { type Estate, loadEstate } from "../../config/index.js";
import type { DeclaredStack } from "../../lib/lab/index.js";
import { DEFAULT_ESTATE } from "../../scripts/support/options.js";
import { declared, eventually, TestLab } from "../support/applied-lab.js";

const CLUSTER = { environment: "production", cluster: "sud" };
const ZONE = "topology.kubernetes.io/zone";
/** Two thousand Pods on two cores, beside whatever else the machine does; in milliseconds. */
const WITHIN = 900_000;
/** Lists of all Pods are work for the API server, which has other work; in milliseconds. */
const LOOK_EVERY = 3_000;

/** What decides whether, where and how many Pods run: Kueue's kinds too. Networks, routes and databases decide nothing. */
const KINDS = new Set([
  "ClusterQueue",
  "Cohort",
  "ConfigMap",
  "CronJob",
  "Deployment",
  "HorizontalPodAutoscaler",
  "LimitRange",
  "LocalQueue",
  "Namespace",
  "PodDisruptionBudget",
  "PriorityClass",
  "ResourceFlavor",
  "ResourceQuota",
  "ServiceAccount",
  "ValidatingAdmissionPolicy",
  "ValidatingAdmissionPolicyBinding",
  "WorkloadPriorityClass",
]);

let lab: TestLab;
let stacks: DeclaredStack[];

beforeAll(async () => {
  const estate = loadEstate(DEFAULT_ESTATE).estate as Estate;
  stacks = declared(estate, CLUSTER).map((stack) => ({
    ...stack,
    objects: stack.objects.filter(({ object }) => KINDS.has(object.kind)),
  }));
  lab = await TestLab.start(estate, CLUSTER);
  expect((await lab.apply(estate, stacks)).failed).toEqual([]);
}, WITHIN);

const list = async <Kind>(path: string): Promise<Kind[]> => {
  const items: Kind[] = [];
  let next = "";
  do {
    const page = await lab.ask<{ items: Kind[]; metadata: { continue?: string } }>(
      "GET",
      `${path}?limit=500${next && `&continue=${encodeURIComponent(next)}`}`,
    );
    items.push(...page.items);
    next = page.metadata.continue ?? "";
  } while (next);
  return items;
};

const nameOf = ({ metadata }: { metadata?: { namespace?: string; name?: string } }): string =>
  `${metadata?.namespace}/${metadata?.name}`;

const declaredOf = (kind: string) =>
  stacks.flatMap(({ objects }) =>
    objects.map(({ object }) => object).filter((object) => object.kind === kind),
  );

/** Least replicas of every declared Deployment: what its autoscaler holds, else its own word. */
function leastReplicas(): Map<string, number> {
  const scaled = declaredOf("HorizontalPodAutoscaler").map((autoscaler): [string, number] => {
    const { minReplicas, scaleTargetRef } = autoscaler.spec as {
      minReplicas: number;
      scaleTargetRef: { name: string };
    };
    return [`${autoscaler.metadata.namespace}/${scaleTargetRef.name}`, minReplicas];
  });
  const own = declaredOf("Deployment").map((deployment): [string, number] => [
    nameOf(deployment),
    (deployment.spec as { replicas?: number }).replicas ?? 1,
  ]);
  return new Map([...own, ...scaled]);
}

/** Waits until every declared Deployment has all its replicas available. */
async function untilAvailable(): Promise<void> {
  const least = leastReplicas();
  const missing = async () =>
    (await list<V1Deployment>("/apis/apps/v1/deployments"))
      .filter((deployment) => {
        const { spec, status, metadata } = deployment;
        const wanted = Math.max(spec?.replicas ?? 0, least.get(nameOf(deployment)) ?? 0);
        return (
          status?.observedGeneration !== metadata?.generation || (status?.availableReplicas ?? 0) < wanted
        );
      })
      .map(nameOf);
  let left: string[] = [];
  const look = async () => {
    left = await missing();
    return left.length === 0 ? true : undefined;
  };
  await eventually(look, WITHIN - 60_000, LOOK_EVERY).catch(() =>
    expect(left, "Deployments that are not available").toEqual([]),
  );
}

async function readyPods(): Promise<Map<string | undefined, V1Pod[]>> {
  const byNamespace = new Map<string | undefined, V1Pod[]>();
  for (const pod of await list<V1Pod>("/api/v1/pods")) {
    const ready = pod.status?.conditions?.some(({ type, status }) => type === "Ready" && status === "True");
    if (!ready || pod.metadata?.deletionTimestamp !== undefined) continue;
    const known = byNamespace.get(pod.metadata?.namespace);
    if (known) known.push(pod);
    else byNamespace.set(pod.metadata?.namespace, [pod]);
  }
  return byNamespace;
}

/** The ready Pods that each budget guards, counted by zone; Pods on nodes that are gone are in none. */
async function spreadOfGuarded(): Promise<{ budget: V1PodDisruptionBudget; zones: Map<string, number> }[]> {
  const nodes = await list<V1Node>("/api/v1/nodes");
  const zoneOf = new Map(nodes.map(({ metadata }) => [metadata?.name, metadata?.labels?.[ZONE] ?? ""]));
  const pods = await readyPods();
  const budgets = await list<V1PodDisruptionBudget>("/apis/policy/v1/poddisruptionbudgets");
  const all = [...new Set(zoneOf.values())];
  return budgets.map((budget) => {
    const wanted = Object.entries(budget.spec?.selector?.matchLabels ?? {});
    const zones = new Map(all.map((zone) => [zone, 0]));
    for (const { metadata, spec } of pods.get(budget.metadata?.namespace) ?? []) {
      const zone = zoneOf.get(spec?.nodeName);
      if (zone === undefined || !wanted.every(([key, value]) => metadata?.labels?.[key] === value)) continue;
      zones.set(zone, (zones.get(zone) ?? 0) + 1);
    }
    return { budget, zones };
  });
}

/** Budgets of applications: those of poolers guard Pods that only CloudNativePG's operator would make. */
const ofApplications = async () =>
  (await spreadOfGuarded()).filter(({ budget }) => budget.metadata?.name === "web");

const sum = (numbers: Iterable<number>): number => [...numbers].reduce((total, one) => total + one, 0);
const skew = (zones: ReadonlyMap<string, number>): number =>
  Math.max(...zones.values()) - Math.min(...zones.values());

it(
  "every Deployment becomes available, spread over zones",
  async () => {
    await untilAvailable();
    expect(declaredOf("Deployment").length).toBeGreaterThan(500);
    const applications = await ofApplications();
    expect(applications.length).toBe(
      declaredOf("PodDisruptionBudget").filter(({ metadata }) => metadata.name === "web").length,
    );
    const uneven = applications.filter(({ zones }) => zones.size !== 3 || skew(zones) > 1);
    expect(uneven.map(({ budget }) => nameOf(budget))).toEqual([]);
    const least = leastReplicas();
    const few = applications.filter(
      ({ budget, zones }) => sum(zones.values()) < (least.get(nameOf(budget)) ?? 2),
    );
    expect(few.map(({ budget }) => nameOf(budget))).toEqual([]);
  },
  WITHIN,
);

it(
  "any zone may be lost: what is left is at the floor of every budget or above",
  async () => {
    const below = (await ofApplications()).flatMap(({ budget, zones }) => {
      const { desiredHealthy = Number.NaN, expectedPods } = budget.status ?? {};
      const running = sum(zones.values());
      const broken = [...zones].filter(([, lost]) => !(running - lost >= desiredHealthy));
      return expectedPods === running && broken.length === 0 ? [] : [nameOf(budget)];
    });
    expect(below).toEqual([]);
  },
  WITHIN,
);

it(
  "with the nodes of the fullest zone deleted, every application stays at its floor and comes back whole",
  async () => {
    const before = await ofApplications();
    const floors = new Map(before.map(({ budget }) => [nameOf(budget), budget.status?.desiredHealthy ?? 0]));
    const podsIn = (zone: string) => sum(before.map(({ zones }) => zones.get(zone) ?? 0));
    const [lost = ""] = [...(before[0]?.zones.keys() ?? [])].toSorted((a, b) => podsIn(b) - podsIn(a));
    await lab.ask("DELETE", `/api/v1/nodes?labelSelector=${ZONE}=${lost}`);

    const below = new Set<string>();
    await eventually(
      async () => {
        const now = await ofApplications();
        for (const { budget, zones } of now) {
          expect(zones.has(lost)).toBe(false);
          const name = nameOf(budget);
          if (sum(zones.values()) < (floors.get(name) ?? 0)) below.add(name);
        }
        const whole = now.every(
          ({ budget, zones }) => sum(zones.values()) >= (budget.status?.expectedPods ?? 0),
        );
        return whole || undefined;
      },
      WITHIN - 60_000,
      LOOK_EVERY,
    );
    expect([...below]).toEqual([]);
    await untilAvailable();
    const after = await ofApplications();
    expect(after.filter(({ zones }) => zones.size !== 2 || skew(zones) > 1)).toEqual([]);
    const least = leastReplicas();
    expect(
      after.filter(({ budget, zones }) => sum(zones.values()) < (least.get(nameOf(budget)) ?? 2)),
    ).toEqual([]);
  },
  WITHIN,
);
