/** Web application: the stateless part of a release, spread over zones, behind one Service. */
import { ConfigMapV1 } from "@cdktf/provider-kubernetes/lib/config-map-v1/index.js";
import { DeploymentV1 } from "@cdktf/provider-kubernetes/lib/deployment-v1/index.js";
import { HorizontalPodAutoscalerV2 } from "@cdktf/provider-kubernetes/lib/horizontal-pod-autoscaler-v2/index.js";
import { PodDisruptionBudgetV1 } from "@cdktf/provider-kubernetes/lib/pod-disruption-budget-v1/index.js";
import { ServiceAccountV1 } from "@cdktf/provider-kubernetes/lib/service-account-v1/index.js";
import { ServiceV1 } from "@cdktf/provider-kubernetes/lib/service-v1/index.js";
import { Construct } from "constructs";
import { LabelKeys, MANAGED_BY, NAMESPACE_NAME } from "../../lib/labels/index.js";
import type { ApplicationPlan, ReleasePlan } from "../../lib/placement/index.js";
import { disruptionBudget } from "../../lib/sizing/index.js";
import { ExternalSecret } from "../external-secret/index.js";
import {
  allow,
  digest,
  NetworkOpening,
  podSecurity,
  secretFiles,
  TEMPORARY_FILES,
} from "../support/index.js";
import { secretsOf, TERMINATION, webContainer } from "./web-container.js";

/** Port of the Service; the container's own port is data. */
export const WEB_SERVICE = { name: "web", port: 80 } as const;

/** The autoscaler adds replicas above this share of the requested CPU, in percent (our judgement). */
const TARGET_CPU = 70;

export interface WebApplicationProps {
  readonly plan: ApplicationPlan;
  readonly release: ReleasePlan;
  /** The namespace, as a reference. */
  readonly namespace: string;
}

/** A standby cluster has everything but the Deployment, and so no replicas: a release writes on one side only. */
export class WebApplication extends Construct {
  private readonly keys: LabelKeys;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: WebApplicationProps,
  ) {
    super(scope, id);
    this.keys = new LabelKeys(props.plan.labelPrefix);
    const account = new ServiceAccountV1(this, "service-account", {
      metadata: this.named("web"),
      automountServiceAccountToken: false,
    });
    const settings = new ConfigMapV1(this, "settings", {
      metadata: this.named("settings"),
      data: props.release.parameters,
    });
    for (const name of props.plan.secrets) {
      new ExternalSecret(this, `secret-${name}`, {
        namespace: props.namespace,
        name,
        path: `${props.plan.application}/${name}`,
      });
    }
    this.open();
    new ServiceV1(this, "service", {
      metadata: this.named(WEB_SERVICE.name),
      spec: {
        selector: this.selector,
        port: [{ name: "http", port: WEB_SERVICE.port, targetPort: "http", appProtocol: "http" }],
      },
    });
    if (props.plan.role === "standby") return;
    this.deploy(account.metadata.name, settings.metadata.name);
    this.keepAvailable();
  }

  private get selector(): Record<string, string> {
    return { [this.keys.component]: "web" };
  }

  private get podLabels(): Record<string, string> {
    const { application, database } = this.props.plan;
    return {
      ...this.selector,
      ...(database ? { [this.keys.databaseClient]: "true" } : {}),
      "app.kubernetes.io/name": application,
      "app.kubernetes.io/component": "web",
    };
  }

  /** In from the gateway, out to the database's pooler. */
  private open(): void {
    const { plan, namespace } = this.props;
    new NetworkOpening(this, "from-gateway", {
      namespace,
      name: "from-gateway",
      pods: this.selector,
      ingress: [allow.namespaces({ [NAMESPACE_NAME]: plan.gatewayNamespace }, allow.tcp(plan.web.port))],
    });
  }

  /** The autoscaler alone says how many replicas there are. */
  private deploy(account: string, settings: string): void {
    const { plan, release } = this.props;
    const spread = (topologyKey: string, whenUnsatisfiable: string) => ({
      maxSkew: 1,
      topologyKey,
      whenUnsatisfiable,
      labelSelector: [{ matchLabels: this.selector }],
      // What runs in a zone that is cut off comes back in the others.
      nodeTaintsPolicy: "Honor",
      // Replicas that a rollout is about to end do not count.
      matchLabelKeys: ["pod-template-hash"],
    });
    new DeploymentV1(this, "deployment", {
      metadata: this.named("web"),
      waitForRollout: false,
      spec: {
        revisionHistoryLimit: 3,
        selector: { matchLabels: this.selector },
        strategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: "25%", maxUnavailable: "0" } },
        template: {
          metadata: {
            labels: this.podLabels,
            annotations: { [this.keys.settings]: digest(release.parameters) },
          },
          spec: {
            serviceAccountName: account,
            automountServiceAccountToken: false,
            enableServiceLinks: false,
            priorityClassName: "production",
            securityContext: podSecurity(),
            topologySpreadConstraint: [
              spread("topology.kubernetes.io/zone", "DoNotSchedule"),
              spread("kubernetes.io/hostname", "ScheduleAnyway"),
            ],
            terminationGracePeriodSeconds: TERMINATION,
            container: [webContainer(plan, settings)],
            volume: [TEMPORARY_FILES.volume, ...secretFiles(secretsOf(plan)).volumes],
          },
        },
      },
    });
  }

  /** More replicas under load, and a floor for drains: what the loss of a zone would leave. */
  private keepAvailable(): void {
    const { plan, release } = this.props;
    const { replicas } = release;
    new HorizontalPodAutoscalerV2(this, "autoscaler", {
      metadata: this.named("web"),
      spec: {
        minReplicas: replicas.min,
        maxReplicas: replicas.max,
        scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "web" },
        metric: [
          {
            type: "Resource",
            resource: { name: "cpu", target: { type: "Utilization", averageUtilization: TARGET_CPU } },
          },
        ],
      },
    });
    new PodDisruptionBudgetV1(this, "disruption-budget", {
      metadata: this.named("web"),
      spec: {
        maxUnavailable: disruptionBudget(plan.zones.length, replicas),
        selector: { matchLabels: this.selector },
      },
    });
  }

  private named(name: string) {
    return { name, namespace: this.props.namespace, labels: MANAGED_BY };
  }
}
