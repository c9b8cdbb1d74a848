/** The words of an apply: what is declared, how an object is named among others, and what came of it. */
import { type KubernetesObject, objectId } from "../../kubernetes/index.js";

/** Who the API server records as the owner of every field that an apply sets. */
export const FIELD_MANAGER = "transhumance";

export interface DeclaredObject {
  object: KubernetesObject;
  /** Paths that are set at creation and then left to a controller, e.g. `["spec", "replicas"]`. */
  ignored?: readonly (readonly string[])[];
}

export interface DeclaredStack {
  /** `<environment>-<cluster>-<operators | platform | application>`. */
  stack: string;
  /** Stacks that must be applied before. */
  dependsOn: readonly string[];
  objects: readonly DeclaredObject[];
}

/** An object as an API server holds it. */
export interface LiveObject extends KubernetesObject {
  metadata: KubernetesObject["metadata"] & {
    uid: string;
    resourceVersion: string;
    deletionTimestamp?: string;
    finalizers?: string[];
    managedFields?: ManagedFields[];
  };
}

/** What one manager owns of an object. Source: Kubernetes, `metav1.ManagedFieldsEntry`. */
export interface ManagedFields {
  manager?: string;
  operation?: "Apply" | "Update";
  subresource?: string;
  time?: string;
  fieldsV1?: Record<string, unknown>;
}

export type ObjectReference = Pick<KubernetesObject, "apiVersion" | "kind"> & {
  name: string;
  namespace?: string;
};

export interface FailedObject {
  object: string;
  reason: string;
}

/** Objects are named as `apps/v1 Deployment siecle-lille/web`. */
export interface ApplyResult {
  created: string[];
  changed: string[];
  deleted: string[];
  unchanged: string[];
  failed: FailedObject[];
}

/** An end for one object that leaves the others alone. */
export class Refused extends Error {}

export function referenceTo({ apiVersion, kind, metadata }: KubernetesObject): ObjectReference {
  const { name, namespace } = metadata;
  return { apiVersion, kind, name, ...(namespace === undefined ? {} : { namespace }) };
}

/**
 * What an object is among the objects of a cluster: `Deployment.apps siecle-lille/web`. Without the version, as all
 * versions of a group show the same object.
 */
export function identityOf({ apiVersion, kind, namespace, name }: ObjectReference): string {
  const slash = apiVersion.indexOf("/");
  const group = slash < 0 ? "" : `.${apiVersion.slice(0, slash)}`;
  return `${kind}${group} ${namespace === undefined ? name : `${namespace}/${name}`}`;
}

/** `apps/v1 Deployment siecle-lille/web`. */
export const describe = ({ apiVersion, kind, ...metadata }: ObjectReference): string =>
  objectId({ apiVersion, kind, metadata });
