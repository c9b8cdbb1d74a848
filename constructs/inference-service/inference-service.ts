/** Inference service: a model behind one Service, opened to the academies and applications that may call it. */
import { PodDisruptionBudgetV1 } from "@cdktf/provider-kubernetes/lib/pod-disruption-budget-v1/index.js";
import { ServiceAccountV1 } from "@cdktf/provider-kubernetes/lib/service-account-v1/index.js";
import { ServiceV1 } from "@cdktf/provider-kubernetes/lib/service-v1/index.js";
import { Construct } from "constructs";
import { pointerTo } from "../../config/index.js";
import { LabelKeys, MANAGED_BY, NAMESPACE_NAME, SHARED } from "../../lib/labels/index.js";
import {
  type InferencePlan,
  PRODUCTION,
  type RunningPlan,
  type SignInPlan,
} from "../../lib/placement/index.js";
import { LocalQueue } from "../gpu-sharing/index.js";
import { academyGateway, Route } from "../migration/index.js";
import { ROLES } from "../platform/index.js";
import { allow, comesFrom, NetworkOpening } from "../support/index.js";
import { ClosedNamespace } from "../tenant/index.js";
import { WEB_SERVICE } from "../web-application/index.js";
import { declareEngine, ENGINE } from "./engine.js";
import { declareScaling } from "./scaling.js";
import { SignIn } from "./sign-in.js";

export interface InferenceServiceProps {
  readonly plan: InferencePlan;
}

/** Where the framework does not permit it, its namespace is there and nothing in it. */
export class InferenceService extends Construct {
  private readonly keys: LabelKeys;

  constructor(scope: Construct, id: string, { plan }: InferenceServiceProps) {
    super(scope, id);
    this.keys = new LabelKeys(plan.labelPrefix);
    const tenant = this.declareNamespace(plan);
    const { namespace } = tenant;
    tenant.grant("team", ROLES.team, plan.groups.team.replace("{team}", plan.owner));
    new LocalQueue(this, "queue", { namespace, name: PRODUCTION, clusterQueue: PRODUCTION });
    new ServiceAccountV1(this, "service-account", {
      metadata: { name: ENGINE, namespace, labels: MANAGED_BY },
      automountServiceAccountToken: false,
    });
    if (plan.running) this.run(plan, plan.running, namespace);
  }

  private declareNamespace(plan: InferencePlan): ClosedNamespace {
    const { keys } = this;
    return new ClosedNamespace(this, "tenant", {
      name: plan.service,
      labels: {
        [keys.academy]: SHARED,
        [keys.dataClass]: plan.dataClass,
        [keys.environment]: plan.environment,
        [keys.serves]: PRODUCTION,
        [keys.service]: plan.service,
        [keys.team]: plan.owner,
        [keys.use]: plan.use,
      },
      quota: plan.quota,
      containers: plan.containers,
    });
  }

  private run(plan: InferencePlan, running: RunningPlan, namespace: string): void {
    const selector = { [this.keys.component]: ENGINE };
    const metadata = { name: ENGINE, namespace, labels: MANAGED_BY };
    declareEngine(this, plan, running);
    declareScaling(this, running, namespace, plan.service);
    new PodDisruptionBudgetV1(this, "disruption-budget", {
      metadata,
      spec: { maxUnavailable: "1", selector: { matchLabels: selector } },
    });
    new ServiceV1(this, "service", {
      metadata: { name: WEB_SERVICE.name, namespace, labels: MANAGED_BY },
      spec: {
        selector,
        port: [{ name: "http", port: WEB_SERVICE.port, targetPort: "http", appProtocol: "http" }],
      },
    });
    this.open(plan, running, namespace, selector);
    const { signIn } = running;
    if (signIn === undefined) return;
    for (const academy of running.academies) this.route(plan, running, signIn, namespace, academy);
  }

  /** Who may pass is declared before the way is there. */
  private route(
    { service, domain, groups }: InferencePlan,
    { longestAnswer }: RunningPlan,
    signIn: SignInPlan,
    namespace: string,
    academy: string,
  ): void {
    const policy = new SignIn(this, `sign-in-${academy}`, {
      namespace,
      route: academy,
      group: groups.academy.replace("{academy}", academy),
      plan: signIn,
    });
    const route = new Route(this, `route-${academy}`, {
      namespace,
      name: academy,
      gateway: academyGateway(academy),
      host: `${service}.${academy}.${domain}`,
      platformWeight: 100,
      platform: true,
      timeout: longestAnswer,
    });
    route.dependsOn = [policy.fqn];
    for (const one of [policy, route]) comesFrom(one, pointerTo("academies", academy));
  }

  /** In from the gateway, from declared consumers, and from where metrics are collected. */
  private open(
    plan: InferencePlan,
    { serving, metrics, consumers, academies }: RunningPlan,
    namespace: string,
    pods: Record<string, string>,
  ): void {
    const ports = allow.tcp(serving.port);
    const opening = (name: string, peers: Record<string, string>[]) =>
      new NetworkOpening(this, name, {
        ...{ namespace, name, pods },
        ingress: peers.map((labels) => allow.namespaces(labels, ports)),
      });
    if (academies.length > 0) opening("from-gateway", [{ [NAMESPACE_NAME]: plan.gatewayNamespace }]);
    opening("from-metrics", [{ [NAMESPACE_NAME]: metrics.namespace }]);
    for (const [consumer, { dedicated }] of Object.entries(consumers)) {
      const application = { [this.keys.application]: consumer };
      const peers = dedicated
        ? academies.map((academy) => ({ ...application, [this.keys.academy]: academy }))
        : [application];
      if (peers.length > 0) opening(`from-${consumer}`, peers);
    }
  }
}
