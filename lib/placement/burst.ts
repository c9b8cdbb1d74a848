/** Decides whether GPU nodes of a public cloud are added to a cluster, and for whom. */
import type { Burst, Estate, Operator } from "../../config/index.js";
import { queueNamespace } from "../burst/index.js";
import { projectRuns } from "../framework/index.js";
import type { ClusterFacts } from "./common-plan.js";
import type { BurstPlan } from "./plan.js";

/** Undefined where no burst is switched on for that cluster. */
export function placeBurst(
  estate: Estate,
  { environment, cluster }: ClusterFacts,
): Pick<BurstPlan, "burst" | "hosts" | "queueNamespace" | "projects" | "containers"> | undefined {
  const { burst } = estate.ai;
  const namespace = queueNamespace(estate);
  if (!burst?.enabled || burst.environment !== environment || burst.cluster !== cluster || !namespace)
    return undefined;
  const { enabled: _, source: __, illustrative: ___, projects, ...rest } = burst;
  return {
    burst: rest,
    hosts: hostsOf(estate, burst),
    queueNamespace: namespace,
    containers: estate.platform.containers,
    projects: Object.fromEntries(
      projects.flatMap((name) => {
        const project = estate.ai.projects[name];
        if (project === undefined) return [];
        const { team, dataClass, use } = project;
        return [
          [name, { team, dataClass, use, open: projectRuns(estate.ai, project, estate.platform.today) }],
        ];
      }),
    ),
  };
}

/** Registries of whatever runs there, as images name them, and the names that the estate adds. */
function hostsOf({ platform, operators }: Estate, { network, worker }: Burst): string[] {
  const images = (worker?.operators ?? []).flatMap((name) => operators[name]?.images ?? []);
  const registries = [platform.registry, ...images].map((image) => image.split("/")[0]?.split(":")[0] ?? "");
  return [...new Set([...registries, ...network.hosts])].toSorted();
}

/** Operators of the burst's own cluster; `{burst}` and `{region}` in their values are its name and where it is. */
export function operatorsOfWorker(
  { operators }: Estate,
  worker: NonNullable<Burst["worker"]>,
  names: Record<"burst" | "region", string>,
): Record<string, Operator> {
  return Object.fromEntries(
    Object.entries(operators)
      .filter(([name]) => worker.operators.includes(name))
      .map(([name, operator]) => [name, { ...operator, values: fill(operator.values, names) }]),
  );
}

function fill<Value>(value: Value, names: Record<string, string>): Value {
  if (typeof value === "string")
    return value.replaceAll(/\{(burst|region)\}/g, (_, name) => names[name] ?? "") as Value;
  if (Array.isArray(value)) return value.map((one) => fill(one, names)) as Value;
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, fill(one, names)])) as Value;
}
