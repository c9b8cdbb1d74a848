/** Outcome: what came of an ask, from what its pods did. */
import type { Ask } from "./ask.js";
import type { SeenPod } from "./pods.js";

/** Times in seconds of the trace. */
export interface Outcome {
  ask: Ask;
  /** When it was really asked for. */
  asked: number;
  /** When all its pods ran for the first time; absent where they never did. */
  started?: number;
  finished?: number;
  /** When what never ran was no longer needed; absent where it still is. */
  gaveUp?: number;
}

/** A Job has what it asked for at the first moment at which all its pods run, or have ended their work. */
export function jobOutcome(ask: Ask, asked: number, pods: readonly SeenPod[]): Outcome {
  const started = firstWith(ask.pods, pods, asked);
  const ends = pods.flatMap(({ succeeded, ended }) => (succeeded ? (ended ?? []) : []));
  return {
    ...{ ask, asked },
    ...(started === undefined ? {} : { started }),
    ...(ends.length < ask.pods ? {} : { finished: Math.max(...ends) }),
  };
}

/** A service has what it asked for at the first moment at which so many of its replicas run. */
export function replicaOutcome(
  ask: Ask,
  asked: number,
  replicas: readonly SeenPod[],
  wanted: number,
): Outcome {
  const started = firstWith(wanted, replicas, asked);
  const until = asked + ask.duration;
  if (started === undefined || started > until) return { ask, asked, gaveUp: until };
  return { ask, asked, started, finished: until };
}

/** The first moment from `asked` on at which so many pods run, or have ended their work. */
function firstWith(wanted: number, pods: readonly SeenPod[], asked: number): number | undefined {
  const moments = pods.flatMap(({ started }) => (started !== undefined && started > asked ? started : []));
  const counts = ({ started, ended, succeeded }: SeenPod, moment: number) =>
    started !== undefined && started <= moment && (succeeded || ended === undefined || ended > moment);
  return [asked, ...moments.toSorted((a, b) => a - b)].find(
    (moment) => pods.filter((pod) => counts(pod, moment)).length >= wanted,
  );
}
