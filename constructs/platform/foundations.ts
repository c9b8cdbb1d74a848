/** Foundations: priorities, storage, certificates and the secret store that all applications of a cluster share. */
import { PriorityClassV1 } from "@cdktf/provider-kubernetes/lib/priority-class-v1/index.js";
import { StorageClassV1 } from "@cdktf/provider-kubernetes/lib/storage-class-v1/index.js";
import { Construct } from "constructs";
import { MANAGED_BY } from "../../lib/labels/index.js";
import type { PlatformPlan } from "../../lib/placement/index.js";
import { ExternalSecret, SECRET_STORE } from "../external-secret/index.js";
import { CustomResource } from "../support/index.js";

/** Issuer of the gateways' certificates. */
export const ISSUER = "platform";

/** Where cert-manager and External Secrets keep what a cluster-wide resource refers to. */
const CERTIFICATES_NAMESPACE = "cert-manager";
const SECRETS_NAMESPACE = "external-secrets";

export interface FoundationsProps {
  readonly plan: PlatformPlan;
}

/** Cluster-wide objects that need no namespace of their own. */
export class Foundations extends Construct {
  constructor(scope: Construct, id: string, { plan }: FoundationsProps) {
    super(scope, id);
    for (const [name, { value, description }] of Object.entries(plan.priorities)) {
      new PriorityClassV1(this, `priority-${name}`, {
        metadata: { name, labels: MANAGED_BY },
        value,
        description,
      });
    }
    new StorageClassV1(this, "storage", {
      metadata: { name: "block", labels: MANAGED_BY },
      storageProvisioner: plan.storage.provisioner,
      parameters: plan.storage.parameters,
      reclaimPolicy: "Retain",
      allowVolumeExpansion: true,
      volumeBindingMode: "WaitForFirstConsumer",
    });
    this.storeSecrets(plan);
    this.certify(plan);
  }

  private storeSecrets({ secretStore, environment, cluster }: PlatformPlan): void {
    new CustomResource(this, "secret-store", {
      apiVersion: "external-secrets.io/v1",
      kind: "ClusterSecretStore",
      name: SECRET_STORE,
      spec: {
        provider: {
          vault: {
            server: secretStore.server,
            path: secretStore.path,
            version: "v2",
            auth: {
              kubernetes: {
                mountPath: `${environment}-${cluster}`,
                role: "external-secrets",
                serviceAccountRef: { name: "external-secrets", namespace: SECRETS_NAMESPACE },
              },
            },
          },
        },
      },
    });
  }

  /** Wildcard certificates need the DNS challenge; the key of the zone comes from the secret store. */
  private certify({ certificates }: PlatformPlan): void {
    const tsig = "tsig-key";
    new ExternalSecret(this, tsig, {
      namespace: CERTIFICATES_NAMESPACE,
      name: tsig,
      path: `platform/${tsig}`,
    });
    new CustomResource(this, "issuer", {
      apiVersion: "cert-manager.io/v1",
      kind: "ClusterIssuer",
      name: ISSUER,
      spec: {
        acme: {
          server: certificates.acme,
          privateKeySecretRef: { name: "acme-account" },
          solvers: [
            {
              dns01: {
                rfc2136: {
                  nameserver: certificates.nameserver,
                  tsigKeyName: certificates.tsigKey,
                  tsigAlgorithm: "HMACSHA512",
                  tsigSecretSecretRef: { name: tsig, key: "secret" },
                },
              },
            },
          ],
        },
      },
    });
  }
}
