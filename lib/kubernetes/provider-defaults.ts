/**
 * What the provider hashicorp/kubernetes 2.38.0 sends for arguments that nobody set, by model of
 * `@kubernetes/client-node`: its schema's defaults, and what its code sends regardless. Measured as provider-facts.ts
 * tells. Some of it changes meaning: a container's security_context without run_as_non_root is sent with
 * `runAsNonRoot: false`, which overrides the pod's `true`.
 */

type Scalar = string | number | boolean;
type ByModel<T> = Readonly<Record<string, T>>;

/** Attributes that have a schema default, or that the provider always sends: what it sends when they are unset. */
export const SENT_WHEN_UNSET: ByModel<Readonly<Record<string, Scalar>>> = {
  AdmissionregistrationV1ServiceReference: { port: 443 },
  ApiregistrationV1ServiceReference: { port: 443 },
  CoreV1EndpointPort: { protocol: "TCP" },
  RbacV1Subject: { namespace: "default" },
  // The provider never sends it; what a plan shows, and the server fills in.
  DiscoveryV1EndpointPort: { protocol: "TCP" },
  V1AzureDiskVolumeSource: { readOnly: false },
  V1CSIDriverSpec: { attachRequired: false, podInfoOnMount: false },
  V1CSIVolumeSource: { readOnly: false },
  V1ClientIPConfig: { timeoutSeconds: 0 },
  V1ConfigMap: { immutable: false },
  V1ConfigMapEnvSource: { optional: false },
  V1ConfigMapKeySelector: { optional: false },
  V1ConfigMapProjection: { optional: false },
  V1ConfigMapVolumeSource: { defaultMode: 420, optional: false },
  V1Container: { terminationMessagePath: "/dev/termination-log" },
  V1ContainerPort: { protocol: "TCP" },
  V1CronJobSpec: {
    concurrencyPolicy: "Allow",
    failedJobsHistoryLimit: 1,
    successfulJobsHistoryLimit: 3,
    suspend: false,
  },
  V1DaemonSetSpec: { revisionHistoryLimit: 10 },
  V1DaemonSetUpdateStrategy: { type: "RollingUpdate" },
  V1DeploymentSpec: { progressDeadlineSeconds: 600, revisionHistoryLimit: 10 },
  V1DeploymentStrategy: { type: "RollingUpdate" },
  V1DownwardAPIVolumeSource: { defaultMode: 420 },
  V1EndpointConditions: { ready: false, serving: false, terminating: false },
  V1HTTPGetAction: { scheme: "HTTP" },
  V1HTTPIngressPath: { pathType: "ImplementationSpecific" },
  V1HorizontalPodAutoscalerSpec: { minReplicas: 1 },
  V1ISCSIPersistentVolumeSource: { iscsiInterface: "default" },
  V1ISCSIVolumeSource: { iscsiInterface: "default" },
  V1JobSpec: { backoffLimit: 6, completions: 1, manualSelector: false, parallelism: 1 },
  V1MutatingWebhook: {
    failurePolicy: "Fail",
    matchPolicy: "Equivalent",
    reinvocationPolicy: "Never",
    timeoutSeconds: 10,
  },
  V1NetworkPolicyPort: { protocol: "TCP" },
  V1ObjectFieldSelector: { apiVersion: "v1" },
  V1ObjectReference: { namespace: "default" },
  V1PersistentVolumeSpec: { persistentVolumeReclaimPolicy: "Retain", volumeMode: "Filesystem" },
  V1PodFailurePolicyOnPodConditionsPattern: { status: "True" },
  V1PodSecurityContext: { runAsNonRoot: false },
  V1PodSpec: {
    automountServiceAccountToken: true,
    dnsPolicy: "ClusterFirst",
    enableServiceLinks: true,
    shareProcessNamespace: false,
    terminationGracePeriodSeconds: 30,
  },
  V1PriorityClass: { preemptionPolicy: "PreemptLowerPriority" },
  V1Probe: { failureThreshold: 3, periodSeconds: 10, successThreshold: 1, timeoutSeconds: 1 },
  V1ProjectedVolumeSource: { defaultMode: 420 },
  V1RBDVolumeSource: { pool: "rbd", user: "admin" },
  V1RBDPersistentVolumeSource: { pool: "rbd", user: "admin" },
  V1ReplicationControllerSpec: { replicas: 1 },
  V1ResourceFieldSelector: { divisor: "1" },
  V1RollingUpdateDaemonSet: { maxSurge: 0, maxUnavailable: 1 },
  V1RollingUpdateDeployment: { maxSurge: "25%", maxUnavailable: "25%" },
  V1RollingUpdateStatefulSetStrategy: { partition: 0 },
  V1RuleWithOperations: { scope: "*" },
  V1SeccompProfile: { type: "Unconfined" },
  V1Secret: { type: "Opaque" },
  V1SecretEnvSource: { optional: false },
  V1SecretKeySelector: { optional: false },
  V1SecretProjection: { optional: false },
  V1SecretVolumeSource: { defaultMode: 420, optional: false },
  V1SecurityContext: {
    allowPrivilegeEscalation: true,
    privileged: false,
    readOnlyRootFilesystem: false,
    runAsNonRoot: false,
  },
  V1ServiceAccount: { automountServiceAccountToken: true },
  V1ServiceAccountTokenProjection: { expirationSeconds: 3600 },
  V1ServicePort: { protocol: "TCP" },
  V1ServiceSpec: { sessionAffinity: "None", type: "ClusterIP" },
  V1StatefulSetPersistentVolumeClaimRetentionPolicy: { whenDeleted: "Retain", whenScaled: "Retain" },
  V1StatefulSetSpec: { revisionHistoryLimit: 0 },
  V1StatefulSetUpdateStrategy: { type: "RollingUpdate" },
  V1StorageClass: { allowVolumeExpansion: true, reclaimPolicy: "Delete", volumeBindingMode: "Immediate" },
  V1Toleration: { operator: "Equal" },
  V1TopologySpreadConstraint: { maxSkew: 1, whenUnsatisfiable: "DoNotSchedule" },
  V1ValidatingWebhook: { failurePolicy: "Fail", matchPolicy: "Equivalent", timeoutSeconds: 10 },
  V1VolumeMount: { mountPropagation: "None" },
  V1WindowsSecurityContextOptions: { hostProcess: false },
  V2HPAScalingRules: { stabilizationWindowSeconds: 0 },
  V2HorizontalPodAutoscalerSpec: { minReplicas: 1 },
};

