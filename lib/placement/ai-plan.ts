/** Plans of the stacks of AI: shared GPUs of a cluster, an inference service, a project. */
import type {
  AiModel,
  DataClass,
  InferenceService,
  NodeGroup,
  Platform,
  Project,
} from "../../config/index.js";
import type { AdmissionPlan, CommonPlan } from "./common-plan.js";

/** GPUs of a cluster: how nodes are cut, which queues share them, in which order they give way. */
export interface GpuPlan extends CommonPlan {
  kind: "ai";
  flavors: FlavorPlan[];
  queues: QueuePlan[];
  /** Where the GPU operator runs; absent where the estate has none. */
  operatorNamespace: string | undefined;
  /** Objects of Kubernetes' admission that enforce the policies of AI. */
  admission: AdmissionPlan[];
}

/** The nodes of one pool. */
export interface FlavorPlan {
  /** The pool. */
  name: string;
  nodeGroup: string;
  taints: NodeGroup["taints"];
  product: string;
  /** Slices that each card is cut into, by profile; absent for whole cards. */
  mig: Record<string, number> | undefined;
}

/** A ClusterQueue of production, or of one team's projects. */
export interface QueuePlan {
  name: string;
  /** Absent for production. */
  team: string | undefined;
  /** Of its share where queues compete. */
  weight: number;
  groups: ResourceGroupPlan[];
}

/** Resources that are had from the same pools. */
export interface ResourceGroupPlan {
  resources: string[];
  /** Nominal quota by resource, pools in the order in which they are tried. */
  flavors: { pool: string; nominal: Record<string, number> }[];
}

/** Where a pod may run, and what of GPUs it holds. */
export interface HeldPlan {
  resource: string;
  amount: number;
  requests: { cpu: number; memory: number };
}

/** What the pods of a namespace may ask for together. */
export interface GpuQuota {
  pods: number;
  /** Millicores. */
  cpu: number;
  /** Bytes. */
  memory: number;
  gpus: Record<string, number>;
}

/** One inference service on one cluster. */
export interface InferencePlan extends CommonPlan {
  kind: "inference-service";
  service: string;
  owner: string;
  audience: InferenceService["audience"];
  oversight: InferenceService["oversight"];
  pupilsFrom: InferenceService["pupilsFrom"];
  dataClass: DataClass;
  use: string;
  containers: Platform["containers"];
  quota: GpuQuota;
  /** Absent where the framework does not permit it: then nothing runs. */
  running: RunningPlan | undefined;
}

export interface RunningPlan {
  useVersion: string;
  model: { name: string; image: string; weights: number; context: AiModel["context"] };
  serving: Pick<
    InferenceService["serving"],
    "image" | "port" | "requests" | "limits" | "concurrency" | "replicas"
  >;
  held: HeldPlan;
  nodeGroup: string;
  taints: NodeGroup["taints"];
  /** Seconds that the longest answer may take within the goals. */
  longestAnswer: number;
  /** When somebody may ask, where replicas may go to zero: then one waits at least. */
  awake: { timeZone: string; from: string; to: string }[];
  /** Academies that it is open to; none where nobody can sign in. */
  academies: string[];
  signIn: SignInPlan | undefined;
  /** Applications that call it; `dedicated` ones have a namespace per academy. */
  consumers: Record<string, { dedicated: boolean }>;
  metrics: NonNullable<Platform["metrics"]>;
}

/** Which tokens let a request pass. */
export interface SignInPlan {
  issuer: string;
  keys: string;
  audience: string;
  /** Claim with a person's groups. */
  groups: string;
  /** Claim that says what a person is, and its value for whom the service is for. */
  profile: { claim: string; value: string };
}

/** One project on one cluster. */
export interface ProjectPlan extends CommonPlan {
  kind: "project";
  project: string;
  team: string;
  dataClass: DataClass;
  use: string;
  containers: Platform["containers"];
  queue: string;
  quota: GpuQuota;
  /** Neither before its beginning, after its end, nor without a use in force: then its queue stands still. */
  open: boolean;
  useVersion: string | undefined;
  image: Project["image"];
  /** Templates of the jobs that it runs, notebooks among them, by name. */
  jobs: Record<string, JobPlan>;
}

export interface JobPlan {
  held: HeldPlan;
  pods: number;
  /** Seconds after which it is ended. */
  deadline: number;
  priority: string;
  /** Node groups that its team's queue has the same GPUs from, and which are none of the project's pools. */
  avoids: string[];
}
