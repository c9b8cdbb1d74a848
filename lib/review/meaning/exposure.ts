/** Exposure: who can now reach what, computed from the connectivity before and after; and what becomes public. */
import type { Text } from "../../../config/index.js";
import type { Change } from "../change/model.js";
import { labelsAt, namespaceOf } from "../change/read.js";
import { phrase, someOf, verbatim } from "../phrases/phrase.js";
import type { RuleId } from "../rules/index.js";
import { reachOf } from "./address-ranges.js";
import { type Hit, type Meaning, type ReviewContext, subjectOf } from "./hit.js";
import { academyOf, describePods, fromNewNamespaces, type Sides, type Target } from "./newcomers.js";
import {
  type Allowed,
  type Direction,
  gained,
  type PodClass,
  podLabels,
  ReachOf,
  type Way,
} from "./reach.js";

export const exposure: Meaning = (context) => {
  const { world } = context;
  const namespaces = world.changesOf("Namespace");
  const policies = world.changesOf("NetworkPolicy");
  const workloads = world.changesOf("Deployment", "StatefulSet", "DaemonSet", "Pod").filter(relabelled);
  const relabelledNamespaces = namespaces.filter(
    (change) => change.after !== undefined && (change.before === undefined || changedLabels(change)),
  );
  if (policies.length + workloads.length + relabelledNamespaces.length === 0) return [];
  const sides = { before: new ReachOf(world, "before"), after: new ReachOf(world, "after") };
  const targets = targetsOf([...policies, ...workloads], namespaces);
  const direct = targets.flatMap((target) => judge(context, sides, target));
  return [...direct, ...fromNewNamespaces(context, sides, relabelledNamespaces, targets)];
};

const relabelled = ({ before, after }: Change): boolean =>
  before !== undefined &&
  after !== undefined &&
  JSON.stringify(podLabels(before)) !== JSON.stringify(podLabels(after));

const changedLabels = ({ before, after }: Change): boolean =>
  JSON.stringify(labelsAt(before, "metadata", "labels")) !==
  JSON.stringify(labelsAt(after, "metadata", "labels"));

function targetsOf(changes: readonly Change[], namespaces: readonly Change[]): Target[] {
  const targets = new Map<string, Target>();
  const fate = new Map(
    namespaces.map((change) => [
      `${change.cluster} ${(change.after ?? change.before)?.metadata.name}`,
      change,
    ]),
  );
  for (const change of changes) {
    for (const object of [change.before, change.after]) {
      if (object === undefined) continue;
      const namespace = namespaceOf(object);
      const key = `${change.cluster} ${namespace}`;
      const own = fate.get(key);
      if (own !== undefined && own.after === undefined) continue;
      const target = targets.get(key) ?? {
        cluster: change.cluster,
        namespace,
        causes: [],
        isNew: own !== undefined && own.before === undefined,
      };
      if (!target.causes.includes(change)) target.causes.push(change);
      targets.set(key, target);
    }
  }
  return [...targets.values()];
}

function judge(context: ReviewContext, { before, after }: Sides, target: Target): Hit[] {
  const policies = target.causes
    .flatMap((cause) => [cause.before, cause.after])
    .filter((object) => object?.kind === "NetworkPolicy") as NonNullable<Change["before"]>[];
  const classes = after.classes(target.cluster, target.namespace, policies);
  const existed = new Set(
    before.classes(target.cluster, target.namespace, policies).map(({ workload }) => workload),
  );
  const hits = new Map<string, Hit>();
  for (const pods of classes) {
    // A workload that is new has no reach to compare with: it is judged like a new namespace.
    const isNew = target.isNew || !existed.has(pods.workload);
    for (const direction of ["Ingress", "Egress"] as const) {
      const then: Allowed = isNew ? [] : before.allowed(pods, direction);
      const now = after.allowed(pods, direction);
      const verdicts = [
        ...compare(context, target, pods, direction, then, now, isNew),
        ...(direction === "Egress" || isNew ? [] : lost(context, pods, then, now)),
      ];
      for (const { rule, message } of verdicts) {
        if (hits.has(message.en)) continue;
        hits.set(message.en, {
          rule,
          message,
          subjects: target.causes.map(subjectOf),
          evidence: target.causes.flatMap(({ differences }) => differences).slice(0, 20),
        });
      }
    }
  }
  return [...hits.values()];
}

