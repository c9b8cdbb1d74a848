/** Amounts: what workloads ask for, before and after, and what the difference costs. */
import type { Estate } from "../../../config/index.js";
import type { KubernetesObject } from "../../kubernetes/index.js";
import type { Change } from "../change/model.js";
import { at, listAt, mapAt, numberAt, quantityAt } from "../change/read.js";
import type { Amounts, CapacityChange, CostChange } from "../report-model.js";

export const NOTHING: Amounts = { cpu: 0, memory: 0, storage: 0, gpu: 0 };
/** Kinds that ask for something. */
export const KINDS = [
  "Deployment",
  "StatefulSet",
  "ReplicaSet",
  "Pod",
  "PersistentVolumeClaim",
  "Cluster",
  "Pooler",
];

/** What an object asks for as a whole; pods of jobs and of daemons, which come and go, are left out. */
export function requestsOf(object: KubernetesObject | undefined): Amounts {
  if (object === undefined || !KINDS.includes(object.kind)) return NOTHING;
  const storage = (claim: unknown) => quantityAt(claim, "spec", "resources", "requests", "storage") ?? 0;
  if (object.kind === "PersistentVolumeClaim") return { ...NOTHING, storage: storage(object) };
  if (object.kind === "Cluster") {
    const [count, requests] = [
      numberAt(object, "spec", "instances") ?? 1,
      mapAt(object, "spec", "resources", "requests"),
    ];
    const size =
      (quantityAt(object, "spec", "storage", "size") ?? 0) +
      (quantityAt(object, "spec", "walStorage", "size") ?? 0);
    return times(
      {
        cpu: quantityAt(requests, "cpu") ?? 0,
        memory: quantityAt(requests, "memory") ?? 0,
        storage: size,
        gpu: 0,
      },
      count,
    );
  }
  const pod = object.kind === "Pod" ? at(object, "spec") : at(object, "spec", "template", "spec");
  const one = listAt(pod, "containers").map(containerRequests).reduce(plus, NOTHING);
  const claims = listAt(object, "spec", "volumeClaimTemplates").reduce<number>(
    (sum, claim) => sum + storage(claim),
    0,
  );
  const count =
    object.kind === "Pod"
      ? 1
      : (numberAt(object, "spec", "replicas") ?? numberAt(object, "spec", "instances") ?? 1);
  return times({ ...one, storage: claims }, count);
}

function containerRequests(container: unknown): Amounts {
  const amount = (name: string) =>
    quantityAt(container, "resources", "requests", name) ??
    quantityAt(container, "resources", "limits", name) ??
    0;
  const devices = Object.keys(mapAt(container, "resources", "limits")).filter(
    (name) => name.endsWith("/gpu") || name.includes("/mig-"),
  );
  return {
    cpu: amount("cpu"),
    memory: amount("memory"),
    storage: 0,
    gpu: devices.reduce((sum, name) => sum + amount(name), 0),
  };
}

export const plus = (a: Amounts, b: Amounts): Amounts => ({
  cpu: a.cpu + b.cpu,
  memory: a.memory + b.memory,
  storage: a.storage + b.storage,
  gpu: a.gpu + b.gpu,
});
export const times = (a: Amounts, n: number): Amounts => ({
  cpu: a.cpu * n,
  memory: a.memory * n,
  storage: a.storage * n,
  gpu: a.gpu * n,
});

/** What changes, by cluster and team; what stays is in neither sum. */
export function capacityChanges(changes: readonly Change[]): CapacityChange[] {
  const sums = new Map<string, CapacityChange>();
  for (const change of changes) {
    const [before, after] = [
      requestsOf(change.before),
      requestsOf(change.action === "forget" ? change.before : change.after),
    ];
    if (
      Object.values(before).every((amount) => amount === 0) &&
      Object.values(after).every((amount) => amount === 0)
    )
      continue;
    const team = change.place.team ?? change.place.application ?? "unknown";
    const key = `${change.cluster} ${team}`;
    const sum = sums.get(key) ?? { cluster: change.cluster, team, before: NOTHING, after: NOTHING };
    sums.set(key, { ...sum, before: plus(sum.before, before), after: plus(sum.after, after) });
  }
  return [...sums.values()]
    .map((sum) => ({ ...sum, before: rounded(sum.before), after: rounded(sum.after) }))
    .filter(({ before, after }) => JSON.stringify(before) !== JSON.stringify(after))
    .toSorted((a, b) => (`${a.cluster} ${a.team}` < `${b.cluster} ${b.team}` ? -1 : 1));
}

/** Sums of fractions, to the thousandth. */
const rounded = (a: Amounts): Amounts => ({
  cpu: Math.round(a.cpu * 1000) / 1000,
  memory: Math.round(a.memory),
  storage: Math.round(a.storage),
  gpu: a.gpu,
});

const HOURS_A_MONTH = 730;
const GIBIBYTE = 1024 ** 3;

/** The difference a month, from the estate's prices; undefined where it has none. */
export function costOf(
  capacity: readonly CapacityChange[],
  estate: Estate | undefined,
): CostChange | undefined {
  const { prices, energy } = estate?.platform.review ?? {};
  if (prices === undefined || capacity.length === 0) return undefined;
  const sum = (side: "before" | "after") => capacity.map((change) => change[side]).reduce(plus, NOTHING);
  const delta = plus(sum("after"), times(sum("before"), -1));
  const euros =
    delta.cpu * prices.core +
    (delta.memory / GIBIBYTE) * prices.gibibyte +
    (delta.storage / GIBIBYTE) * prices.storage +
    delta.gpu * prices.gpu;
  const watts =
    energy === undefined
      ? 0
      : delta.cpu * energy.wattsPerCore +
        (delta.memory / GIBIBYTE) * energy.wattsPerGibibyte +
        delta.gpu * energy.wattsPerGpu;
  const kilowattHours =
    energy === undefined ? 0 : (watts * energy.powerUsageEffectiveness * HOURS_A_MONTH) / 1000;
  const kilogramsCO2e = energy === undefined ? 0 : (kilowattHours * energy.gramsPerKilowattHour) / 1000;
  return {
    euros: Math.round(euros),
    kilowattHours: Math.round(kilowattHours),
    kilogramsCO2e: Math.round(kilogramsCO2e),
  };
}
