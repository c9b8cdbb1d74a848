/** Replays asks on a live cluster, faster than time: Jobs for projects, replicas for services; watches their pods. */
import { setTimeout as sleep } from "node:timers/promises";
import type { V1Pod } from "@kubernetes/client-node";
import { type KubeConfig, makeInformer } from "@kubernetes/client-node";
import type { KubernetesObject } from "../kubernetes/index.js";
import type { ApiServer } from "../lab/index.js";
import { type Ask, resourceOf } from "./ask.js";
import type { Holding, Outcome } from "./report.js";

/** Where an ask goes. */
export type Target =
  | { kind: "project"; namespace: string; jobOf(ask: Ask, seconds: number): KubernetesObject }
  | { kind: "service"; namespace: string; deployment: string; least: number; most: number };

export interface ReplayOptions {
  asks: readonly Ask[];
  /** By project and service. */
  targets: ReadonlyMap<string, Target>;
  /** Seconds of the trace in one second. */
  speed: number;
  /** Seconds of the trace after the last arrival, in which what waits may still run. */
  drain: number;
  /** That one unit of a resource is worth on a node. */
  cards(node: string, resource: string): number;
  signal?: AbortSignal | undefined;
  onProgress?(done: number, total: number): void;
}

export interface Replayed {
  outcomes: Outcome[];
  holdings: Holding[];
  /** Seconds of the trace until the end. */
  end: number;
}

/** The label that leads from a pod to its ask. */
export const ASK_LABEL = "transhumance-ask";
/** Requests under way at once. */
const CREATORS = 8;
const TICK = 20;

/** Runs until all is done or the drain is over. Throws where an object is refused. */
export async function replay(
  server: ApiServer,
  config: KubeConfig,
  options: ReplayOptions,
): Promise<Replayed> {
  const run = new Run(server, options);
  const stop = await run.watch(config);
  try {
    await run.drive();
    return run.result();
  } finally {
    await stop();
  }
}

interface SeenPod {
  created: number;
  started?: number;
  ended?: number;
  succeeded: boolean;
  ask: Ask | undefined;
  /** The service that it is a replica of. */
  service: string | undefined;
  node?: string;
}

class Run {
  private readonly start = Date.now();
  private readonly asked = new Map<Ask, number>();
  private readonly byName: Map<string, Ask>;
  private readonly pods = new Map<string, SeenPod>();
  private readonly podsOf = new Map<Ask, Set<SeenPod>>();
  private readonly serviceAt: Map<string, string>;
  /** Replicas that a service needs from the moment of an ask. */
  private readonly wanted = new Map<Ask, number>();
  /** Asks of each service that are in force. */
  private readonly inForce = new Map<string, Ask[]>();
  /** Requests to scale each service, one after another: the last one to arrive counts. */
  private readonly scaling = new Map<string, Promise<void>>();

  constructor(
    private readonly server: ApiServer,
    private readonly options: ReplayOptions,
  ) {
    this.byName = new Map(options.asks.map((ask) => [ask.name, ask]));
    this.serviceAt = new Map(
      [...options.targets].flatMap(([who, { kind, namespace }]) =>
        kind === "service" ? [[namespace, who]] : [],
      ),
    );
  }

  /** Seconds of the trace since the start. */
  private now(): number {
    return ((Date.now() - this.start) / 1000) * this.options.speed;
  }

  /** Follows the pods of all targets; resolves, once all that is there is known, to what ends it. */
  async watch(config: KubeConfig): Promise<() => Promise<void>> {
    const list = async () => {
      const { body } = await this.server.ask<{ items: V1Pod[]; metadata: object }>({
        method: "GET",
        path: "/api/v1/pods",
      });
      return { apiVersion: "v1", kind: "PodList", ...body };
    };
    const informer = makeInformer<V1Pod>(config, "/api/v1/pods", list);
    for (const event of ["add", "update"] as const) informer.on(event, (pod) => this.see(pod));
    informer.on("delete", (pod) => this.end(pod));
    informer.on("error", () => void setTimeout(() => void informer.start(), 1000).unref());
    await informer.start();
    return () => informer.stop();
  }

