/** Newcomers: namespaces that are new, or labelled anew, and that policies which stay as they are let in. */
import type { Text } from "../../../config/index.js";
import type { Change, Unchanged } from "../change/model.js";
import { at, listAt, namespaceOf } from "../change/read.js";
import { phrase } from "../phrases/phrase.js";
import { type Hit, type ReviewContext, subjectOf } from "./hit.js";
import { gained, namespaceLabels, type PodClass, type ReachOf } from "./reach.js";
import { matches, mayPick, pairOf } from "./selectors.js";

/** A namespace in which the reach of some pods may have changed, and why. */
export interface Target {
  cluster: string;
  namespace: string;
  causes: Change[];
  /** Did not exist before: only what is grave is told. */
  isNew: boolean;
}

export type Sides = Record<"before" | "after", ReachOf>;

/** Namespaces that are new, or labelled anew, are let in by policies that stay as they are. */
export function fromNewNamespaces(
  context: ReviewContext,
  sides: Sides,
  namespaces: readonly Change[],
  judged: readonly Target[],
): Hit[] {
  const done = new Set(judged.map(({ cluster, namespace }) => `${cluster} ${namespace}`));
  const names = new Map(
    namespaces.map((change) => [`${change.cluster} ${change.after?.metadata.name}`, change]),
  );
  const newcomers = newcomersOf(namespaces);
  const mayLetIn = ({ cluster, text }: Unchanged) => {
    const pairs = newcomers.get(cluster)?.pairs;
    return pairs !== undefined && (text === undefined || mayPick(text(), pairs));
  };
  const others = new Map<string, { cluster: string; namespace: string }>();
  for (const { cluster, object } of context.world.objectsThat("after", "NetworkPolicy", mayLetIn)) {
    const namespace = namespaceOf(object);
    const key = `${cluster} ${namespace}`;
    if (done.has(key) || others.has(key)) continue;
    const own = academyOf(context, cluster, namespace);
    const told = (newcomers.get(cluster)?.changes ?? []).filter(({ change }) => isTold(change, own));
    if (
      letsIn(
        object,
        told.map(({ labels }) => labels),
      )
    )
      others.set(key, { cluster, namespace });
  }
  return [...others.values()].flatMap(({ cluster, namespace }) => {
    const policies = context.world
      .inNamespace("after", "NetworkPolicy", cluster, namespace)
      .map(({ object }) => object);
    return sides.after.classes(cluster, namespace, policies).flatMap((pods): Hit[] => {
      const ways = gained(sides.before.allowed(pods, "Ingress"), sides.after.allowed(pods, "Ingress"));
      const newcomers = ways.flatMap((way) => names.get(`${cluster} ${way.namespace ?? ""}`) ?? []);
      const own = academyOf(context, cluster, namespace);
      return [...new Set(newcomers)].flatMap((change): Hit[] => {
        if (!isTold(change, own)) return [];
        const said = { pods: describePods(pods), namespace, other: change.after?.metadata.name ?? "" };
        const crosses = isOfAnother(change, own);
        const message = crosses
          ? phrase(
              "{pods} in {namespace} can now be reached from {other}, of another academy, because of its labels",
              said,
            )
          : phrase("{pods} in {namespace} can now be reached from {other}, because of its labels", said);
        return [
          {
            rule: crosses ? "academy-crossing" : "reach-widened",
            message,
            subjects: [subjectOf(change)],
            evidence: change.differences,
          },
        ];
      });
    });
  });
}

/** What is new in a cluster: its labels, and each of them as JSON writes it. */
interface Newcomers {
  changes: { change: Change; labels: Record<string, string> }[];
  pairs: Set<string>;
}

function newcomersOf(namespaces: readonly Change[]): Map<string, Newcomers> {
  const found = new Map<string, Newcomers>();
  for (const change of namespaces) {
    if (change.after === undefined) continue;
    const labels = namespaceLabels(change.after);
    const known = found.get(change.cluster) ?? { changes: [], pairs: new Set() };
    known.changes.push({ change, labels });
    for (const [key, value] of Object.entries(labels)) known.pairs.add(pairOf(key, value));
    found.set(change.cluster, known);
  }
  return found;
}

const isOfAnother = ({ place: { academy } }: Change, own: string | undefined): boolean =>
  own !== undefined && academy !== undefined && own !== academy;

/** A new namespace is let in by those of its academy as declared; the others are told. */
const isTold = (change: Change, own: string | undefined): boolean =>
  change.before !== undefined || isOfAnother(change, own);

/** True where a policy names namespaces by labels, and some of these are so labelled. */
const letsIn = (policy: unknown, namespaces: readonly Record<string, string>[]): boolean =>
  listAt(policy, "spec", "ingress")
    .flatMap((rule) => listAt(rule, "from"))
    .map((peer) => at(peer, "namespaceSelector"))
    .some((selector) => selector !== undefined && namespaces.some((labels) => matches(selector, labels)));

export function describePods({ workload, labels }: PodClass): Text {
  const text = Object.entries(labels).map(
    ([key, value]) => `${key.slice(key.lastIndexOf("/") + 1)}=${value}`,
  );
  // Where only a policy speaks of a workload, its component names it as everywhere else.
  const component = text.length === 1 ? /^component=(.*)$/.exec(text[0] ?? "")?.[1] : undefined;
  const name = workload ?? component;
  if (name !== undefined) return phrase("pods of {workload}", { workload: name });
  return text.length === 0 ? phrase("all pods", {}) : phrase("pods {labels}", { labels: text });
}

export function academyOf({ places }: ReviewContext, cluster: string, namespace: string): string | undefined {
  return places.ofNamespace(cluster, namespace).academy;
}
