/** Placement: which stacks there are, for which cluster, in which order, and what each is built from. */
import type { Environment, Estate } from "../../config/index.js";
import { LabelKeys, MANAGED_BY, NAMESPACE_NAME } from "../labels/index.js";
import { admissionByPolicy } from "../policy/index.js";
import { placeApplication } from "./application.js";
import type { AdmissionPlan, ClusterFacts, StackPlan } from "./plan.js";

export { inLayers, LAYERS, type Layer } from "./layers.js";
export type {
  AdmissionPlan,
  ApplicationPlan,
  ClusterFacts,
  DatabasePlan,
  InstallationPlan,
  OperatorsPlan,
  Peer,
  PlatformPlan,
  ReleasePlan,
  StackPlan,
} from "./plan.js";

/** Names that stacks of the platform itself have taken from applications. */
export const RESERVED_NAMES = ["operators", "platform"] as const;

export interface Selection {
  environment?: string | undefined;
  cluster?: string | undefined;
  /** Applications, or `operators` and `platform`. */
  only?: readonly string[] | undefined;
}

/** The plans of all selected stacks, in an order in which they can be applied. */
export function planStacks(estate: Estate, selection: Selection = {}): StackPlan[] {
  return Object.entries(estate.environments)
    .filter(([name]) => selection.environment === undefined || selection.environment === name)
    .flatMap(([name, environment]) =>
      Object.keys(environment.clusters)
        .toSorted(
          (a, b) => Number(b === environment.primary) - Number(a === environment.primary) || (a < b ? -1 : 1),
        )
        .filter((cluster) => selection.cluster === undefined || selection.cluster === cluster)
        .flatMap((cluster) => planCluster(estate, name, environment, cluster, selection.only)),
    );
}

function planCluster(
  estate: Estate,
  environmentName: string,
  environment: Environment,
  clusterName: string,
  only: readonly string[] | undefined,
): StackPlan[] {
  const cluster = environment.clusters[clusterName];
  if (!cluster) return [];
  const { qualification: _, ...reachable } = cluster;
  const { platform } = estate;
  const facts: ClusterFacts = {
    ...reachable,
    environment: environmentName,
    cluster: clusterName,
    role: clusterName === environment.primary ? "primary" : "standby",
    domain: environment.domain,
    labelPrefix: platform.labelPrefix,
    groups: platform.groups,
    gatewayNamespace: platform.gateway.namespace,
  };
  const stackName = (suffix: string) => `${environmentName}-${clusterName}-${suffix}`;
  const selected = (name: string) => only === undefined || only.includes(name);
  const common = { ...facts, state: environment.state };
  const plans: StackPlan[] = [];
  if (selected("operators")) {
    plans.push({
      ...common,
      kind: "operators",
      stack: stackName("operators"),
      dependsOn: [],
      charts: platform.charts,
      operators: estate.operators,
    });
  }
  if (selected("platform")) {
    plans.push({
      ...common,
      kind: "platform",
      stack: stackName("platform"),
      dependsOn: [stackName("operators")],
      academies: (environment.academies === "all"
        ? Object.keys(estate.academies)
        : environment.academies
      ).toSorted(),
      priorities: platform.priorities,
      gatewayController: platform.gateway.controller,
      secretStore: environment.secretStore,
      certificates: environment.certificates,
      admission: planAdmission(estate, stackName("")),
    });
  }
  for (const [name, application] of Object.entries(estate.applications)) {
    if (!selected(name)) continue;
    plans.push({
      ...common,
      ...placeApplication(estate, environment, facts, name, application),
      kind: "application",
      stack: stackName(name),
      dependsOn: [stackName("platform")],
    });
  }
  return plans;
}

/**
 * The object policies as Kubernetes' admission. Namespaces of operators are left out: what their charts bring is
 * judged by what the estate says of the operators.
 */
function planAdmission(
  { platform, policies, operators, waivers }: Estate,
  stackPrefix: string,
): AdmissionPlan[] {
  const operatorNamespaces = [...new Set(Object.values(operators).map(({ namespace }) => namespace))];
  return admissionByPolicy(policies, {
    namespaceSelector: {
      matchExpressions: [
        { key: new LabelKeys(platform.labelPrefix).environment, operator: "Exists" },
        { key: NAMESPACE_NAME, operator: "NotIn", values: operatorNamespaces.toSorted() },
      ],
    },
    clusterWideLabels: MANAGED_BY,
    waivers: { known: waivers, stackPrefix },
    prefix: "transhumance-",
    labels: MANAGED_BY,
  });
}
