/**
 * Secret files: a Secret as a folder with one file per key. Unlike variables they reach no child process and no
 * crash report, and they follow a rotation without a restart. Source: CIS Kubernetes Benchmark, 5.4.1.
 */

const FOLDER = "/run/secrets";

/** Readable by the group of the pod, writable by nobody. */
const MODE = "0440";

/** Where the files of a Secret are, or the one of a key. */
export const secretPath = (secret: string, ...key: string[]) => [FOLDER, secret, ...key].join("/");

/** Volumes and mounts of Secrets in a pod. */
export const secretFiles = (secrets: readonly string[]) => ({
  volumes: secrets.map((secret) => ({
    name: `secret-${secret}`,
    secret: { secretName: secret, defaultMode: MODE },
  })),
  mounts: secrets.map((secret) => ({
    name: `secret-${secret}`,
    mountPath: secretPath(secret),
    readOnly: true,
  })),
});
