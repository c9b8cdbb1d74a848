/**
 * Where each model of `@kubernetes/client-node` is served: API group and version, and whether in a namespace.
 *
 * The client keeps this only inside the request paths of its generated `apis/*.js`, which cost too much to load and to
 * read at run time. This is the same knowledge as data: `test/lib/kubernetes/kinds.test.ts` reads those paths
 * again and prints what must change here when the client is upgraded.
 */
export interface ServedModels {
  /** Model names, space separated, whose objects live in a namespace. */
  readonly namespaced: string;
  /** Model names, space separated, whose objects are cluster-wide. */
  readonly cluster: string;
}

/** By `apiVersion`, as objects write it. */
export const API_GROUPS: Readonly<Record<string, ServedModels>> = {
  "admissionregistration.k8s.io/v1": {
    namespaced: "",
    cluster:
      "V1MutatingWebhookConfiguration V1ValidatingAdmissionPolicy V1ValidatingAdmissionPolicyBinding V1ValidatingWebhookConfiguration",
  },
  "admissionregistration.k8s.io/v1alpha1": {
    namespaced: "",
    cluster: "V1alpha1MutatingAdmissionPolicy V1alpha1MutatingAdmissionPolicyBinding",
  },
  "admissionregistration.k8s.io/v1beta1": {
    namespaced: "",
    cluster: "V1beta1MutatingAdmissionPolicy V1beta1MutatingAdmissionPolicyBinding",
  },
  "apiextensions.k8s.io/v1": {
    namespaced: "",
    cluster: "V1CustomResourceDefinition",
  },
  "apiregistration.k8s.io/v1": {
    namespaced: "",
    cluster: "V1APIService",
  },
  "apps/v1": {
    namespaced: "V1ControllerRevision V1DaemonSet V1Deployment V1ReplicaSet V1StatefulSet",
    cluster: "",
  },
  "authentication.k8s.io/v1": {
    namespaced: "",
    cluster: "V1SelfSubjectReview V1TokenReview",
  },
  "authorization.k8s.io/v1": {
    namespaced: "V1LocalSubjectAccessReview",
    cluster: "V1SelfSubjectAccessReview V1SelfSubjectRulesReview V1SubjectAccessReview",
  },
  "autoscaling/v1": {
    namespaced: "V1HorizontalPodAutoscaler",
    cluster: "",
  },
  "autoscaling/v2": {
    namespaced: "V2HorizontalPodAutoscaler",
    cluster: "",
  },
  "batch/v1": {
    namespaced: "V1CronJob V1Job",
    cluster: "",
  },
  "certificates.k8s.io/v1": {
    namespaced: "",
    cluster: "V1CertificateSigningRequest",
  },
  "certificates.k8s.io/v1alpha1": {
    namespaced: "V1alpha1PodCertificateRequest",
    cluster: "V1alpha1ClusterTrustBundle",
  },
  "certificates.k8s.io/v1beta1": {
    namespaced: "",
    cluster: "V1beta1ClusterTrustBundle",
  },
  "coordination.k8s.io/v1": {
    namespaced: "V1Lease",
    cluster: "",
  },
  "coordination.k8s.io/v1alpha2": {
    namespaced: "V1alpha2LeaseCandidate",
    cluster: "",
  },
  "coordination.k8s.io/v1beta1": {
    namespaced: "V1beta1LeaseCandidate",
    cluster: "",
  },
  "discovery.k8s.io/v1": {
    namespaced: "V1EndpointSlice",
    cluster: "",
  },
  "events.k8s.io/v1": {
    namespaced: "EventsV1Event",
    cluster: "",
  },
  "flowcontrol.apiserver.k8s.io/v1": {
    namespaced: "",
    cluster: "V1FlowSchema V1PriorityLevelConfiguration",
  },
  "internal.apiserver.k8s.io/v1alpha1": {
    namespaced: "",
    cluster: "V1alpha1StorageVersion",
  },
  "networking.k8s.io/v1": {
    namespaced: "V1Ingress V1NetworkPolicy",
    cluster: "V1IPAddress V1IngressClass V1ServiceCIDR",
  },
  "networking.k8s.io/v1beta1": {
    namespaced: "",
    cluster: "V1beta1IPAddress V1beta1ServiceCIDR",
  },
  "node.k8s.io/v1": {
    namespaced: "",
    cluster: "V1RuntimeClass",
  },
  "policy/v1": {
    namespaced: "V1PodDisruptionBudget",
    cluster: "",
  },
  "rbac.authorization.k8s.io/v1": {
    namespaced: "V1Role V1RoleBinding",
    cluster: "V1ClusterRole V1ClusterRoleBinding",
  },
  "resource.k8s.io/v1": {
    namespaced: "ResourceV1ResourceClaim V1ResourceClaimTemplate",
    cluster: "V1DeviceClass V1ResourceSlice",
  },
  "resource.k8s.io/v1alpha3": {
    namespaced: "",
    cluster: "V1alpha3DeviceTaintRule",
  },
  "resource.k8s.io/v1beta1": {
    namespaced: "V1beta1ResourceClaim V1beta1ResourceClaimTemplate",
    cluster: "V1beta1DeviceClass V1beta1ResourceSlice",
  },
  "resource.k8s.io/v1beta2": {
    namespaced: "V1beta2ResourceClaim V1beta2ResourceClaimTemplate",
    cluster: "V1beta2DeviceClass V1beta2ResourceSlice",
  },
  "scheduling.k8s.io/v1": {
    namespaced: "",
    cluster: "V1PriorityClass",
  },
  "storage.k8s.io/v1": {
    namespaced: "V1CSIStorageCapacity",
    cluster: "V1CSIDriver V1CSINode V1StorageClass V1VolumeAttachment V1VolumeAttributesClass",
  },
  "storage.k8s.io/v1alpha1": {
    namespaced: "",
    cluster: "V1alpha1VolumeAttributesClass",
  },
  "storage.k8s.io/v1beta1": {
    namespaced: "",
    cluster: "V1beta1VolumeAttributesClass",
  },
  "storagemigration.k8s.io/v1alpha1": {
    namespaced: "",
    cluster: "V1alpha1StorageVersionMigration",
  },
  v1: {
    namespaced:
      "CoreV1Event V1Binding V1ConfigMap V1Endpoints V1LimitRange V1PersistentVolumeClaim V1Pod V1PodTemplate V1ReplicationController V1ResourceQuota V1Secret V1Service V1ServiceAccount",
    cluster: "V1Namespace V1Node V1PersistentVolume",
  },
};
