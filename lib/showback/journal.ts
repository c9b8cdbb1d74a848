/** Journal: what Workloads of one cluster held, and for whom, kept after Kubernetes has deleted them and their Jobs. */
import { z } from "zod";
import type { Party } from "./hours.js";
import type { Usage } from "./workload.js";

const Seconds = z.number().min(0);
const Amount = z.number().min(0);

const Kept = z.strictObject({
  /** When it was last on the cluster. */
  seen: Seconds,
  namespace: z.string(),
  name: z.string(),
  job: z.string().optional(),
  units: z.record(z.string(), Amount),
  cards: z.record(z.string(), Amount).default({}),
  run: z.strictObject({ from: Seconds, to: Seconds.optional() }).optional(),
  past: z.strictObject({ seconds: Seconds, until: Seconds }).optional(),
  evictions: z.strictObject({ preempted: Amount, others: Amount }),
});

/** `parties` by namespace, `workloads` by the Workload's uid; by that of its Job where nobody saw the Workload. */
export const Journal = z.strictObject({
  environment: z.string(),
  cluster: z.string(),
  parties: z.record(
    z.string(),
    z.strictObject({ team: z.string(), kind: z.enum(["production", "innovation"]), queue: z.string() }),
  ),
  workloads: z.record(z.string(), Kept),
});
export type Journal = z.output<typeof Journal>;

export const newJournal = (cluster: Pick<Journal, "environment" | "cluster">): Journal => ({
  ...cluster,
  ...{ parties: {}, workloads: {} },
});

/** What the cluster says now. */
export interface Live {
  /** By namespace. */
  parties: ReadonlyMap<string, Party>;
  /** By the Workload's uid. */
  usages: ReadonlyMap<string, Usage>;
  /** Last runs of Jobs that have ended. */
  ended: readonly Usage[];
}

/**
 * What is on the cluster now takes the place of what was kept of it; what is gone stays as it was last seen, or ends with
 * its Job. What lost its admission is worth what it was where it was seen with one.
 */
export function keep(journal: Journal, { parties, usages, ended }: Live, now: number): Journal {
  const workloads = { ...journal.workloads };
  const jobs = new Set(ended.map(({ job }) => job));
  for (const [uid, usage] of usages) {
    // At its end a Workload counts its last run among those that were ended; the Job says when it was.
    if (usage.run === undefined && jobs.has(usage.job)) continue;
    workloads[uid] = { ...usage, cards: { ...workloads[uid]?.cards, ...usage.cards }, seen: now };
  }
  for (const { job = "", ...last } of ended) {
    const [uid, seen] = Object.entries(workloads).find(isRunOf(job, last)) ?? [job];
    workloads[uid] = seen?.run ? { ...seen, run: { ...seen.run, to: last.run?.to } } : { ...last, seen: now };
  }
  return {
    ...journal,
    parties: { ...journal.parties, ...Object.fromEntries(parties) },
    workloads,
  };
}

/** It was seen in this very run of the Job, not in an earlier one. */
const isRunOf =
  (job: string, { run }: Usage) =>
  ([, kept]: [string, Journal["workloads"][string]]): boolean =>
    kept.job === job && kept.run !== undefined && run !== undefined && run.from <= kept.seen;

/** All that is known. What was gone while it ran, ran until it was last seen at least: that much is counted. */
export const usagesIn = ({ workloads }: Journal, now: number): Usage[] =>
  Object.values(workloads).map(({ seen, run, ...usage }) => ({
    ...usage,
    ...(run ? { run: { from: run.from, to: run.to ?? (seen < now ? seen : undefined) } } : {}),
  })) as Usage[];
