/** What a cluster holds: listing objects, and comparing them with what is declared. */
import { createHash } from "node:crypto";
import type { KubernetesObject } from "../../kubernetes/index.js";
import type { ApiServer } from "./api-server.js";
import { ownedFields } from "./managed-fields.js";
import { eachOf } from "./pool.js";
import type { Resources } from "./resources.js";
import { statusOf } from "./retry.js";
import { type DeclaredObject, FIELD_MANAGER, type LiveObject, type ManagedFields } from "./types.js";

/** Objects a page; a page of the largest kinds is then about 2 MB. */
const PAGE = 500;

interface Page {
  apiVersion: string;
  kind: string;
  metadata?: { continue?: string };
  items?: LiveObject[];
}

/** Visits every object of the given kinds, some perhaps twice. Kinds that are not served have none. */
export async function visitLive(
  server: ApiServer,
  resources: Resources,
  kinds: Iterable<Pick<KubernetesObject, "apiVersion" | "kind">>,
  visit: (live: LiveObject) => void,
): Promise<void> {
  const distinct = new Map(
    [...kinds].map(({ apiVersion, kind }) => [`${apiVersion} ${kind}`, { apiVersion, kind }]),
  );
  await eachOf(distinct.values(), server.connections, async (kind) => {
    if (!resources.serves(kind)) return;
    const path = resources.listPath(kind);
    let from: string | undefined;
    do {
      const query = { limit: `${PAGE}`, ...(from ? { continue: from } : {}) };
      const { status, body } = await server.ask<Page>({ method: "GET", path, query });
      // A list that took longer than the server keeps its snapshot starts anew.
      if (status === 410 && from) {
        from = undefined;
        continue;
      }
      if (status !== 200) throw new Error(`${path}: ${statusOf(body).message}`);
      for (const item of body.items ?? []) visit({ ...item, ...kind });
      from = body.metadata?.continue;
    } while (from);
  });
}

/**
 * Does `live` say all that `declared` says? Lists must agree element by element: what the server writes differently
 * (a quantity, the order of a set) counts as not covered, and an apply then lets the server decide.
 */
export function covers(live: unknown, declared: unknown): boolean {
  if (Array.isArray(declared)) {
    return (
      Array.isArray(live) &&
      live.length === declared.length &&
      declared.every((element, index) => covers(live[index], element))
    );
  }
  if (typeof declared === "object" && declared !== null) {
    if (typeof live !== "object" || live === null || Array.isArray(live)) return false;
    return Object.entries(declared).every(([key, value]) =>
      covers((live as Record<string, unknown>)[key], value),
    );
  }
  return live === declared;
}

/** What our applies own of an object. */
const ownFields = ({ metadata }: LiveObject): ManagedFields | undefined =>
  metadata.managedFields?.find(
    ({ manager, operation, subresource }) =>
      manager === FIELD_MANAGER && operation === "Apply" && subresource === undefined,
  );

/**
 * The declared object as it is sent over a live one. What is left to a controller stays as it is: with the value that
 * it has while it is still ours, and left out once the controller has taken it.
 */
export function sentOver(
  { object, ignored = [] }: DeclaredObject,
  live: LiveObject | undefined,
): KubernetesObject {
  if (live === undefined || ignored.length === 0) return object;
  const sent = structuredClone(object);
  for (const path of ignored) {
    const [last = "", ...parents] = path.toReversed();
    const target = at(sent, parents.toReversed());
    if (target === undefined) continue;
    const isOurs =
      at(
        ownFields(live)?.fieldsV1,
        path.map((step) => `f:${step}`),
      ) !== undefined;
    const kept = at(live, path);
    if (isOurs && kept !== undefined) (target as Record<string, unknown>)[last] = kept;
    else delete (target as Record<string, unknown>)[last];
  }
  return sent;
}

const at = (value: unknown, path: readonly string[]): unknown =>
  path.reduce<unknown>((inner, step) => (inner as Record<string, unknown> | undefined)?.[step], value);

/** What an apply can change of an object: not its status, not the server's bookkeeping. */
export function contentOf(live: LiveObject): Record<string, unknown> {
  const { status: _, metadata, ...content } = live;
  const { resourceVersion, generation, managedFields, ...named } = metadata as LiveObject["metadata"] & {
    generation?: number;
  };
  return { ...content, metadata: named };
}

/**
 * Digest of what an apply can change of an object: the fields that it owns there, and their values. What controllers
 * write meanwhile is none of it.
 */
export function contentDigest(live: LiveObject): string {
  const own = ownFields(live);
  const text = JSON.stringify([own?.fieldsV1, own && ownedFields(live, own)]);
  return createHash("sha256").update(text).digest("base64url");
}
