/** What the `restricted` Pod Security Standard asks of a pod, and a place for temporary files. */

/** Not 0, and not the identity of any image in particular (our choice). */
const UNPRIVILEGED_USER = 10001;

/** Security context of a pod. Source: Kubernetes, Pod Security Standards, «restricted». */
export const podSecurity = () => ({
  runAsNonRoot: true,
  runAsUser: `${UNPRIVILEGED_USER}`,
  runAsGroup: `${UNPRIVILEGED_USER}`,
  fsGroup: `${UNPRIVILEGED_USER}`,
  seccompProfile: { type: "RuntimeDefault" },
});

/** The same for manifests: the provider writes identities as texts, Kubernetes as numbers. */
export const plainPodSecurity = () => ({
  ...podSecurity(),
  runAsUser: UNPRIVILEGED_USER,
  runAsGroup: UNPRIVILEGED_USER,
  fsGroup: UNPRIVILEGED_USER,
});

/** Security context of a container. Source: Kubernetes, Pod Security Standards, «restricted». */
export const containerSecurity = () => ({
  allowPrivilegeEscalation: false,
  privileged: false,
  readOnlyRootFilesystem: true,
  runAsNonRoot: true,
  capabilities: { drop: ["ALL"] },
});

/** The one writable folder of a container whose root file system is read-only. */
export const TEMPORARY_FILES = {
  mount: { name: "tmp", mountPath: "/tmp" },
  volume: { name: "tmp", emptyDir: { sizeLimit: "1Gi" } },
};
