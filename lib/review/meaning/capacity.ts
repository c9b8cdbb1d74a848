/** Capacity: quotas that move, whom it concerns, and quotas against use. */
import type { Estate, Text } from "../../../config/index.js";
import type { KubernetesObject } from "../../kubernetes/index.js";
import { movedText } from "../change/differences.js";
import type { Change } from "../change/model.js";
import { bytes, listAt, mapAt, numberAt, quantityAt, textAt } from "../change/read.js";
import type { World } from "../change/world.js";
import { NOTHING_SAID, phrase } from "../phrases/phrase.js";
import type { Difference } from "../report-model.js";
import { KINDS, NOTHING, plus, requestsOf, times } from "./amounts.js";
import { thingOf } from "./data.js";
import { type Hit, type Meaning, subjectOf } from "./hit.js";

export const capacity: Meaning = ({ world, after }) => [
  ...world
    .changesOf("ResourceQuota", "ClusterQueue")
    .flatMap((change) => quota(change, world, after?.estate)),
  ...exceeded(world),
];

function quota(change: Change, world: World, estate: Estate | undefined): Hit[] {
  const { before, after } = change;
  if (before === undefined || after === undefined) return [];
  const [then, now] = [limitsOf(before), limitsOf(after)];
  const moved = (isLower: boolean): Difference[] =>
    [...new Set([...then.keys(), ...now.keys()])].flatMap((name) => {
      const [old, young] = [then.get(name), now.get(name)];
      const lower = (young?.amount ?? Number.POSITIVE_INFINITY) < (old?.amount ?? Number.POSITIVE_INFINITY);
      if (old?.amount === young?.amount || lower !== isLower) return [];
      return [
        {
          path: name,
          ...(old === undefined ? {} : { before: old.text }),
          ...(young === undefined ? {} : { after: young.text }),
        },
      ];
    });
  const thing = thingOf(change);
  const told = (rule: "quota-lowered" | "quota-raised", differences: Difference[], rest: Text): Hit => ({
    rule,
    message: phrase("{thing}: {changes}{rest}", {
      thing,
      changes: differences.map(movedText),
      rest,
    }),
    general:
      rule === "quota-lowered"
        ? phrase("{thing}: less {names}", { thing, names: differences.map(({ path }) => path) })
        : phrase("{thing}: more {names}", { thing, names: differences.map(({ path }) => path) }),
    subjects: [subjectOf(change)],
    evidence: differences,
  });
  const [less, more] = [moved(true), moved(false)];
  return [
    ...(less.length === 0
      ? []
      : [
          {
            ...told("quota-lowered", less, servedBy(less, estate)),
            ...(fits(change, world) ? { severity: "note" as const } : {}),
          },
        ]),
    ...(more.length === 0 ? [] : [told("quota-raised", more, NOTHING_SAID)]),
  ];
}

/** A namespace's quota that still holds all that is declared there follows a change of it, and stops nobody. */
function fits({ cluster, after }: Change, world: World): boolean {
  if (after?.kind !== "ResourceQuota") return false;
  return overQuota(world, "after", cluster, after.metadata.namespace ?? "").length === 0;
}

/** Services of AI that run on the pools whose GPUs are fewer, and how many they may ask for. */
function servedBy(differences: readonly Difference[], estate: Estate | undefined): Text {
  const pools = differences.flatMap(({ path }) => path.split(" of ")[1] ?? []);
  const services = Object.entries(estate?.ai.services ?? {}).filter(([, { serving }]) =>
    serving.pools.some((pool) => pools.includes(pool)),
  );
  if (services.length === 0) return NOTHING_SAID;
  const most = services.reduce((sum, [, { serving }]) => sum + serving.replicas.max * serving.gpus, 0);
  return phrase("; {services} may ask for {most} at their peak", {
    services: services.map(([name]) => name),
    most,
  });
}

interface Limit {
  amount: number | undefined;
  text: string;
}

