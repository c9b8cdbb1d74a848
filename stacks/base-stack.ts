/** What every stack declares: its state, the providers it needs and the cluster they reach. */
import { HelmProvider } from "@cdktf/provider-helm/lib/provider/index.js";
import { KubernetesProvider } from "@cdktf/provider-kubernetes/lib/provider/index.js";
import { TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import type { StackPlan } from "../lib/placement/index.js";
import { declareState } from "./state.js";

/** The kubeconfig is found through KUBE_CONFIG_PATH; only its context is declared. */
export abstract class BaseStack extends TerraformStack {
  constructor(scope: Construct, plan: StackPlan) {
    super(scope, plan.stack);
    declareState(this, plan.stack, plan.state);
    new KubernetesProvider(this, "kubernetes", { configContext: plan.context });
    if (plan.kind === "operators" || plan.kind === "burst-operators") {
      new HelmProvider(this, "helm", { kubernetes: { configContext: plan.context } });
    }
  }
}
