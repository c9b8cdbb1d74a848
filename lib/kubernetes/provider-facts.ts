/**
 * What the provider hashicorp/kubernetes 2.38.0 does that no Kubernetes model tells: facts, as data, by model of
 * `@kubernetes/client-node`. A new attribute or kind needs nothing here unless the provider treats it irregularly.
 *
 * Measured, not copied: each attribute of each resource was set, unset and set to zero in the provider's own create
 * functions, against a server that recorded what they sent. Some of that recording is the fixture
 * `test/fixtures/terraform/provider-sends.json`, which the tests compare with.
 */

type Scalar = string | number | boolean;
type ByModel<T> = Readonly<Record<string, T>>;

/** Arguments whose name is not the Kubernetes name in snake case, by the Kubernetes name they stand for. */
export const IRREGULAR_NAMES: Readonly<Record<string, string>> = {
  ceph_fs: "cephfs",
  ceph_monitors: "monitors",
  data_disk_uri: "diskURI",
  endpoints_name: "endpoints",
  rados_user: "user",
  rbd_image: "image",
  rbd_pool: "pool",
  run_as_username: "runAsUserName",
  storage_provisioner: "provisioner",
  strategy: "updateStrategy",
  target_ww_ns: "targetWWNs",
  timezone: "timeZone",
};

/**
 * Resource types that render to no object, and why. Patches and requests are no objects; the others would be sent
 * with an API version that no Kubernetes since 1.26 serves.
 */
export const REFUSED_TYPES: Readonly<Record<string, string>> = {
  kubernetes_annotations: "patches an object that something else declares",
  kubernetes_certificate_signing_request:
    "is sent as certificates.k8s.io/v1beta1, no longer served; use kubernetes_certificate_signing_request_v1",
  kubernetes_config_map_v1_data:
    "patches a ConfigMap that something else declares; use kubernetes_config_map_v1",
  kubernetes_cron_job: "is sent as batch/v1beta1, no longer served; use kubernetes_cron_job_v1",
  kubernetes_csi_driver: "is sent as storage.k8s.io/v1beta1, no longer served; use kubernetes_csi_driver_v1",
  kubernetes_env: "patches a workload that something else declares",
  kubernetes_horizontal_pod_autoscaler_v2beta2:
    "is sent as autoscaling/v2beta2, no longer served; use kubernetes_horizontal_pod_autoscaler_v2",
  kubernetes_ingress: "is sent as extensions/v1beta1, no longer served; use kubernetes_ingress_v1",
  kubernetes_labels: "patches an object that something else declares",
  kubernetes_node_taint: "patches a Node that something else declares",
  kubernetes_pod_disruption_budget:
    "is sent as policy/v1beta1, no longer served; use kubernetes_pod_disruption_budget_v1",
  kubernetes_pod_security_policy:
    "declares a PodSecurityPolicy, no longer served; label the Namespace with pod-security.kubernetes.io/enforce",
  kubernetes_pod_security_policy_v1beta1:
    "declares a PodSecurityPolicy, no longer served; label the Namespace with pod-security.kubernetes.io/enforce",
  kubernetes_secret_v1_data: "patches a Secret that something else declares; use kubernetes_secret_v1",
  kubernetes_token_request_v1: "asks for a token and leaves no object",
};