/** Limits by resource: `hard` of a ResourceQuota, nominal quotas of a ClusterQueue by flavor. */
function limitsOf(object: KubernetesObject): Map<string, Limit> {
  const hard = Object.keys(mapAt(object, "spec", "hard")).map((name): [string, Limit] => [
    name,
    { amount: quantityAt(object, "spec", "hard", name), text: textAt(object, "spec", "hard", name) ?? "" },
  ]);
  const queues = listAt(object, "spec", "resourceGroups").flatMap((group) =>
    listAt(group, "flavors").flatMap((flavor) =>
      listAt(flavor, "resources").map((resource): [string, Limit] => [
        `${textAt(resource, "name") ?? ""} of ${textAt(flavor, "name") ?? ""}`,
        { amount: quantityAt(resource, "nominalQuota"), text: textAt(resource, "nominalQuota") ?? "" },
      ]),
    ),
  );
  return new Map([...hard, ...queues]);
}

/** Namespaces in which more is asked for than the quota allows, and was not before. */
function exceeded(world: World): Hit[] {
  const touched = new Map<string, Change>();
  for (const change of world.changesOf("ResourceQuota", ...KINDS)) {
    const object = change.after ?? change.before;
    if (object !== undefined)
      touched.set(
        `${change.cluster} ${object.metadata.namespace ?? ""}`,
        touched.get(`${change.cluster} ${object.metadata.namespace ?? ""}`) ?? change,
      );
  }
  return [...touched.values()].flatMap((change): Hit[] => {
    const namespace = (change.after ?? change.before)?.metadata.namespace ?? "";
    const over = (side: "before" | "after") => overQuota(world, side, change.cluster, namespace);
    const now = over("after");
    if (now.length === 0) return [];
    const then = new Set(over("before").map(({ name }) => name));
    const more = now.filter(({ name }) => !then.has(name));
    return more.length === 0
      ? []
      : [
          {
            rule: "quota-exceeded",
            message: phrase("{namespace} asks for more than its quota: {amounts}", {
              namespace,
              amounts: more.map(({ text }) => text),
            }),
            subjects: [subjectOf(change)],
          },
        ];
  });
}

/** How many times larger an autoscaler may make a workload that does not say its replicas. */
function scaleOf(world: World, side: "before" | "after", cluster: string, object: KubernetesObject): number {
  if (!["Deployment", "StatefulSet"].includes(object.kind)) return 1;
  if (numberAt(object, "spec", "replicas") !== undefined) return 1;
  const scalers = ["HorizontalPodAutoscaler", "ScaledObject"].flatMap((kind) =>
    world.inNamespace(side, kind, cluster, object.metadata.namespace ?? ""),
  );
  const own = scalers.find(
    ({ object: scaler }) => textAt(scaler, "spec", "scaleTargetRef", "name") === object.metadata.name,
  )?.object;
  return numberAt(own, "spec", "maxReplicas") ?? numberAt(own, "spec", "maxReplicaCount") ?? 1;
}

function overQuota(
  world: World,
  side: "before" | "after",
  cluster: string,
  namespace: string,
): { name: string; text: string }[] {
  const quotas = world.inNamespace(side, "ResourceQuota", cluster, namespace);
  if (quotas.length === 0) return [];
  const asked = KINDS.flatMap((kind) => world.inNamespace(side, kind, cluster, namespace))
    .map(({ object }) => times(requestsOf(object), scaleOf(world, side, cluster, object)))
    .reduce(plus, NOTHING);
  const uses: [string, number, string][] = [
    ["requests.cpu", asked.cpu, `${Math.round(asked.cpu * 1000) / 1000}`],
    ["requests.memory", asked.memory, bytes(asked.memory)],
    ["requests.storage", asked.storage, bytes(asked.storage)],
  ];
  return quotas.flatMap(({ object }) =>
    uses.flatMap(([name, amount, text]) => {
      const limit = quantityAt(object, "spec", "hard", name);
      return limit === undefined || amount <= limit
        ? []
        : [{ name, text: `${name} ${text} of ${textAt(object, "spec", "hard", name) ?? ""}` }];
    }),
  );
}
