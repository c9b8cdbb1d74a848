/** What controllers of Kubernetes write into objects that others declare. */
import type { Difference } from "../report-model.js";

/**
 * Paths by what writes them. Sources: Kubernetes, «Well-Known Labels, Annotations and Taints», «Finalizers», API
 * reference (Service, PersistentVolumeClaim, Job); cert-manager, «CA Injector».
 */
const WRITTEN_BY_CONTROLLERS: readonly { path: RegExp; unless?: RegExp }[] = [
  { path: /^metadata\.(?:finalizers|ownerReferences)/ },
  {
    path: /^metadata\.annotations\[(?:deployment\.kubernetes\.io\/|pv\.kubernetes\.io\/|volume\.(?:beta\.)?kubernetes\.io\/|endpoints\.kubernetes\.io\/|control-plane\.alpha\.kubernetes\.io\/|autoscaling\.alpha\.kubernetes\.io\/|batch\.kubernetes\.io\/|controller\.kubernetes\.io\/|service\.kubernetes\.io\/topology)/,
  },
  {
    path: /^metadata\.labels\[(?:kubernetes\.io\/metadata\.name|pod-template-hash|controller-uid|batch\.kubernetes\.io\/)/,
  },
  { path: /^status(?:\.|$)/ },
  { path: /(?:^|\.)clientConfig\.caBundle$/ },
  {
    path: /^spec\.(?:volumeName|clusterIPs?|healthCheckNodePort|ipFamilies|ipFamilyPolicy|claimRef|nodeName)(?:$|[.[])/,
  },
  { path: /^spec\.ports\[.*\]\.nodePort$/ },
  { path: /^(?:secrets|imagePullSecrets)\[.*(?:-token-|-dockercfg-)/ },
];

/** What the API server fills in where nothing is declared. Source: Kubernetes API reference, default values. */
const SERVER_DEFAULTS: Record<string, unknown> = {
  dnsPolicy: "ClusterFirst",
  restartPolicy: "Always",
  schedulerName: "default-scheduler",
  terminationGracePeriodSeconds: "30",
  terminationMessagePath: "/dev/termination-log",
  terminationMessagePolicy: "File",
  protocol: "TCP",
  sessionAffinity: "None",
  internalTrafficPolicy: "Cluster",
  externalTrafficPolicy: "Cluster",
  revisionHistoryLimit: "10",
  progressDeadlineSeconds: "600",
  successThreshold: "1",
  failureThreshold: "3",
  periodSeconds: "10",
  timeoutSeconds: "1",
  defaultMode: "420",
  volumeMode: "Filesystem",
  podManagementPolicy: "OrderedReady",
  imagePullPolicy: undefined,
};

/** True where the API server filled in what was left open. */
export function isServerDefault({ path, before, after }: Difference): boolean {
  const name = /(\w+)$/.exec(path)?.[1] ?? "";
  if (before !== undefined || !Object.hasOwn(SERVER_DEFAULTS, name)) return false;
  return SERVER_DEFAULTS[name] === undefined || SERVER_DEFAULTS[name] === after;
}

/** True where a controller wrote it: harmless, and not to be taken back. `group` is the object's API group. */
export function isWrittenByController({ path }: Difference, group: string): boolean {
  if (WRITTEN_BY_CONTROLLERS.some((known) => known.path.test(path))) return true;
  // A controller marks objects of its own group with keys of that group.
  return (
    group.includes(".") &&
    new RegExp(`^metadata\\.(?:annotations|labels)\\[${group.replaceAll(".", "\\.")}/`).test(path)
  );
}
