/** Workloads of Kueue, and what they say of the GPUs that they held: the run of now, and those that were ended before. */
import { isGpuResource } from "../gpu/index.js";
import type { Held } from "./hours.js";

/** What is read of a Workload. Source: Kueue 0.15, API reference v1beta2. */
export interface Workload {
  metadata: { name: string; namespace: string; uid: string; ownerReferences?: Owner[] };
  spec: { podSets: { count?: number; template: Asking }[] };
  status?: {
    admission?: { podSetAssignments: { flavors?: Record<string, string>; resourceUsage?: Amounts }[] };
    conditions?: { type: string; status: string; reason: string; lastTransitionTime: string }[];
    /** Time that it was admitted before its present admission. */
    accumulatedPastExecutionTimeSeconds?: number;
    schedulingStats?: { evictions?: { reason: string; count: number }[] };
  };
}

interface Owner {
  kind: string;
  name: string;
  uid: string;
}

/** Pods that ask for resources. */
export interface Asking {
  spec: { containers: { resources?: { requests?: Amounts; limits?: Amounts } }[] };
}

type Amounts = Record<string, string | number>;

/** Cards that one unit of a resource is worth in a ResourceFlavor; undefined where that is not known. */
export type CardsIn = (flavor: string | undefined, resource: string) => number | undefined;

/** What one Workload held; times in seconds since 1970. */
export interface Usage {
  namespace: string;
  name: string;
  /** Uid of the Job that held it, where it was one. */
  job?: string | undefined;
  /** Units by resource. */
  units: Record<string, number>;
  /** That one unit of a resource is worth where it was admitted, on average of its pods; only of those that are known. */
  cards: Record<string, number>;
  /** Since it was admitted last, to its end; absent where it holds nothing. */
  run?: { from: number; to?: number | undefined };
  /** Runs that ended in an eviction: seconds together, and when the last of them ended at the latest. */
  past?: { seconds: number; until: number };
  evictions: { preempted: number; others: number };
}

const PREEMPTED = "Preempted";

/** Undefined for what holds no GPUs, or never was admitted. */
export function usageOf({ metadata, spec, status = {} }: Workload, cardsIn: CardsIn): Usage | undefined {
  const condition = (type: string) => status.conditions?.find((one) => one.type === type);
  const since = (type: string) => {
    const found = condition(type);
    return found?.status === "True" ? secondsOf(found.lastTransitionTime) : undefined;
  };
  const { units, cards } = heldBy(spec.podSets, status.admission, cardsIn);
  const admitted = since("Admitted");
  const seconds = status.accumulatedPastExecutionTimeSeconds ?? 0;
  const ended = condition("Admitted") ?? condition("Evicted");
  const past = seconds > 0 && ended ? { seconds, until: secondsOf(ended.lastTransitionTime) } : undefined;
  if (Object.keys(units).length === 0 || (admitted === undefined && past === undefined)) return undefined;
  const job = metadata.ownerReferences?.find(({ kind }) => kind === "Job")?.uid;
  return {
    ...{ namespace: metadata.namespace, name: metadata.name, ...(job ? { job } : {}), units, cards },
    ...(admitted === undefined ? {} : { run: { from: admitted, to: since("Finished") } }),
    ...(past === undefined ? {} : { past }),
    evictions: evictionsOf(status),
  };
}

/** How often Kueue ended a Workload that it had admitted: for the sake of others, and for other reasons. */
export function evictionsOf({ schedulingStats }: NonNullable<Workload["status"]> = {}): Usage["evictions"] {
  const evictions = { preempted: 0, others: 0 };
  for (const { reason, count } of schedulingStats?.evictions ?? []) {
    evictions[reason === PREEMPTED ? "preempted" : "others"] += count;
  }
  return evictions;
}

const secondsOf = (time: string) => Date.parse(time) / 1000;

/** As it was admitted with; as it asks, of `flavor` if that is known, where it is not admitted. */
export function heldBy(
  podSets: Workload["spec"]["podSets"],
  admission: NonNullable<Workload["status"]>["admission"],
  cardsIn: CardsIn,
  flavor?: string,
): Pick<Usage, "units" | "cards"> {
  const asked = podSets.flatMap(({ count = 1, template }) =>
    template.spec.containers.map(({ resources = {} }) => ({
      ...{ count, flavors: {} as Record<string, string> },
      amounts: { ...resources.limits, ...resources.requests },
    })),
  );
  const admitted = admission?.podSetAssignments.map(({ flavors = {}, resourceUsage = {} }) => ({
    ...{ count: 1, flavors, amounts: resourceUsage },
  }));
  const units: Record<string, number> = {};
  const worth: Record<string, number> = {};
  for (const { count, flavors, amounts } of admitted ?? asked) {
    for (const [resource, amount] of Object.entries(amounts).filter(([name]) => isGpuResource(name))) {
      const more = count * Number(amount);
      units[resource] = (units[resource] ?? 0) + more;
      worth[resource] =
        (worth[resource] ?? 0) + more * (cardsIn(flavors[resource] ?? flavor, resource) ?? Number.NaN);
    }
  }
  const cards = Object.entries(worth).map(
    ([resource, all]) => [resource, all / (units[resource] ?? 0)] as const,
  );
  return { units, cards: Object.fromEntries(cards.filter(([, each]) => !Number.isNaN(each))) };
}

/** From `from` to before `to`, in seconds since 1970. */
export interface Period {
  from: number;
  to: number;
}

/**
 * What a usage held in a period; `now` ends what still runs. Kueue keeps the sum of runs that were ended: they are
 * taken to have been one, up to the last end, and lost in the proportion of evictions that were preemptions.
 */
export function holdingsOf(
  { namespace, units, cards, run, past, evictions }: Usage,
  cardsElsewhere: (resource: string) => number,
  period: Period,
  now: number,
) {
  const { preempted, others } = evictions;
  const share = preempted + others === 0 ? 0 : preempted / (preempted + others);
  const spans: (Period & { share: number; preempted: boolean })[] = [];
  if (run) spans.push({ from: run.from, to: run.to ?? now, share: 1, preempted: false });
  if (past) {
    const span = { from: past.until - past.seconds, to: past.until };
    spans.push({ ...span, share, preempted: true }, { ...span, share: 1 - share, preempted: false });
  }
  return spans.flatMap(({ from, to, share, preempted }): Held[] => {
    const within = { from: Math.max(from, period.from), to: Math.min(to, period.to) };
    if (share === 0 || within.from >= within.to) return [];
    return Object.entries(units).map(([resource, amount]) => ({
      ...{ who: namespace, resource, units: share * amount, ...within, preempted },
      cards: cards[resource] ?? cardsElsewhere(resource),
    }));
  });
}
