/**
 * The inventory: what was applied to a cluster, one ConfigMap a stack. It is written before objects are created and
 * after they are deleted, so it names at least all that is there, whenever an apply is interrupted.
 */
import { createHash } from "node:crypto";
import { gunzipSync, gzipSync } from "node:zlib";
import type { KubernetesObject } from "../../kubernetes/index.js";
import type { ApiServer } from "./api-server.js";
import { mayPass, statusOf } from "./retry.js";
import {
  type DeclaredObject,
  FIELD_MANAGER,
  identityOf,
  type LiveObject,
  type ObjectReference,
} from "./types.js";

export interface ClusterName {
  environment: string;
  cluster: string;
}

export interface InventoryEntry {
  reference: ObjectReference;
  /** Of the declaration that was applied; absent while nobody knows whether it was. */
  digest?: string;
}

/** By {@link identityOf}. */
export type Entries = ReadonlyMap<string, InventoryEntry>;

export interface Inventory {
  entries: Entries;
  /** Absent where there is none yet. */
  resourceVersion?: string;
}

type StoredInventory = LiveObject & { binaryData?: Record<string, string> };

/** Digest of what an apply sends for an object. */
export function digestOf({ object, ignored }: DeclaredObject): string {
  const text = JSON.stringify(ignored === undefined ? [object] : [object, ignored]);
  return createHash("sha256").update(text).digest("base64url").slice(0, 20);
}

const NAMESPACE = "transhumance";
const PATH = `/api/v1/namespaces/${NAMESPACE}/configmaps`;
const CONTENT = "objects.gz";
const NONE = "-";

const labelsOf = ({ environment, cluster }: ClusterName) => ({
  "app.kubernetes.io/component": "inventory",
  "app.kubernetes.io/managed-by": FIELD_MANAGER,
  "app.kubernetes.io/part-of": `${environment}.${cluster}`,
});

/** Reads every inventory of a cluster, by stack. Throws Error where the cluster holds another one's. */
export async function readInventories(
  server: ApiServer,
  cluster: ClusterName,
): Promise<Map<string, Inventory>> {
  const own = labelsOf(cluster);
  const { "app.kubernetes.io/part-of": partOf, ...common } = own;
  const labelSelector = Object.entries(common)
    .map(([key, value]) => `${key}=${value}`)
    .join();
  const { status, body } = await server.ask<{ items?: StoredInventory[] }>({
    method: "GET",
    path: PATH,
    query: { labelSelector },
  });
  if (status !== 200) throw new Error(`${PATH}: ${statusOf(body).message}`);
  return new Map(
    (body.items ?? []).map(({ metadata, binaryData }) => {
      const found = metadata.labels?.["app.kubernetes.io/part-of"];
      if (found !== partOf) {
        throw new Error(
          `this cluster holds ${found?.replace(".", "/")}, not ${cluster.environment}/${cluster.cluster}: name the kubeconfig of the right one`,
        );
      }
      const entries = parseEntries(Buffer.from(binaryData?.[CONTENT] ?? "", "base64"));
      return [metadata.name, { entries, resourceVersion: metadata.resourceVersion }];
    }),
  );
}

/** Writes, or removes where nothing is left. Throws Error where another apply wrote meanwhile. */
export async function writeInventory(
  server: ApiServer,
  cluster: ClusterName,
  stack: string,
  { entries, resourceVersion }: Inventory,
): Promise<Inventory> {
  const metadata = {
    name: stack,
    labels: labelsOf(cluster),
    ...(resourceVersion === undefined ? {} : { resourceVersion }),
  };
  const path = `${PATH}/${stack}`;
  if (entries.size === 0) {
    const preconditions = { resourceVersion };
    const removed = await server.ask({ method: "DELETE", path, body: { preconditions } });
    refuse(stack, removed, [200, 404]);
    return { entries };
  }
  const binaryData = { [CONTENT]: formatEntries(entries).toString("base64") };
  const body = { apiVersion: "v1", kind: "ConfigMap", metadata, binaryData };
  const isNew = resourceVersion === undefined;
  const written = await server.ask<StoredInventory>(
    isNew ? { method: "POST", path: PATH, body } : { method: "PUT", path, body },
    (answer) => answer.status !== 409 && mayPass(answer),
  );
  const stored =
    written.status === 409 ? await server.ask<StoredInventory>({ method: "GET", path }) : written;
  // The answer to our own writing may have been lost: what it wrote is there all the same.
  const isOurs = stored.status === 200 && stored.body.binaryData?.[CONTENT] === binaryData[CONTENT];
  if (!isOurs) refuse(stack, written, [200, 201]);
  return { entries, resourceVersion: stored.body.metadata.resourceVersion };
}

/** Makes the namespace that inventories are kept in. */
export async function prepareInventories(server: ApiServer): Promise<void> {
  const namespace: KubernetesObject = { apiVersion: "v1", kind: "Namespace", metadata: { name: NAMESPACE } };
  const made = await server.ask({
    method: "PATCH",
    path: `/api/v1/namespaces/${NAMESPACE}`,
    query: { fieldManager: FIELD_MANAGER },
    contentType: "application/apply-patch+yaml",
    body: namespace,
  });
  refuse(NAMESPACE, made, [200, 201]);
}

function refuse(stack: string, { status, body }: { status: number; body: unknown }, allowed: number[]): void {
  if (allowed.includes(status)) return;
  throw new Error(
    status === 409
      ? `${stack}: another apply changed its inventory meanwhile; run this again when it has ended`
      : `${stack}: its inventory cannot be written: ${statusOf(body).message}`,
  );
}

/** One line an object, compressed. */
export function formatEntries(entries: Entries): Buffer {
  const lines = [...entries.values()].map(
    ({ reference: { apiVersion, kind, namespace = NONE, name }, digest = NONE }) =>
      [apiVersion, kind, namespace, name, digest].join(" "),
  );
  return gzipSync(lines.join("\n"));
}

export function parseEntries(content: Buffer): Entries {
  const text = content.length === 0 ? "" : gunzipSync(content).toString("utf8");
  return new Map(
    text.split("\n").flatMap((line) => {
      const [apiVersion, kind, namespace, name, digest] = line.split(" ");
      if (!apiVersion || !kind || !name) return [];
      const reference = {
        apiVersion,
        kind,
        name,
        ...(namespace === NONE || !namespace ? {} : { namespace }),
      };
      const entry = { reference, ...(digest === NONE || !digest ? {} : { digest }) };
      return [[identityOf(reference), entry]];
    }),
  );
}
