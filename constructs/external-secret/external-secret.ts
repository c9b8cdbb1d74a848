/** External secret: a Secret that the cluster fetches from the secret store; its value passes no other hand. */
import type { Construct } from "constructs";
import { CustomResource } from "../support/index.js";

/** Name of the cluster-wide store that the platform stack declares. */
export const SECRET_STORE = "platform";

export interface ExternalSecretProps {
  readonly namespace: string;
  /** Name of the Secret. */
  readonly name: string;
  /** Path in the secret store; all its keys are copied. */
  readonly path: string;
}

/** All keys at one path of the secret store, as a Secret that is refreshed every hour. */
export class ExternalSecret extends CustomResource {
  constructor(scope: Construct, id: string, { namespace, name, path }: ExternalSecretProps) {
    super(scope, id, {
      apiVersion: "external-secrets.io/v1",
      kind: "ExternalSecret",
      name,
      namespace,
      spec: {
        refreshInterval: "1h0m0s",
        secretStoreRef: { kind: "ClusterSecretStore", name: SECRET_STORE },
        target: { name, creationPolicy: "Owner", deletionPolicy: "Retain" },
        dataFrom: [{ extract: { key: path } }],
      },
    });
  }
}
