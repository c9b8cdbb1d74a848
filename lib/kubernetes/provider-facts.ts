/**
 * What the provider hashicorp/kubernetes 2.38.0 does that no Kubernetes model tells: facts, as data, by model of
 * `@kubernetes/client-node`. What it sends for arguments that nobody set is in provider-defaults.ts. A new attribute or kind needs nothing here unless the provider treats it irregularly.
 *
 * Measured, not copied: each attribute of each resource was set, unset and set to zero in the provider's own create
 * functions, against a server that recorded what they sent. Some of that recording is the fixture
 * `test/fixtures/terraform/provider-sends.json`, which the tests compare with.
 */

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
  V1ServiceSpec: "healthCheckNodePort publishNotReadyAddresses",
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
 * The value `unless` is no mistake: a default, or what the server fills in.
 */
export const NEVER_SENT: ByModel<Readonly<Record<string, { because: string; unless?: string | number }>>> = {
  DiscoveryV1EndpointPort: {
    protocol: {
      because: "the provider 2.38 does not send an EndpointSlice's protocol: it stays TCP",
      unless: "TCP",
    },
  },
  V1AzureFileVolumeSource: {
    secret_namespace: {
      because: "the provider does not send it: a pod's secrets are those of its namespace",
    },
  },
  V1LocalObjectReference: {
    namespace: { because: "the provider does not send it: a pod's secrets are those of its namespace" },
  },
  V1Volume: {
    ceph_fs: { because: "the provider 2.38 does not send a pod's ceph_fs volume; use a PersistentVolume" },
    local: { because: "no pod mounts a local volume itself; use a PersistentVolume" },
  },
  V2HorizontalPodAutoscalerSpec: {
    target_cpu_utilization_percentage: {
      because: "autoscaling/v2 has no such field; use a metric block",
      unless: 0,
    },
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