/** Where SENT_WHEN_UNSET differs by kind of the object; `undefined` is nothing sent. */
export const SENT_WHEN_UNSET_IN: ByModel<ByModel<Readonly<Record<string, Scalar | undefined>>>> = {
  V1CronJob: { V1PodSpec: { restartPolicy: "Never" } },
  V1DaemonSet: { V1PodSpec: { restartPolicy: "Always" } },
  V1Deployment: { V1PodSpec: { restartPolicy: "Always" } },
  V1Job: { V1PodSpec: { restartPolicy: "Never" } },
  V1Pod: { V1PodSpec: { restartPolicy: "Always" } },
  V1StatefulSet: { V1PodSpec: { restartPolicy: "Always" } },
  V1ReplicationController: { V1PodSpec: { dnsPolicy: undefined, terminationGracePeriodSeconds: 0 } },
  V1ServiceAccount: { V1ObjectReference: { namespace: undefined } },
};

/** Models whose SENT_WHEN_UNSET is not sent for a block that sets nothing at all. */
export const NOTHING_WHEN_EMPTY = new Set([
  "V1ConfigMapEnvSource",
  "V1ConfigMapKeySelector",
  "V1ConfigMapProjection",
  "V1CSIDriverSpec",
  "V1CSIVolumeSource",
  "V1EndpointConditions",
  "V1PodSecurityContext",
  "V1SecretEnvSource",
  "V1SecretKeySelector",
  "V1SecretProjection",
  "V2HPAScalingRules",
]);