interface Verdict {
  rule: RuleId;
  message: Text;
}

function compare(
  context: ReviewContext,
  target: Target,
  pods: PodClass,
  direction: Direction,
  then: Allowed,
  now: Allowed,
  isNew: boolean,
): Verdict[] {
  const who = describePods(pods);
  if (now === "everything") {
    if (then === "everything" || isNew) return [];
    return direction === "Ingress"
      ? [
          {
            rule: "isolation-lost",
            message: phrase(
              "{pods} can now be reached by everyone in the cluster: no policy closes them any more",
              { pods: who },
            ),
          },
        ]
      : [
          {
            rule: "egress-opened",
            message: phrase("{pods} may now call anywhere: no policy closes their way out any more", {
              pods: who,
            }),
          },
        ];
  }
  const ways = gained(then, now);
  const verdicts: Verdict[] = [];
  const isIn = direction === "Ingress";
  const say = (rule: RuleId, chosen: Way[], text: (ways: Way[]) => Text) => {
    if (chosen.length > 0) verdicts.push({ rule, message: text(chosen) });
  };
  const internet = ways.filter(({ range }) => range !== undefined && reachOf(range) === "internet");
  say(isIn ? "open-to-internet" : "egress-opened", internet, (chosen) => {
    const said = {
      pods: who,
      ranges: [...new Set(chosen.map(({ range }) => range ?? ""))],
      ports: onPorts(chosen),
    };
    return isIn
      ? phrase("{pods} can now be reached from any address of the internet ({ranges}){ports}", said)
      : phrase("{pods} may now call any address of the internet ({ranges}){ports}", said);
  });
  const own = academyOf(context, target.cluster, target.namespace);
  const crossing = ways.filter(({ namespace }) => {
    const other = namespace === undefined ? undefined : academyOf(context, target.cluster, namespace);
    return own !== undefined && other !== undefined && own !== other;
  });
  say("academy-crossing", crossing, (chosen) => {
    const said = {
      pods: who,
      academy: own ?? "",
      others: [...new Set(chosen.map(({ namespace }) => namespace ?? ""))],
      ports: onPorts(chosen),
    };
    return isIn
      ? phrase("{pods} of {academy} can now be reached from {others}, of another academy{ports}", said)
      : phrase("{pods} of {academy} may now call {others}, of another academy{ports}", said);
  });
  if (isNew) return verdicts;
  const rest = ways.filter((way) => !internet.includes(way) && !crossing.includes(way));
  const ranges = rest.filter(({ range }) => range !== undefined);
  say("reach-widened", isIn ? rest : ranges, (chosen) => {
    const said = { pods: who, others: describeWays(chosen, target.namespace), ports: onPorts(chosen) };
    return isIn
      ? phrase("{pods} can now be reached from {others}{ports}", said)
      : phrase("{pods} may now call {others}{ports}", said);
  });
  return verdicts;
}

/** Who was let in, still is there, and is let in no more. */
function lost({ world }: ReviewContext, pods: PodClass, then: Allowed, now: Allowed): Verdict[] {
  if (pods.workload === undefined || then === "everything" || now === "everything") return [];
  const gone = new Set(
    world
      .changesOf("Namespace")
      .filter(({ after }) => after === undefined)
      .map(({ before }) => before?.metadata.name),
  );
  const ways = gained(now, then).filter(({ namespace }) => namespace === undefined || !gone.has(namespace));
  if (ways.length === 0) return [];
  const others = describeWays(ways, pods.namespace);
  const said = { pods: describePods(pods), others, ports: onPorts(ways) };
  return [
    { rule: "reach-lost", message: phrase("{pods} can no longer be reached from {others}{ports}", said) },
  ];
}

/** Where ways come from; one's own namespace is called so, whatever its name. */
function describeWays(ways: readonly Way[], own: string): Text {
  const texts = ways.map(({ range, namespace = "", pods }) => {
    if (range !== undefined) return verbatim(range);
    const name = namespace === own ? phrase("its own namespace", {}) : verbatim(namespace);
    return pods === "" ? name : phrase("{name} ({pods})", { name, pods });
  });
  return someOf([...new Map(texts.map((text) => [text.en, text])).values()]);
}

function onPorts(ways: readonly Way[]): Text {
  const ports = [...new Set(ways.map((way) => way.ports))];
  return ports.includes("") ? phrase(" on all ports", {}) : phrase(" on {ports}", { ports });
}
