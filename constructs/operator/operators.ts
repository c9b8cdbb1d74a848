/** Operators: software of the platform, each a Helm release from the mirrored registry. */
import { Release } from "@cdktf/provider-helm/lib/release/index.js";
import { NamespaceV1 } from "@cdktf/provider-kubernetes/lib/namespace-v1/index.js";
import { Construct } from "constructs";
import { pointerTo } from "../../config/index.js";
import { LabelKeys, MANAGED_BY } from "../../lib/labels/index.js";
import type { OperatorsPlan } from "../../lib/placement/index.js";
import { comesFrom } from "../support/index.js";

export interface OperatorsProps {
  readonly plan: OperatorsPlan;
}

/** Namespaces and releases; an operator waits for those that it names in `after`. */
export class Operators extends Construct {
  constructor(scope: Construct, id: string, { plan }: OperatorsProps) {
    super(scope, id);
    const keys = new LabelKeys(plan.labelPrefix);
    const namespaces = new Map<string, string>();
    const releases = new Map<string, Release>();

    for (const [name, operator] of Object.entries(plan.operators)) {
      const namespace =
        namespaces.get(operator.namespace) ?? this.declareNamespace(keys, plan, name, operator);
      namespaces.set(operator.namespace, namespace);
      const release = new Release(this, name, {
        name,
        chart: operator.chart.name,
        version: operator.chart.version,
        repository: plan.charts,
        namespace,
        atomic: true,
        wait: true,
        values: [JSON.stringify(operator.values)],
      });
      comesFrom(release, pointerTo("operators", name));
      releases.set(name, release);
    }
    for (const [name, { after }] of Object.entries(plan.operators)) {
      const release = releases.get(name);
      if (release) release.dependsOn = after.flatMap((other) => releases.get(other)?.fqn ?? []);
    }
  }

  private declareNamespace(
    keys: LabelKeys,
    { environment }: OperatorsPlan,
    operator: string,
    { namespace, podSecurity }: OperatorsPlan["operators"][string],
  ): string {
    const scope = new Construct(this, `${namespace}-namespace`);
    comesFrom(scope, pointerTo("operators", operator, "namespace"));
    return new NamespaceV1(scope, "namespace", {
      metadata: {
        name: namespace,
        labels: {
          ...MANAGED_BY,
          [keys.environment]: environment,
          "pod-security.kubernetes.io/enforce": podSecurity,
          "pod-security.kubernetes.io/warn": podSecurity,
        },
      },
    }).metadata.name;
  }
}
