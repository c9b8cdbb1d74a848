/** Site backend: the way from the platform's gateway to the datacenter where an installation still runs. */
import { EndpointSliceV1 } from "@cdktf/provider-kubernetes/lib/endpoint-slice-v1/index.js";
import { ServiceV1 } from "@cdktf/provider-kubernetes/lib/service-v1/index.js";
import { Construct } from "constructs";
import { MANAGED_BY } from "../../lib/labels/index.js";
import type { InstallationPlan } from "../../lib/placement/index.js";
import { CustomResource } from "../support/index.js";

export const HTTPS = 443;

/** Name of the Service that stands for the site. */
export const siteService = (academy: string) => `site-${academy}`;

export interface SiteBackendProps {
  readonly namespace: string;
  readonly academy: string;
  readonly site: NonNullable<InstallationPlan["site"]>;
}

/** A Service without selector, the site's addresses behind it, and TLS whose certificate is checked. */
export class SiteBackend extends Construct {
  constructor(scope: Construct, id: string, { namespace, academy, site }: SiteBackendProps) {
    super(scope, id);
    const name = siteService(academy);
    const service = new ServiceV1(this, "service", {
      metadata: { name, namespace, labels: MANAGED_BY },
      waitForLoadBalancer: false,
      spec: { port: [{ name: "https", port: HTTPS, targetPort: `${HTTPS}`, appProtocol: "https" }] },
    });
    new EndpointSliceV1(this, "endpoints", {
      metadata: {
        name,
        namespace,
        labels: { ...MANAGED_BY, "kubernetes.io/service-name": service.metadata.name },
      },
      addressType: "IPv4",
      endpoint: [{ addresses: site.addresses, condition: { ready: true, serving: true } }],
      port: [{ name: "https", port: `${HTTPS}`, protocol: "TCP", appProtocol: "https" }],
    });
    new CustomResource(this, "tls", {
      apiVersion: "gateway.networking.k8s.io/v1",
      kind: "BackendTLSPolicy",
      namespace,
      name,
      spec: {
        targetRefs: [{ group: "", kind: "Service", name }],
        validation: { hostname: site.hostname, wellKnownCACertificates: "System" },
      },
    });
  }
}
