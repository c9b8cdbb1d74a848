/** What one rendered object is: its name among others, and whether data is lost with it. */
import type { KubernetesObject } from "./types.js";

const CLOUD_NATIVE_PG = "postgresql.cnpg.io/";

/**
 * Does deleting or replacing the object lose data? True for PersistentVolumeClaims, StatefulSets, and Clusters and
 * Databases of CloudNativePG; for a Namespace when the caller knows that it holds such objects (DESIGN.md, «What the
 * platform must keep true»): an object alone does not tell.
 */
export function isDataBearing(object: KubernetesObject, { namespaceHoldsData = false } = {}): boolean {
  const { apiVersion, kind } = object;
  if (apiVersion === "v1" && kind === "Namespace") return namespaceHoldsData;
  if (apiVersion === "v1" && kind === "PersistentVolumeClaim") return true;
  if (apiVersion.startsWith("apps/") && kind === "StatefulSet") return true;
  return apiVersion.startsWith(CLOUD_NATIVE_PG) && (kind === "Cluster" || kind === "Database");
}

/** `apps/v1 Deployment siecle-lille/web`, `v1 Namespace siecle-lille`; a generated name ends with an asterisk. */
export function objectId(object: KubernetesObject): string {
  const { name, namespace, generateName } = object.metadata;
  const own = name ?? `${generateName ?? ""}*`;
  return `${object.apiVersion} ${object.kind} ${namespace === undefined ? own : `${namespace}/${own}`}`;
}
