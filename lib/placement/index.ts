/** Placement: which stacks there are, for which cluster, in which order, and what each is built from. */
import type { Environment, Estate, Policy } from "../../config/index.js";
import { burstName } from "../burst/index.js";
import { LabelKeys, MANAGED_BY, NAMESPACE_NAME } from "../labels/index.js";
import { admissionByPolicy, policiesOf } from "../policy/index.js";
import { placeApplication } from "./application.js";
import { operatorsOfWorker, placeBurst } from "./burst.js";
import type { AdmissionPlan, ClusterFacts } from "./common-plan.js";
import { flavorOf, poolsOf, queuesOf } from "./gpus.js";
import { placeService } from "./inference.js";
import type { StackPlan } from "./plan.js";
import { placeProject } from "./project.js";

export type {
  FlavorPlan,
  GpuPlan,
  GpuQuota,
  HeldPlan,
  InferencePlan,
  JobPlan,
  ProjectPlan,
  QueuePlan,
  RunningPlan,
  SignInPlan,
} from "./ai-plan.js";
export type { AdmissionPlan, ClusterFacts } from "./common-plan.js";
export { emptied } from "./emptied.js";
export { PRODUCTION, PROJECT_QUEUE, shareOut } from "./gpus.js";
export { inLayers, LAYER_NAMES, LAYERS, type LayerName, layerOf, plannable } from "./layers.js";
export type {
  ApplicationPlan,
  BurstPlan,
  DatabasePlan,
  InstallationPlan,
  OperatorsPlan,
  Peer,
  PlatformPlan,
  ReleasePlan,
  StackPlan,
} from "./plan.js";
export { LONGEST_JOB, NOTEBOOK_PRIORITY, WORKLOAD_PRIORITIES } from "./project.js";

/** Names that stacks of the platform itself have taken from applications. */
export const RESERVED_NAMES = [
  "operators",
  "platform",
  "ai",
  "burst",
  "burst-operators",
  "burst-worker",
] as const;

/** The operator that cuts cards into slices. */
export const GPU_OPERATOR = "gpu-operator";

export interface Selection {
  environment?: string | undefined;
  cluster?: string | undefined;
  /** Applications, services and projects, or `operators`, `platform`, `ai`, `burst`, `burst-operators` and `burst-worker`. */
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
  const pools = poolsOf(estate, environmentName, clusterName, cluster);
  const clusters = pools.length > 0 ? (["all", "gpus"] as const) : (["all"] as const);
  if (selected("operators")) {
    plans.push({
      ...common,
      kind: "operators",
      stack: stackName("operators"),
      dependsOn: [],
      charts: platform.charts,
      operators: Object.fromEntries(
        Object.entries(estate.operators).filter(([, operator]) =>
          includes(clusters, operator.clusters ?? "all"),
        ),
      ),
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
      admission: planAdmission(estate, stackName(""), "all"),
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
  if (pools.length === 0) return plans;
  const onPools = (names: readonly string[]) => pools.filter(({ name }) => names.includes(name));
  if (selected("ai")) {
    plans.push({
      ...common,
      kind: "ai",
      stack: stackName("ai"),
      dependsOn: [stackName("platform")],
      flavors: pools.map(flavorOf),
      queues: queuesOf(estate, pools),
      operatorNamespace: estate.operators[GPU_OPERATOR]?.namespace,
      admission: planAdmission(estate, stackName(""), "gpus"),
    });
  }
  for (const [name, service] of Object.entries(estate.ai.services)) {
    const [pool] = onPools(service.serving.pools);
    if (!pool || !selected(name)) continue;
    plans.push({
      ...common,
      ...placeService(estate, environment, facts, name, service, pool),
      kind: "inference-service",
      stack: stackName(name),
      dependsOn: [stackName("ai")],
    });
  }
  for (const [name, project] of Object.entries(estate.ai.projects)) {
    if (onPools(project.pools).length === 0 || !selected(name)) continue;
    plans.push({
      ...common,
      ...placeProject(estate, name, project, pools),
      kind: "project",
      stack: stackName(name),
      dependsOn: [stackName("ai")],
    });
  }
  const burst = placeBurst(estate, facts);
  if (burst && selected("burst")) {
    plans.push({
      ...common,
      ...burst,
      kind: "burst",
      stack: stackName("burst"),
      dependsOn: [stackName("platform")],
    });
  }
  const { worker } = burst?.burst ?? {};
  if (burst && worker && selected("burst-operators")) {
    plans.push({
      ...common,
      context: worker.context,
      kind: "burst-operators",
      stack: stackName("burst-operators"),
      dependsOn: [stackName("burst")],
      charts: platform.charts,
      operators: operatorsOfWorker(estate, worker, {
        burst: burstName(stackName("burst"), burst.burst.from),
        region: burst.burst.region,
      }),
    });
  }
  if (burst && worker && selected("burst-worker")) {
    plans.push({
      ...common,
      ...burst,
      context: worker.context,
      kind: "burst-worker",
      stack: stackName("burst-worker"),
      dependsOn: [stackName("burst-operators")],
    });
  }
  return plans;
}

const includes = <Word>(words: readonly Word[], word: Word) => words.includes(word);

/**
 * The object policies of all clusters, or those of clusters with GPUs, as Kubernetes' admission. Namespaces of operators are left out: what their charts bring is
 * judged by what the estate says of the operators.
 */
function planAdmission(estate: Estate, stackPrefix: string, clusters: "all" | "gpus"): AdmissionPlan[] {
  const { platform, operators, waivers } = estate;
  const policies = policiesOf(estate);
  const here = Object.values(operators).filter((operator) => operator.clusters !== "burst");
  const operatorNamespaces = [...new Set(here.map(({ namespace }) => namespace))];
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
  }).filter(({ policy }) => isFor(policies[policy], clusters));
}

const isFor = (policy: Policy | undefined, clusters: "all" | "gpus") =>
  policy?.scope === "object" && (policy.clusters ?? "all") === clusters;
