/** Replays asks on a live cluster, faster than time: Jobs for projects, replicas for services; watches their pods. */
import { setTimeout as sleep } from "node:timers/promises";
import {
  type KubeConfig,
  type KubernetesListObject,
  type KubernetesObject,
  makeInformer,
  type V1Pod,
} from "@kubernetes/client-node";
import type { ApiServer } from "../lab/index.js";
import type { Held, Workload } from "../showback/index.js";
import type { Ask, Target, Targets } from "./ask.js";
import { jobOutcome, type Outcome, replicaOutcome } from "./outcome.js";
import { type PodContext, PodLog } from "./pods.js";
import { PreemptionLog } from "./preemptions.js";

export interface ReplayOptions extends PodContext {
  /** Seconds of the trace in one second. */
  speed: number;
  /** Seconds of the trace after the last arrival, in which what waits may still run. */
  drain: number;
  signal?: AbortSignal | undefined;
  onProgress?(done: number, total: number): void;
}

export interface Replayed {
  outcomes: Outcome[];
  /** Of each pod that held GPUs, replicas that no ask asked for among them; `to` is the end where it still holds them. */
  holdings: Held[];
  /** How often work was ended for the sake of others, by project and service. */
  preemptions: Map<string, number>;
  /** Seconds of the trace until the end. */
  end: number;
}

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

class Run {
  private readonly start = Date.now();
  private readonly asked = new Map<Ask, number>();
  private readonly pods: PodLog;
  private readonly evicted = new PreemptionLog();
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
    this.pods = new PodLog(options);
  }

  /** Seconds of the trace since the start. */
  private now(): number {
    return ((Date.now() - this.start) / 1000) * this.options.speed;
  }

  /** Follows pods and Workloads; resolves, once all that is there is known, to what ends it. */
  async watch(config: KubeConfig): Promise<() => Promise<unknown>> {
    const stops = [
      await this.follow<V1Pod>(config, "/api/v1/pods", {
        see: (pod) => this.pods.see(pod, this.now()),
        end: (pod) => this.pods.end(pod, this.now()),
      }),
      await this.follow<KubernetesObject & Workload>(config, "/apis/kueue.x-k8s.io/v1beta2/workloads", {
        see: (workload) => this.evicted.see(workload),
        end: (workload) => this.evicted.see(workload),
      }),
    ];
    return () => Promise.all(stops.map((stop) => stop()));
  }

  private async follow<Kind extends KubernetesObject | V1Pod>(
    config: KubeConfig,
    path: string,
    { see, end }: { see(object: Kind): void; end(object: Kind): void },
  ): Promise<() => Promise<void>> {
    const list = async () => {
      const { body } = await this.server.ask<KubernetesListObject<Kind>>({ method: "GET", path });
      return body;
    };
    const informer = makeInformer<Kind>(config, path, list);
    for (const event of ["add", "update"] as const) informer.on(event, see);
    informer.on("delete", end);
    informer.on("error", () => void setTimeout(() => void informer.start(), 1000).unref());
    await informer.start();
    return () => informer.stop();
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

  /** Replicas that a service needs now; it may not have so many. */
  private replicas(who: string, { least }: Target & { kind: "service" }): number {
    return least + (this.inForce.get(who)?.length ?? 0);
  }

  private async scale(who: string, target: Target & { kind: "service" }): Promise<void> {
    const path = `/apis/apps/v1/namespaces/${target.namespace}/deployments/${target.deployment}/scale`;
    const body = { spec: { replicas: Math.min(target.most, this.replicas(who, target)) } };
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
      return this.pods.of(ask).filter(({ succeeded }) => succeeded).length === ask.pods;
    });
  }

  result(): Replayed {
    const end = this.now();
    const outcomes = [...this.asked].map(([ask, asked]) => {
      const wanted = this.wanted.get(ask);
      return wanted === undefined
        ? jobOutcome(ask, asked, this.pods.of(ask))
        : replicaOutcome(ask, asked, this.pods.inNamespaceOf(ask.who), wanted);
    });
    const preemptions = new Map(
      [...this.options.targets].map(([who, { namespace }]) => [
        who,
        this.evicted.in(namespace) ?? this.pods.lostRuns(who),
      ]),
    );
    return { outcomes, holdings: this.pods.holdings(end), preemptions, end };
  }
}

interface TimetableEvent {
  at: number;
  ask: Ask;
  /** False where a replica of a service is no longer needed. */
  begins: boolean;
}

function timetable(asks: readonly Ask[], targets: Targets): TimetableEvent[] {
  return asks
    .flatMap((ask) => [
      { at: ask.at, ask, begins: true },
      ...(targets.get(ask.who)?.kind === "service"
        ? [{ at: ask.at + ask.duration, ask, begins: false }]
        : []),
    ])
    .toSorted((a, b) => a.at - b.at);
}