  private see(pod: V1Pod): void {
    const id = pod.metadata?.uid ?? "";
    const namespace = pod.metadata?.namespace ?? "";
    const known = this.pods.get(id);
    const name = pod.metadata?.labels?.[ASK_LABEL];
    const ask = name === undefined ? undefined : this.byName.get(name);
    const service = this.serviceAt.get(namespace);
    if (ask === undefined && service === undefined) return;
    const seen = known ?? { created: this.now(), succeeded: false, ask, service };
    if (known === undefined) {
      this.pods.set(id, seen);
      if (ask) this.podsOf.set(ask, (this.podsOf.get(ask) ?? new Set()).add(seen));
    }
    const node = pod.spec?.nodeName;
    if (node !== undefined) seen.node = node;
    const phase = pod.status?.phase;
    if (phase === "Running") seen.started ??= this.now();
    if (phase === "Succeeded") {
      seen.started ??= this.now();
      seen.ended ??= this.now();
      seen.succeeded = true;
    }
    // Its grace is over at once: KWOK has nothing to end.
    if (pod.metadata?.deletionTimestamp !== undefined) seen.ended ??= this.now();
  }

  private end(pod: V1Pod): void {
    const seen = this.pods.get(pod.metadata?.uid ?? "");
    if (seen) seen.ended ??= this.now();
  }

  async drive(): Promise<void> {
    const { asks, speed, drain, signal, onProgress } = this.options;
    const events = timetable(asks, this.options.targets);
    const last = events.at(-1)?.at ?? 0;
    const creating = new Set<Promise<void>>();
    await this.keepLeast();
    for (const [index, event] of events.entries()) {
      while (this.now() < event.at && !signal?.aborted) {
        await sleep(Math.min(1000, ((event.at - this.now()) / speed) * 1000 + 1));
      }
      if (signal?.aborted) break;
      while (creating.size >= CREATORS) await Promise.race(creating);
      const task = this.make(event).finally(() => creating.delete(task));
      creating.add(task);
      onProgress?.(index + 1, events.length);
    }
    await Promise.all(creating);
    while (!signal?.aborted && this.now() < last + drain && !this.isDone()) await sleep(TICK);
  }

  /** As KEDA would: a Deployment that says no number of replicas has one. */
  private async keepLeast(): Promise<void> {
    const scaled = [...this.options.targets].map(([who, target]) =>
      target.kind === "service" ? this.scale(who, target) : undefined,
    );
    await Promise.all(scaled);
  }

  private async make({ ask, begins }: TimetableEvent): Promise<void> {
    const target = this.options.targets.get(ask.who);
    if (target?.kind === "project") {
      this.asked.set(ask, this.now());
      const seconds = ask.duration / this.options.speed;
      await this.send(
        "POST",
        `/apis/batch/v1/namespaces/${target.namespace}/jobs`,
        target.jobOf(ask, seconds),
      );
    } else if (target?.kind === "service") {
      const others = (this.inForce.get(ask.who) ?? []).filter((other) => other !== ask);
      this.inForce.set(ask.who, begins ? [...others, ask] : others);
      if (begins) {
        this.asked.set(ask, this.now());
        this.wanted.set(ask, this.replicas(ask.who, target));
      }
      const before = this.scaling.get(ask.who) ?? Promise.resolve();
      const scaled = before.then(() => this.scale(ask.who, target));
      this.scaling.set(ask.who, scaled);
      await scaled;
    }
  }

  /** Replicas that a service needs now. */
  private replicas(who: string, { least }: Target & { kind: "service" }): number {
    return least + (this.inForce.get(who)?.length ?? 0);
  }

  private async scale(who: string, target: Target & { kind: "service" }): Promise<void> {
    const path = `/apis/apps/v1/namespaces/${target.namespace}/deployments/${target.deployment}/scale`;
    const body = { spec: { replicas: this.replicas(who, target) } };
    await this.send("PATCH", path, body, "application/merge-patch+json");
  }

