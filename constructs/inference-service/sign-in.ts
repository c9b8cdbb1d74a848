/** Sign-in: a route passes only requests with a token of somebody of its academy for whom the service is. */
import type { Construct } from "constructs";
import type { SignInPlan } from "../../lib/placement/index.js";
import { CustomResource } from "../support/index.js";

export interface SignInProps {
  readonly namespace: string;
  /** The HTTPRoute, and what the policy is named as well. */
  readonly route: string;
  /** Group of the people who may pass. */
  readonly group: string;
  readonly plan: SignInPlan;
}

const PROVIDER = "sign-in";

/** Whatever is not allowed is denied. Source: Envoy Gateway, SecurityPolicy, JWT authorization. */
export class SignIn extends CustomResource {
  constructor(scope: Construct, id: string, { namespace, route, group, plan }: SignInProps) {
    const { issuer, keys, audience, groups, profile } = plan;
    super(scope, id, {
      apiVersion: "gateway.envoyproxy.io/v1alpha1",
      kind: "SecurityPolicy",
      namespace,
      name: route,
      spec: {
        targetRefs: [{ group: "gateway.networking.k8s.io", kind: "HTTPRoute", name: route }],
        jwt: {
          providers: [{ name: PROVIDER, issuer, audiences: [audience], remoteJWKS: { uri: keys } }],
        },
        authorization: {
          defaultAction: "Deny",
          rules: [
            {
              name: "people-of-the-academy",
              action: "Allow",
              principal: {
                jwt: {
                  provider: PROVIDER,
                  // All claims must hold.
                  claims: [
                    { name: groups, valueType: "StringArray", values: [group] },
                    { name: profile.claim, valueType: "String", values: [profile.value] },
                  ],
                },
              },
            },
          ],
        },
      },
    });
  }
}
