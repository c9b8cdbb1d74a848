/** Journal: what Workloads held, kept after Kubernetes has deleted them. */
import { z } from "zod";
import type { Usage } from "./workload.js";

const Seconds = z.number().min(0);
const Amount = z.number().min(0);

/** By the Workload's uid; `seen`: when it was last on the cluster. */
export const Journal = z.record(
  z.string(),
  z.strictObject({
    seen: Seconds,
    namespace: z.string(),
    name: z.string(),
    units: z.record(z.string(), Amount),
    run: z.strictObject({ from: Seconds, to: Seconds.optional() }).optional(),
    past: z.strictObject({ seconds: Seconds, until: Seconds }).optional(),
    evictions: z.strictObject({ preempted: Amount, others: Amount }),
  }),
);
export type Journal = z.output<typeof Journal>;

/** What is on the cluster now takes the place of what was kept of it; what is gone stays as it was last seen. */
export function keep(journal: Journal, live: ReadonlyMap<string, Usage>, now: number): Journal {
  return {
    ...journal,
    ...Object.fromEntries([...live].map(([uid, usage]) => [uid, { ...usage, seen: now }])),
  };
}

/** All that is known. What was gone while it ran, ran until it was last seen at least: that much is counted. */
export const usagesIn = (journal: Journal, now: number): Usage[] =>
  Object.values(journal).map(({ seen, run, ...usage }) => ({
    ...usage,
    ...(run ? { run: { from: run.from, to: run.to ?? (seen < now ? seen : undefined) } } : {}),
  })) as Usage[];
