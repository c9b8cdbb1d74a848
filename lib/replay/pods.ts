/** Pods of a replay: whose they are, what they hold, and when. */
import type { V1ObjectMeta, V1Pod } from "@kubernetes/client-node";
import { isGpuResource } from "../gpu/index.js";
import type { Held } from "../showback/index.js";
import { ASK_LABEL, type Ask, type Targets } from "./ask.js";

/** Times in seconds of the trace. */
export interface SeenPod {
  /** The project or the service whose namespace it is in. */
  who: string;
  /** Absent for replicas of a service: they are alike. */
  ask: Ask | undefined;
  /** Units by resource. */
  units: Readonly<Record<string, number>>;
  node?: string | undefined;
  started?: number;
  ended?: number;
  succeeded: boolean;
}

export interface PodContext {
  asks: readonly Ask[];
  targets: Targets;
  /** Cards that one unit of a resource is worth on a node. */
  cards(node: string, resource: string): number;
}

/** Keeps what is seen of the pods of all targets, also of those that no ask made. */
export class PodLog {
  /** By uid, in the order in which they were first seen. */
  private readonly pods = new Map<string, SeenPod>();
  private readonly byAsk = new Map<Ask, SeenPod[]>();
  private readonly asks: ReadonlyMap<string, Ask>;
  private readonly whoAt: ReadonlyMap<string, string>;

  constructor(private readonly context: PodContext) {
    const { asks, targets } = context;
    this.asks = new Map(asks.map((ask) => [ask.name, ask]));
    this.whoAt = new Map([...targets].map(([who, { namespace }]) => [namespace, who]));
  }

  see({ metadata = {}, spec, status }: V1Pod, now: number): void {
    const who = this.whoAt.get(metadata.namespace ?? "");
    if (who === undefined) return;
    const seen = this.pods.get(metadata.uid ?? "") ?? this.add(who, metadata, spec);
    seen.node ??= spec?.nodeName;
    seen.succeeded ||= status?.phase === "Succeeded";
    if (status?.phase === "Running" || seen.succeeded) seen.started ??= now;
    // Its grace is over at once: KWOK has nothing to end.
    if (seen.succeeded || metadata.deletionTimestamp !== undefined) seen.ended ??= now;
  }

  end({ metadata }: V1Pod, now: number): void {
    const seen = this.pods.get(metadata?.uid ?? "");
    if (seen) seen.ended ??= now;
  }

  private add(who: string, { uid = "", labels }: V1ObjectMeta, spec: V1Pod["spec"]): SeenPod {
    const ask = this.asks.get(labels?.[ASK_LABEL] ?? "");
    const pod = { who, ask, units: unitsOf(spec), succeeded: false };
    this.pods.set(uid, pod);
    if (ask) this.byAsk.set(ask, [...this.of(ask), pod]);
    return pod;
  }

  of(ask: Ask): readonly SeenPod[] {
    return this.byAsk.get(ask) ?? [];
  }

  inNamespaceOf(who: string): SeenPod[] {
    return [...this.pods.values()].filter((pod) => pod.who === who);
  }

  /** Runs of Jobs that ended before their work: as many as all pods of a Job make, and one where only some were ended. */
  lostRuns(who: string): number {
    const asks = [...this.byAsk].filter(([ask]) => ask.who === who);
    return asks.reduce((sum, [{ pods }, seen]) => sum + Math.ceil(seen.filter(isLost).length / pods), 0);
  }

  /** What ran, `end` being that of the replay; work that a pod of a Job did not end is lost. */
  holdings(end: number): Held[] {
    return [...this.pods.values()].flatMap((pod) => {
      const { who, units, node = "", started: from, ended: to = end } = pod;
      if (from === undefined) return [];
      const preempted = isLost(pod);
      return Object.entries(units).map(([resource, amount]) => ({
        ...{ who, resource, units: amount, cards: this.context.cards(node, resource) },
        ...{ from, to, preempted },
      }));
    });
  }
}

const isLost = ({ ask, started, ended, succeeded }: SeenPod): boolean =>
  ask !== undefined && started !== undefined && ended !== undefined && !succeeded;

function unitsOf(spec: V1Pod["spec"]): Record<string, number> {
  const units: Record<string, number> = {};
  for (const { resources } of spec?.containers ?? []) {
    for (const [name, amount] of Object.entries(resources?.limits ?? {})) {
      if (isGpuResource(name)) units[name] = (units[name] ?? 0) + Number(amount);
    }
  }
  return units;
}