/** Attributes that have a schema default, or that the provider always sends: what it sends when they are unset. */
export const SENT_WHEN_UNSET: ByModel<Readonly<Record<string, Scalar>>> = {
  AdmissionregistrationV1ServiceReference: { port: 443 },
  ApiregistrationV1ServiceReference: { port: 443 },
  CoreV1EndpointPort: { protocol: "TCP" },
  RbacV1Subject: { namespace: "default" },
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

/** Booleans and numbers whose zero the provider, or Go's JSON, does not send. Space separated. */
export const ZERO_IS_UNSET: ByModel<string> = {
  ApiregistrationV1ServiceReference: "port",
  V1APIServiceSpec: "insecureSkipTLSVerify",
  V1AWSElasticBlockStoreVolumeSource: "partition readOnly",
  V1AzureFilePersistentVolumeSource: "readOnly",
  V1AzureFileVolumeSource: "readOnly",
  V1CSIPersistentVolumeSource: "readOnly",
  V1CephFSPersistentVolumeSource: "readOnly",
  V1CephFSVolumeSource: "readOnly",
  V1CertificateSigningRequestSpec: "expirationSeconds",
  V1CinderPersistentVolumeSource: "readOnly",
  V1CinderVolumeSource: "readOnly",
  V1Container: "stdin stdinOnce tty",
  V1ContainerPort: "hostPort",
  V1CronJobSpec: "startingDeadlineSeconds",
  V1DaemonSetSpec: "minReadySeconds",
  V1DeploymentSpec: "minReadySeconds paused",
  V1FCVolumeSource: "readOnly",
  V1FlexPersistentVolumeSource: "readOnly",
  V1FlexVolumeSource: "readOnly",
  V1GCEPersistentDiskVolumeSource: "partition readOnly",
  V1GlusterfsPersistentVolumeSource: "readOnly",
  V1GlusterfsVolumeSource: "readOnly",
  V1HorizontalPodAutoscalerSpec: "minReplicas targetCPUUtilizationPercentage",
  V1ISCSIPersistentVolumeSource: "readOnly",
  V1ISCSIVolumeSource: "readOnly",
  V1JobSpec: "activeDeadlineSeconds completions",
  V1NFSVolumeSource: "readOnly",
  V1NetworkPolicyPort: "endPort",
  V1PersistentVolumeClaimVolumeSource: "readOnly",
  V1PodSpec: "activeDeadlineSeconds hostIPC hostNetwork hostPID",
  V1PriorityClass: "globalDefault",
  V1Probe: "failureThreshold initialDelaySeconds periodSeconds successThreshold timeoutSeconds",
  V1QuobyteVolumeSource: "readOnly",
  V1RBDPersistentVolumeSource: "readOnly",
  V1RBDVolumeSource: "readOnly",
  V1ReplicationControllerSpec: "minReadySeconds",
  V1ServiceAccountTokenProjection: "expirationSeconds",
  V1ServiceBackendPort: "number",
  V1ServicePort: "nodePort",
  V1ServiceSpec: "allocateLoadBalancerNodePorts healthCheckNodePort publishNotReadyAddresses",
  V1StatefulSetSpec: "minReadySeconds",
  V1TopologySpreadConstraint: "minDomains",
  V1VolumeMount: "readOnly",
  V2HorizontalPodAutoscalerSpec: "minReplicas",
  V2MetricTarget: "averageUtilization",
};

/** Attributes sent only when a sibling has one of these values. */
export const SENT_ONLY_WITH: ByModel<Readonly<Record<string, { sibling: string; values: string }>>> = {
  V1JobSpec: {
    backoffLimitPerIndex: { sibling: "completionMode", values: "Indexed" },
    maxFailedIndexes: { sibling: "completionMode", values: "Indexed" },
  },
  V1SeccompProfile: { localhostProfile: { sibling: "type", values: "Localhost" } },
  V1ServiceSpec: {
    allocateLoadBalancerNodePorts: { sibling: "type", values: "LoadBalancer" },
    loadBalancerClass: { sibling: "type", values: "LoadBalancer" },
  },
  V2MetricTarget: {
    averageUtilization: { sibling: "type", values: "Utilization" },
    averageValue: { sibling: "type", values: "AverageValue" },
    value: { sibling: "type", values: "Value" },
  },
};

/**
 * Arguments that the provider has but never sends: setting one is a mistake worth an error, which says `because`.
 * The value `unless` is no mistake: the server fills in the same.
 */
export const NEVER_SENT: ByModel<Readonly<Record<string, { because: string; unless?: Scalar }>>> = {
  DiscoveryV1EndpointPort: {
    protocol: { because: "the provider 2.38 does not send an EndpointSlice's protocol: it stays TCP", unless: "TCP" },
  },
  V1Volume: {
    cephfs: { because: "the provider 2.38 does not send a pod's ceph_fs volume; use a PersistentVolume" },
  },
};

/**
 * Lists that the provider keeps as sets, and so sends in the order of their hashes (see
 * set-order.ts). Space separated; a semicolon marks a set whose schema names no hash function.
 */
export const SETS: ByModel<string> = {
  V1CephFSPersistentVolumeSource: "monitors",
  V1CephFSVolumeSource: "monitors",
  V1CertificateSigningRequestSpec: "usages",
  V1EndpointSubset: "addresses notReadyAddresses ports",
  V1Endpoints: "subsets",
  V1FCVolumeSource: "targetWWNs",
  V1LabelSelectorRequirement: "values",
  V1NodeSelectorRequirement: "values",
  V1PersistentVolumeClaimSpec: "accessModes",
  V1PersistentVolumeSpec: "accessModes mountOptions",
  V1PodAffinityTerm: "namespaces",
  V1PodSecurityContext: "supplementalGroups;",
  V1PolicyRule: "apiGroups resourceNames resources verbs",
  V1RBDPersistentVolumeSource: "monitors",
  V1RBDVolumeSource: "monitors",
  V1ResourceQuotaSpec: "scopes",
  V1ScopedResourceSelectorRequirement: "values;",
  V1ServiceAccount: "imagePullSecrets secrets",
  V1ServiceSpec: "externalIPs; loadBalancerSourceRanges;",
  V1StorageClass: "mountOptions",
  V1TopologySelectorLabelRequirement: "values;",
  V1TopologySpreadConstraint: "matchLabelKeys;",
};

/** Sets that are lists in one kind. */
export const LISTS_IN: ByModel<string> = { V1ClusterRole: "V1PolicyRule" };

/** Arguments of typed resources that are about Terraform or the provider's waiting, and reach no object. */
export function isProviderOnly(argument: string): boolean {
  return PROVIDER_ONLY.has(argument) || argument.startsWith("wait_");
}

const PROVIDER_ONLY = new Set([
  "//",
  "auto_approve",
  "binary_data_wo_revision",
  "certificate",
  "connection",
  "data_wo_revision",
  "default_secret_name",
  "depends_on",
  "id",
  "lifecycle",
  "provider",
  "provisioner",
  "status",
  "target_state",
  "timeouts",
]);

/** Metadata arguments that only a server fills in. */
export const SERVER_METADATA = new Set(["generation", "resource_version", "self_link", "uid"]);
