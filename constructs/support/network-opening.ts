/** Network opening: one declared exception to a namespace's default-deny. */
import { NetworkPolicyV1 } from "@cdktf/provider-kubernetes/lib/network-policy-v1/index.js";
import { Construct } from "constructs";
import { MANAGED_BY } from "../../lib/labels/index.js";
import type { Rule } from "./network-rules.js";

export interface NetworkOpeningProps {
  readonly namespace: string;
  readonly name: string;
  /** Labels of the pods that it concerns; `{}` for all. */
  readonly pods: Record<string, string>;
  /** @default - no incoming traffic is opened */
  readonly ingress?: Rule[];
  /** @default - no outgoing traffic is opened */
  readonly egress?: Rule[];
}

/** A NetworkPolicy that allows the listed rules, and only names the directions that it opens. */
export class NetworkOpening extends Construct {
  constructor(scope: Construct, id: string, { namespace, name, pods, ingress, egress }: NetworkOpeningProps) {
    super(scope, id);
    new NetworkPolicyV1(this, "policy", {
      metadata: { name, namespace, labels: MANAGED_BY },
      spec: {
        podSelector: { matchLabels: pods },
        policyTypes: [...(ingress ? ["Ingress"] : []), ...(egress ? ["Egress"] : [])],
        ...(ingress
          ? { ingress: ingress.map(({ peers, ports }) => ({ from: peers, ...(ports ? { ports } : {}) })) }
          : {}),
        ...(egress
          ? { egress: egress.map(({ peers, ports }) => ({ to: peers, ...(ports ? { ports } : {}) })) }
          : {}),
      },
    });
  }
}
