/** What plans of all kinds of stacks share. */
import type { Cluster, Platform, State } from "../../config/index.js";

/** The cluster that a stack is for, and what every stack of it knows. */
export interface ClusterFacts extends Omit<Cluster, "qualification"> {
  environment: string;
  cluster: string;
  /** `primary` holds the writable databases and the traffic, `standby` their replicas. */
  role: "primary" | "standby";
  domain: string;
  labelPrefix: string;
  /** Identity provider's groups: `{academy}` and `{team}` stand for identifiers. */
  groups: Platform["groups"];
  gatewayNamespace: string;
}

export interface CommonPlan extends ClusterFacts {
  /** `<environment>-<cluster>-<operators | platform | ai | application, service or project>`. */
  stack: string;
  state: State;
  /** Stacks that must be applied before. */
  dependsOn: string[];
}

/** The admission objects of one policy. */
export interface AdmissionPlan {
  policy: string;
  objects: Record<string, unknown>[];
}
