/** What an apply will do: compared with the inventory and with what is live, before anything is changed. */
import { isDataBearing } from "../../kubernetes/index.js";
import type { ApiServer } from "./api-server.js";
import { type ClusterName, digestOf, type Inventory, readInventories } from "./inventory.js";
import { covers, sentOver, visitLive } from "./live.js";
import { isDefinition, type Wave, wavesOf } from "./order.js";
import { eachOf } from "./pool.js";
import { Resources } from "./resources.js";
import { statusOf } from "./retry.js";
import {
  type DeclaredObject,
  type DeclaredStack,
  describe,
  FIELD_MANAGER,
  identityOf,
  type LiveObject,
  type ObjectReference,
  referenceTo,
} from "./types.js";

/** Something that an apply would take away, and with it data. */
export interface Loss {
  stack: string;
  live: LiveObject;
  /** Labels of the namespace that it is in, or that it is. */
  namespaceLabels: Record<string, string>;
}

/** Why something may not be lost; undefined where it may. */
export type LossRule = (loss: Loss) => string | undefined;

export interface Removal {
  stack: string;
  reference: ObjectReference;
  /** Absent where it is gone already, or belongs to somebody else by now. */
  live?: LiveObject;
}

export interface ApplyPlan<Seen> {
  /** What the cluster serves. */
  resources: Resources;
  waves: Wave[];
  inventories: Map<string, Inventory>;
  /** By identity: what the visitor kept of declared objects that exist. */
  seen: Map<string, Seen>;
  /** Identities of declared objects that are as they were applied. */
  unchanged: Set<string>;
  /** What left the declaration, contents of a namespace before it. */
  removals: Removal[];
  /** Removals that would lose data against the rule. */
  refused: { object: string; reason: string }[];
}

/**
 * Plans an apply of all stacks of a cluster. `keep` says what is remembered of every declared object that exists.
 * An object counts as unchanged where the same declaration was applied before and everything it says still stands.
 */
export async function planApply<Seen>(
  server: ApiServer,
  cluster: ClusterName,
  stacks: readonly DeclaredStack[],
  mayLose: LossRule,
  keep: (live: LiveObject, declared: DeclaredObject, unchanged: boolean) => Seen,
): Promise<ApplyPlan<Seen>> {
  const waves = wavesOf(stacks);
  const inventories = await readInventories(server, cluster);
  const applied = new Map([...inventories.values()].flatMap(({ entries }) => [...entries]));
  const declared = new Map(waves.flat().map((one) => [identityOf(referenceTo(one.object)), one]));
  const seen = new Map<string, Seen>();
  const unchanged = new Set<string>();
  const kinds = waves.flat().map(({ object }) => object);
  const known = [...applied.values()].map(({ reference }) => reference);
  const resources = await Resources.discoverAll(server, [...kinds, ...known]);
  await visitLive(server, resources, kinds, (live) => {
    const identity = identityOf(referenceTo(live));
    const own = declared.get(identity);
    if (own === undefined) return;
    const stands =
      live.metadata.deletionTimestamp === undefined &&
      applied.get(identity)?.digest === digestOf(own) &&
      covers(live, sentOver(own, live));
    if (stands) unchanged.add(identity);
    seen.set(identity, keep(live, own, stands));
  });
  const removals = await removalsOf(server, resources, inventories, declared);
  const refused = await refusedOf(server, resources, removals, mayLose);
  return { resources, waves, inventories, seen, unchanged, removals, refused };
}

async function removalsOf(
  server: ApiServer,
  resources: Resources,
  inventories: ReadonlyMap<string, Inventory>,
  declared: ReadonlyMap<string, unknown>,
): Promise<Removal[]> {
  const left = [...inventories].flatMap(([stack, { entries }]) =>
    [...entries]
      .filter(([identity]) => !declared.has(identity))
      .map(([, { reference }]) => ({ stack, reference })),
  );
  const removals: Removal[] = [];
  await eachOf(left, server.connections, async ({ stack, reference }) => {
    if (resources.isAwaited(reference)) {
      throw new Error(
        `${describe(reference)} left the declaration, and its kind is defined but not yet served: run this again`,
      );
    }
    const live = resources.serves(reference) ? await readLive(server, resources, reference) : undefined;
    removals.push({ stack, reference, ...(live && !isSomebodyElses(live) ? { live } : {}) });
  });
  const rank = ({ kind, namespace }: ObjectReference) =>
    kind === "Namespace" ? 1 : namespace === undefined ? 2 : 0;
  const key = ({ reference }: Removal) => `${rank(reference)} ${identityOf(reference)}`;
  return removals.toSorted((a, b) => (key(a) < key(b) ? -1 : 1));
}

/** Made anew without us. A bare namespace has fields of nobody. */
function isSomebodyElses({ metadata }: LiveObject): boolean {
  const owners = (metadata.managedFields ?? []).filter(({ subresource }) => subresource === undefined);
  return owners.length > 0 && owners.every(({ manager }) => manager !== FIELD_MANAGER);
}

export async function readLive(
  server: ApiServer,
  resources: Resources,
  reference: ObjectReference,
): Promise<LiveObject | undefined> {
  const path = resources.pathOf(reference);
  const { status, body } = await server.ask<LiveObject>({ method: "GET", path });
  if (status === 404) return undefined;
  if (status !== 200) throw new Error(`${path}: ${statusOf(body).message}`);
  return body;
}

async function refusedOf(
  server: ApiServer,
  resources: Resources,
  removals: readonly Removal[],
  mayLose: LossRule,
): Promise<ApplyPlan<never>["refused"]> {
  const refused: ApplyPlan<never>["refused"] = [];
  await eachOf(removals, server.connections, async ({ stack, reference, live }) => {
    if (live === undefined || !(await losesData(server, resources, reference))) return;
    const namespace = reference.kind === "Namespace" ? reference.name : reference.namespace;
    const inside =
      namespace === undefined
        ? undefined
        : await readLive(server, resources, { apiVersion: "v1", kind: "Namespace", name: namespace });
    const reason = mayLose({ stack, live, namespaceLabels: inside?.metadata.labels ?? {} });
    if (reason !== undefined) refused.push({ object: describe(reference), reason });
  });
  return refused.toSorted((a, b) => (a.object < b.object ? -1 : 1));
}

/** A namespace loses what is in it, a definition every object of its kind. */
async function losesData(
  server: ApiServer,
  resources: Resources,
  reference: ObjectReference,
): Promise<boolean> {
  const { apiVersion, kind, name } = reference;
  const kinds = resources.dataBearing();
  if (isDefinition(reference)) {
    return kinds.some(({ apiVersion: version, plural }) => `${plural}.${version.split("/")[0]}` === name);
  }
  let namespaceHoldsData = false;
  if (apiVersion === "v1" && kind === "Namespace") {
    const found = await Promise.all(kinds.map((held) => isAny(server, resources.listPath(held, name))));
    namespaceHoldsData = found.includes(true);
  }
  return isDataBearing({ apiVersion, kind, metadata: { name } }, { namespaceHoldsData });
}

async function isAny(server: ApiServer, path: string): Promise<boolean> {
  const { status, body } = await server.ask<{ items?: unknown[] }>({
    method: "GET",
    path,
    query: { limit: "1" },
  });
  if (status !== 200) throw new Error(`${path}: ${statusOf(body).message}`);
  return (body.items ?? []).length > 0;
}
