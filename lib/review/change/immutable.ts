/** Attributes that cannot be changed in place: a change of one is a replacement. Source: Kubernetes API reference. */
import type { KubernetesObject } from "../../kubernetes/index.js";
import { objectId } from "../../kubernetes/index.js";
import { isEqual } from "./differences.js";
import { at } from "./read.js";

const IMMUTABLE: Record<string, readonly string[]> = {
  Deployment: ["spec.selector"],
  ReplicaSet: ["spec.selector"],
  DaemonSet: ["spec.selector"],
  StatefulSet: ["spec.selector", "spec.serviceName", "spec.volumeClaimTemplates", "spec.podManagementPolicy"],
  Job: ["spec.selector", "spec.template", "spec.completionMode"],
  PersistentVolumeClaim: [
    "spec.accessModes",
    "spec.storageClassName",
    "spec.volumeName",
    "spec.volumeMode",
    "spec.selector",
    "spec.dataSource",
  ],
  RoleBinding: ["roleRef"],
  ClusterRoleBinding: ["roleRef"],
  PriorityClass: ["value", "preemptionPolicy"],
  StorageClass: ["provisioner", "parameters", "reclaimPolicy", "volumeBindingMode"],
  IngressClass: ["spec.controller"],
  Secret: ["type"],
};

/** Paths that force a replacement of `before` by `after`; empty for a change in place. */
export function replacementCauses(before: KubernetesObject, after: KubernetesObject): string[] {
  if (objectId(before) !== objectId(after)) {
    const identity = ["kind", "metadata.namespace", "metadata.name"].filter(
      (path) => !isEqual(at(before, ...path.split(".")), at(after, ...path.split("."))),
    );
    return identity.length === 0 ? ["apiVersion"] : identity;
  }
  return (IMMUTABLE[before.kind] ?? []).filter(
    (path) => !isEqual(at(before, ...path.split(".")), at(after, ...path.split("."))),
  );
}
