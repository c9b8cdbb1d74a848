/** Preemptions of a replay: how often Kueue ended what it had admitted for the sake of others. */
import { evictionsOf, type Workload } from "../showback/index.js";

/**
 * Keeps what is seen of Workloads: Kueue counts each one's preemptions, and deletes it with its pod, or once its Job has
 * finished (0.15.0: it then no longer matches the Job).
 */
export class PreemptionLog {
  /** By namespace and uid. */
  private readonly seen = new Map<string, Map<string, number>>();

  see({ metadata: { namespace, uid }, status }: Workload): void {
    const counts = this.seen.get(namespace) ?? new Map<string, number>();
    this.seen.set(namespace, counts.set(uid, evictionsOf(status).preempted));
  }

  /** Of all Workloads of a namespace; undefined where none was seen, as nothing is queued there. */
  in(namespace: string): number | undefined {
    const counts = this.seen.get(namespace);
    return counts && [...counts.values()].reduce((sum, count) => sum + count, 0);
  }
}
