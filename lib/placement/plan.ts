/**
 * Stack plans: all that one Terraform stack is built from, as plain JSON. A stack reads its plan and nothing
 * else, so equal plans give equal stacks, and plans can be compared, hashed and sent to workers.
 */
import type {
  Academy,
  Application,
  Burst,
  Cluster,
  DataClass,
  Environment,
  LegacyEngine,
  Operator,
  Platform,
  Stage,
} from "../../config/index.js";
import type { StageNeeds } from "../migration/index.js";
import type { Quota, Replicas } from "../sizing/index.js";
import type { GpuPlan, InferencePlan, ProjectPlan } from "./ai-plan.js";
import type { AdmissionPlan, CommonPlan } from "./common-plan.js";
import type { Moment } from "./night.js";

/** Operators and their custom resource definitions; everything else needs them at plan time. */
export interface OperatorsPlan extends CommonPlan {
  /** `burst-operators` are those of the burst's own cluster, which `context` reaches. */
  kind: "operators" | "burst-operators";
  charts: string;
  operators: Record<string, Operator>;
}

/** What all applications of a cluster share. */
export interface PlatformPlan extends CommonPlan {
  kind: "platform";
  academies: string[];
  priorities: Platform["priorities"];
  gatewayController: string;
  secretStore: Environment["secretStore"];
  certificates: Environment["certificates"];
  /** Objects of Kubernetes' admission that enforce the object policies. */
  admission: AdmissionPlan[];
}

/** One application on one cluster. */
export interface ApplicationPlan extends CommonPlan {
  kind: "application";
  application: string;
  owner: string;
  dataClass: DataClass;
  web: Application["web"];
  secrets: string[];
  database: DatabasePlan | undefined;
  containers: Platform["containers"];
  /** Port that each provider listens on, by application. */
  providers: Record<string, Peer>;
  consumers: Record<string, Peer>;
  /** Port of each inference service on this cluster that it calls. */
  services: Record<string, number>;
  releases: ReleasePlan[];
}

/** An application at the other end of a declared dependency. */
export interface Peer {
  port: number;
  /** It has a namespace per academy. */
  dedicated: boolean;
}

export interface DatabasePlan {
  image: string;
  instances: number;
  requests: NonNullable<Application["database"]>["requests"];
  maxConnections: number;
  retentionDays: number;
  operatorNamespace: string;
  poolerInstances: number;
  legacy:
    | {
        engine: LegacyEngine;
        replicator: Platform["replicators"][LegacyEngine];
        verification: Platform["verification"];
      }
    | undefined;
  /** Where a standby finds the backups of the primary; absent on the primary. */
  primary: { cluster: string; backup: Cluster["backup"] } | undefined;
}

/** What runs in one namespace. */
export interface ReleasePlan {
  namespace: string;
  /** The academy of a dedicated release; absent where the release serves several. */
  academy: string | undefined;
  /** Workloads are declared: some installation of the release has left `inventoried`. */
  running: boolean;
  replicas: Replicas;
  quota: Quota;
  /** Bytes of the database's volume; 0 without a database. */
  volume: number;
  /** When its database is backed up each night, in UTC. */
  backupAt: Moment;
  /** Settings, none of them secret. */
  parameters: Record<string, string>;
  /** Host name of an application without installations. */
  nationalHost: string | undefined;
  installations: InstallationPlan[];
}

export interface InstallationPlan extends Omit<StageNeeds, "platformWeight" | "siteRoute"> {
  academy: string;
  timeZone: Academy["timeZone"];
  /** When both sides are compared each night, in its time zone. */
  verificationAt: Moment;
  /** Absent in environments without sites. */
  stage: Stage | undefined;
  host: string;
  /** Share of the traffic that the platform serves, in percent. */
  platformWeight: number;
  /** The way to the site; absent once the installation has left it. */
  site: { name: string; addresses: string[]; hostname: string; network: string } | undefined;
  /** A database of its own inside a shared cluster. */
  ownDatabase: boolean;
  /** Settings of this academy, where the release serves several. */
  parameters: Record<string, string>;
}

/** GPU nodes of a public cloud, and the queue of this cluster that sends jobs there. */
export interface BurstPlan extends CommonPlan {
  /** `burst-worker` is the part on the burst's own cluster, which `context` reaches. */
  kind: "burst" | "burst-worker";
  burst: Omit<Burst, "enabled" | "source" | "illustrative" | "projects">;
  /** Names of the platform that nodes look up: its registries, and what the estate adds. */
  hosts: string[];
  /** Where Kueue runs and looks for the way to the other cluster. */
  queueNamespace: string;
  /** Projects that may send jobs there, while they are open. */
  projects: Record<string, { team: string; dataClass: DataClass; use: string; open: boolean }>;
  containers: Platform["containers"];
  /** It left the estate: nothing of it is declared any more but its providers. */
  isEmptied?: true;
}

export type StackPlan =
  | OperatorsPlan
  | PlatformPlan
  | ApplicationPlan
  | GpuPlan
  | InferencePlan
  | ProjectPlan
  | BurstPlan;