  private async send(
    method: "PATCH" | "POST",
    path: string,
    body: unknown,
    contentType?: string,
  ): Promise<void> {
    const answer = await this.server.ask<{ message?: string }>({
      ...{ method, path, body },
      ...(contentType === undefined ? {} : { contentType }),
    });
    if (answer.status >= 300 && answer.status !== 409) {
      throw new Error(`${path}: ${answer.status} ${answer.body.message ?? ""}`);
    }
  }

  private isDone(): boolean {
    return this.options.asks.every((ask) => {
      if (this.options.targets.get(ask.who)?.kind !== "project") return true;
      return this.succeeded(ask) === ask.pods;
    });
  }

  private succeeded(ask: Ask): number {
    return [...(this.podsOf.get(ask) ?? [])].filter(({ succeeded }) => succeeded).length;
  }

  result(): Replayed {
    const end = this.now();
    const holdings: Holding[] = [];
    for (const pod of this.pods.values()) {
      const { ask, started, ended, succeeded, service, node = "" } = pod;
      if (started === undefined) continue;
      const whose = ask ?? (service === undefined ? undefined : this.replicaOf(service));
      if (whose === undefined) continue;
      const resource = resourceOf(whose);
      const preempted = ask !== undefined && ended !== undefined && !succeeded;
      holdings.push({
        ...{ ask: whose, who: whose.who, resource, units: whose.gpus },
        cards: this.options.cards(node, resource),
        ...{ from: started, to: ended ?? end, preempted },
      });
    }
    return { outcomes: [...this.outcomes()], holdings, end };
  }

  /** Replicas of a service are alike: each holds what any ask of it asks for. */
  private replicaOf(service: string): Ask | undefined {
    return this.options.asks.find(({ who }) => who === service);
  }

  private *outcomes(): Generator<Outcome> {
    for (const [ask, asked] of this.asked) {
      const wanted = this.wanted.get(ask);
      yield wanted === undefined ? this.jobOutcome(ask, asked) : this.replicaOutcome(ask, asked, wanted);
    }
  }

  private jobOutcome(ask: Ask, asked: number): Outcome {
    const pods = [...(this.podsOf.get(ask) ?? [])];
    const started = pods.flatMap(({ started }) => started ?? []).toSorted((a, b) => a - b)[ask.pods - 1];
    const ends = pods.flatMap(({ succeeded, ended }) => (succeeded ? (ended ?? []) : []));
    return {
      ...{ ask, asked },
      ...(started === undefined ? {} : { started }),
      ...(ends.length < ask.pods ? {} : { finished: Math.max(...ends) }),
    };
  }

  /** A service has what it asked for at the first moment at which so many of its replicas run. */
  private replicaOutcome(ask: Ask, asked: number, wanted: number): Outcome {
    const pods = [...this.pods.values()].filter(({ service }) => service === ask.who);
    const runsAt = ({ started, ended }: SeenPod, moment: number) =>
      started !== undefined && started <= moment && (ended === undefined || ended > moment);
    const moments = pods.flatMap(({ started }) => (started !== undefined && started > asked ? started : []));
    const started = [asked, ...moments.toSorted((a, b) => a - b)].find(
      (moment) => pods.filter((pod) => runsAt(pod, moment)).length >= wanted,
    );
    const until = asked + ask.duration;
    if (started === undefined || started > until) return { ask, asked, gaveUp: until };
    return { ask, asked, started, finished: until };
  }
}

interface TimetableEvent {
  at: number;
  ask: Ask;
  /** False where a replica of a service is no longer needed. */
  begins: boolean;
}

function timetable(asks: readonly Ask[], targets: ReplayOptions["targets"]): TimetableEvent[] {
  return asks
    .flatMap((ask) => [
      { at: ask.at, ask, begins: true },
      ...(targets.get(ask.who)?.kind === "service"
        ? [{ at: ask.at + ask.duration, ask, begins: false }]
        : []),
    ])
    .toSorted((a, b) => a.at - b.at);
}
