/** Scaling: how many replicas serve, by what waits in their queues and how full their caches are. */
import type { Construct } from "constructs";
import type { RunningPlan } from "../../lib/placement/index.js";
import { CustomResource } from "../support/index.js";
import { ENGINE } from "./engine.js";

/** A replica is added where more of what one takes at once waits in its queue, as a part of it (our judgement). */
const WAITING = 0.1;
/** … or where this part of the key-value cache is full: beyond it requests are put off (our judgement). */
const CACHE = 0.8;

/** Seconds between two looks, and of quiet before the last replica goes (our judgement). */
const POLLING = 15;
const COOLDOWN = 600;

/** KEDA rather than a HorizontalPodAutoscaler alone: that one never goes to zero (decision 0038). */
export function declareScaling(
  scope: Construct,
  { serving, metrics, awake }: RunningPlan,
  namespace: string,
  service: string,
): void {
  // No answer of engines that run is no calm: replicas stay as they are. One that may sleep answers nothing asleep.
  const ignoreNullValues = `${serving.replicas.min === 0}`;
  const prometheus = (name: string, query: string, threshold: number, metricType: string) => ({
    type: "prometheus",
    name,
    metricType,
    metadata: { serverAddress: metrics.query, query, threshold: `${threshold}`, ignoreNullValues },
  });
  const of = (metric: string) => `${metric}{namespace="${service}"}`;
  new CustomResource(scope, "scaling", {
    apiVersion: "keda.sh/v1alpha1",
    kind: "ScaledObject",
    name: ENGINE,
    namespace,
    spec: {
      scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: ENGINE },
      pollingInterval: POLLING,
      cooldownPeriod: COOLDOWN,
      minReplicaCount: serving.replicas.min,
      maxReplicaCount: serving.replicas.max,
      triggers: [
        prometheus(
          "queue",
          `sum(${of("vllm:num_requests_waiting")})`,
          Math.max(1, Math.round(serving.concurrency * WAITING)),
          "AverageValue",
        ),
        prometheus("cache", `avg(${of("vllm:kv_cache_usage_perc")})`, CACHE, "Value"),
        // Asleep only while nobody asks: loading weights takes longer than any goal allows.
        ...awake.map(({ timeZone, from, to }) => ({
          type: "cron",
          metadata: { timezone: timeZone, start: cron(from), end: cron(to), desiredReplicas: "1" },
        })),
      ],
    },
  });
}

function cron(time: string): string {
  const [hour, minute] = time.split(":").map(Number);
  return `${minute} ${hour} * * *`;
}
