/** Removal: what left the declaration, taken off a cluster. */
import type { ApiServer } from "./api-server.js";
import { type Removal, readLive } from "./plan.js";
import { eachOf } from "./pool.js";
import type { Resources } from "./resources.js";
import { CLOCK, reasonOf } from "./retry.js";
import {
  type ApplyResult,
  describe,
  identityOf,
  type LiveObject,
  type ObjectReference,
  Refused,
} from "./types.js";

export interface Removing {
  server: ApiServer;
  resources: Resources;
  /** Milliseconds for which an object that is deleted may take to go. */
  patience: number;
}

/** `gone`: identities of what is no longer there, by this removal or before it. */
export type Removed = Pick<ApplyResult, "deleted" | "failed"> & { gone: Set<string> };

/** Contents before their namespaces; one after the other only where that order matters. */
export async function removeAll(removing: Removing, removals: readonly Removal[]): Promise<Removed> {
  const removed: Removed = { deleted: [], failed: [], gone: new Set() };
  const isNamespace = ({ reference }: Removal) => reference.kind === "Namespace";
  for (const some of [removals.filter((removal) => !isNamespace(removal)), removals.filter(isNamespace)]) {
    await eachOf(some, removing.server.connections, async ({ reference, live }) => {
      try {
        if (live) {
          await remove(removing, reference, live);
          removed.deleted.push(describe(reference));
        }
        removed.gone.add(identityOf(reference));
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        removed.failed.push({ object: describe(reference), reason: error.message });
      }
    });
  }
  return removed;
}

/** Deletes this very object, and waits until it is gone. Throws Refused where it may not go, or does not in time. */
export async function remove(
  { server, resources, patience }: Removing,
  reference: ObjectReference,
  live: LiveObject,
): Promise<void> {
  const { uid } = live.metadata;
  const path = resources.pathOf(reference);
  const body = { propagationPolicy: "Background", preconditions: { uid } };
  const answer = await server.ask({ method: "DELETE", path, body });
  if (![200, 202, 404].includes(answer.status)) throw new Refused(reasonOf(answer));
  const end = CLOCK.now() + patience;
  for (;;) {
    const left = await readLive(server, resources, reference);
    if (left?.metadata.uid !== uid) return;
    if (CLOCK.now() > end) {
      const finalizers = left.metadata.finalizers?.join(", ") ?? "none";
      throw new Refused(`is deleted, but not yet gone; finalizers: ${finalizers}`);
    }
    await CLOCK.sleep(50);
  }
}
