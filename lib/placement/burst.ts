/** Decides whether GPU nodes of a public cloud are added to a cluster, and for whom. */
import type { Estate } from "../../config/index.js";
import { queueNamespace } from "../burst/index.js";
import type { ClusterFacts } from "./common-plan.js";
import type { BurstPlan } from "./plan.js";

/** Undefined where no burst is switched on for that cluster. */
export function placeBurst(
  estate: Estate,
  { environment, cluster }: ClusterFacts,
): Pick<BurstPlan, "burst" | "queueNamespace" | "projects" | "containers"> | undefined {
  const { burst } = estate.ai;
  const namespace = queueNamespace(estate);
  if (!burst?.enabled || burst.environment !== environment || burst.cluster !== cluster || !namespace)
    return undefined;
  const { enabled: _, source: __, illustrative: ___, projects, ...rest } = burst;
  return {
    burst: rest,
    queueNamespace: namespace,
    containers: estate.platform.containers,
    projects: Object.fromEntries(
      projects.flatMap((name) => {
        const { team, dataClass, use } = estate.ai.projects[name] ?? {};
        return team && dataClass && use ? [[name, { team, dataClass, use }]] : [];
      }),
    ),
  };
}
