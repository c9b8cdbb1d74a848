/** Names of what the cloud holds: known before it is made, so that permissions can speak of one thing alone. */
import { burstName } from "../../../lib/burst/index.js";
import type { BurstPlan } from "../../../lib/placement/index.js";

export interface CloudNames {
  /** CloudFormation's stack, the cluster, and the first part of all other names. */
  readonly burst: string;
  readonly gpuNodes: string;
  readonly systemNodes: string;
  readonly controlPlaneLogs: string;
  readonly flowLogs: string;
  readonly tunnelLogs: string;
  readonly queryLogs: string;
}

export function cloudNames({ stack, burst: { from } }: Pick<BurstPlan, "stack" | "burst">): CloudNames {
  const burst = burstName(stack, from);
  return {
    burst,
    gpuNodes: "gpu",
    systemNodes: "system",
    // The name that EKS itself would choose. Source: AWS, «Send control plane logs to CloudWatch Logs».
    controlPlaneLogs: `/aws/eks/${burst}/cluster`,
    flowLogs: `/transhumance/${burst}/flows`,
    tunnelLogs: `/transhumance/${burst}/tunnel`,
    queryLogs: `/transhumance/${burst}/queries`,
  };
}
