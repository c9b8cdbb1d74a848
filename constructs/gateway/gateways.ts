/** Gateways: one per academy and one for national hosts, all served by the same proxies. */
import { NamespaceV1 } from "@cdktf/provider-kubernetes/lib/namespace-v1/index.js";
import { NetworkPolicyV1 } from "@cdktf/provider-kubernetes/lib/network-policy-v1/index.js";
import { ResourceQuotaV1 } from "@cdktf/provider-kubernetes/lib/resource-quota-v1/index.js";
import { Construct } from "constructs";
import { pointerTo } from "../../config/index.js";
import { LabelKeys, MANAGED_BY, SHARED } from "../../lib/labels/index.js";
import type { PlatformPlan } from "../../lib/placement/index.js";
import { academyGateway, GATEWAYS } from "../migration/index.js";
import { ISSUER } from "../platform/index.js";
import { CustomResource, comesFrom } from "../support/index.js";

/** Name of the gateway of hosts that belong to no academy. */
export const NATIONAL_GATEWAY = "national";

const GATEWAY_CLASS = "platform";

export interface GatewaysProps {
  readonly plan: PlatformPlan;
}

/**
 * A Gateway per academy rather than a listener per academy: adding an academy changes no other object, and a
 * Gateway's 64 listeners are no limit (docs/decisions). Envoy Gateway merges them onto one set of proxies.
 */
export class Gateways extends Construct {
  constructor(scope: Construct, id: string, { plan }: GatewaysProps) {
    super(scope, id);
    const keys = new LabelKeys(plan.labelPrefix);
    const namespace = this.declareNamespace(keys, plan);
    this.declareClass(plan);
    new Gateway(this, NATIONAL_GATEWAY, {
      name: NATIONAL_GATEWAY,
      namespace,
      domain: plan.domain,
      admits: [SHARED],
      academyLabel: keys.academy,
    });
    for (const academy of plan.academies) {
      const gateway = new Gateway(this, academy, {
        name: academyGateway(academy),
        namespace,
        domain: `${academy}.${plan.domain}`,
        admits: [academy, SHARED],
        academyLabel: keys.academy,
      });
      comesFrom(gateway, pointerTo("academies", academy));
    }
  }

  /** Gateways are only declarations: no pod runs in their namespace. */
  private declareNamespace(keys: LabelKeys, plan: PlatformPlan): string {
    const namespace = new NamespaceV1(this, "namespace", {
      metadata: {
        name: GATEWAYS,
        labels: {
          ...MANAGED_BY,
          [keys.environment]: plan.environment,
          "pod-security.kubernetes.io/enforce": "restricted",
          "pod-security.kubernetes.io/warn": "restricted",
        },
      },
    }).metadata.name;
    new ResourceQuotaV1(this, "quota", {
      metadata: { name: "quota", namespace, labels: MANAGED_BY },
      spec: { hard: { pods: "0" } },
    });
    new NetworkPolicyV1(this, "default-deny", {
      metadata: { name: "default-deny", namespace, labels: MANAGED_BY },
      spec: { podSelector: {}, policyTypes: ["Ingress", "Egress"] },
    });
    return namespace;
  }

  private declareClass({ gatewayController, gatewayNamespace }: PlatformPlan): void {
    new CustomResource(this, "proxies", {
      apiVersion: "gateway.envoyproxy.io/v1alpha1",
      kind: "EnvoyProxy",
      name: GATEWAY_CLASS,
      namespace: gatewayNamespace,
      spec: { mergeGateways: true },
    });
    new CustomResource(this, "class", {
      apiVersion: "gateway.networking.k8s.io/v1",
      kind: "GatewayClass",
      name: GATEWAY_CLASS,
      spec: {
        controllerName: gatewayController,
        parametersRef: {
          group: "gateway.envoyproxy.io",
          kind: "EnvoyProxy",
          name: GATEWAY_CLASS,
          namespace: gatewayNamespace,
        },
      },
    });
  }
}

interface GatewayProps {
  readonly name: string;
  readonly namespace: string;
  readonly domain: string;
  /** Values of the academy label of namespaces whose routes are admitted. */
  readonly admits: string[];
  readonly academyLabel: string;
}

/** Two wildcard listeners: HTTPS with its certificate, and HTTP that only redirects to it. */
class Gateway extends Construct {
  constructor(scope: Construct, id: string, { name, namespace, domain, admits, academyLabel }: GatewayProps) {
    super(scope, id);
    const hostname = `*.${domain}`;
    new CustomResource(this, "gateway", {
      apiVersion: "gateway.networking.k8s.io/v1",
      kind: "Gateway",
      namespace,
      name,
      annotations: { "cert-manager.io/cluster-issuer": ISSUER },
      spec: {
        gatewayClassName: GATEWAY_CLASS,
        listeners: [
          {
            name: "http",
            port: 80,
            protocol: "HTTP",
            hostname,
            allowedRoutes: { namespaces: { from: "Same" } },
          },
          {
            name: "https",
            port: 443,
            protocol: "HTTPS",
            hostname,
            tls: {
              mode: "Terminate",
              certificateRefs: [{ group: "", kind: "Secret", name: `certificate-${name}` }],
            },
            allowedRoutes: {
              namespaces: {
                from: "Selector",
                selector: { matchExpressions: [{ key: academyLabel, operator: "In", values: admits }] },
              },
            },
          },
        ],
      },
    });
    new CustomResource(this, "redirect", {
      apiVersion: "gateway.networking.k8s.io/v1",
      kind: "HTTPRoute",
      namespace,
      name: `${name}-redirect`,
      spec: {
        parentRefs: [{ group: "gateway.networking.k8s.io", kind: "Gateway", name, sectionName: "http" }],
        rules: [
          {
            matches: [{ path: { type: "PathPrefix", value: "/" } }],
            filters: [{ type: "RequestRedirect", requestRedirect: { scheme: "https", statusCode: 301 } }],
          },
        ],
      },
    });
  }
}
