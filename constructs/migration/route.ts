/** Route: a host name, and how its traffic is shared between the platform and the site. */
import type { Construct } from "constructs";
import { CustomResource } from "../support/index.js";
import { WEB_SERVICE } from "../web-application/index.js";
import { HTTPS, siteService } from "./site-backend.js";

/** Namespace of the platform's gateways. */
export const GATEWAYS = "gateways";

export interface RouteProps {
  readonly namespace: string;
  readonly name: string;
  readonly gateway: string;
  readonly host: string;
  /** Share of the platform in percent; the site has the rest. */
  readonly platformWeight: number;
  /** The platform's own Service exists. */
  readonly platform: boolean;
  /** The academy whose site answers too. @default - the platform answers alone */
  readonly siteOf?: string;
  /** Seconds after which a request is given up. @default - as the gateway has it */
  readonly timeout?: number;
}

/** One HTTPRoute per installation, so that a cutover changes one weight of one object. */
export class Route extends CustomResource {
  constructor(scope: Construct, id: string, props: RouteProps) {
    const backend = (name: string, port: number, weight: number) => ({
      group: "",
      kind: "Service",
      name,
      port,
      weight,
    });
    super(scope, id, {
      apiVersion: "gateway.networking.k8s.io/v1",
      kind: "HTTPRoute",
      namespace: props.namespace,
      name: props.name,
      spec: {
        parentRefs: [
          {
            group: "gateway.networking.k8s.io",
            kind: "Gateway",
            name: props.gateway,
            namespace: GATEWAYS,
            sectionName: "https",
          },
        ],
        hostnames: [props.host],
        rules: [
          {
            matches: [{ path: { type: "PathPrefix", value: "/" } }],
            ...(props.timeout === undefined ? {} : { timeouts: { request: `${props.timeout}s` } }),
            backendRefs: [
              ...(props.platform ? [backend(WEB_SERVICE.name, WEB_SERVICE.port, props.platformWeight)] : []),
              ...(props.siteOf === undefined
                ? []
                : [backend(siteService(props.siteOf), HTTPS, 100 - props.platformWeight)]),
            ],
          },
        ],
      },
    });
  }
}
