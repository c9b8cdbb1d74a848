/** The report: what a review says, as plain JSON. Its schema is published (docs/reference/review.schema.json). */
import type { Position } from "../../config/index.js";

/** What is at stake; findings of equal severity are told in this order. */
export const RISKS = [
  "data",
  "exposure",
  "privilege",
  "sovereignty",
  "outage",
  "stage",
  "policy",
  "drift",
  "capacity",
  "cost",
] as const;
export type Risk = (typeof RISKS)[number];

/** `deny`: may not pass. `approve`: may pass once its approver agrees. `note`: worth knowing. Gravest first. */
export const SEVERITIES = ["deny", "approve", "note"] as const;
export type ReviewSeverity = (typeof SEVERITIES)[number];

export const ACTIONS = ["delete", "replace", "update", "create", "forget", "read", "no-op"] as const;
/** What is done to one resource; `replace` in either order, `forget` leaves it in place and forgets its state. */
export type Action = (typeof ACTIONS)[number];

export type Decision = "pass" | "needs-approval" | "deny";

/** Exit code of `transhumance review` by decision; 1 is an error: nothing was judged. */
export const EXIT_CODES: Record<Decision, number> = { pass: 0, "needs-approval": 2, deny: 3 };

/** Who must agree: a role of the review's rules, and the team that holds it in the estate. */
export interface Approver {
  role: string;
  /** Identifier of the team; absent where no estate says who holds the role. */
  team?: string;
}

export interface Verdict {
  decision: Decision;
  exitCode: number;
  /** Roles that must approve, each with the findings that ask for it; empty unless `needs-approval` or `deny`. */
  approvals: (Approver & { findings: string[] })[];
  /** Identifiers of the findings that deny. */
  denials: string[];
}

/** Whom a thing belongs to, as far as it is known. */
export interface Place {
  environment?: string;
  cluster?: string;
  application?: string;
  academy?: string;
  team?: string;
  namespace?: string;
  /** Key of `count` or `for_each`, or of the module's. */
  key?: string;
}

/** What a finding is about: one resource, or one object that follows from it. */
export interface Subject {
  /** `v1 PersistentVolumeClaim siecle-corse/files`; the Terraform address where it is no object of Kubernetes. */
  name: string;
  /** Terraform address (or logical identifier of a template); absent for places of the estate. */
  address?: string;
  /** Stack of the estate, or the plan file where the stack is unknown. */
  stack?: string;
  place: Place;
  /** Where the estate declares it. */
  source?: Position;
}

/** One attribute before and after, as safe short text: JSON, `(sensitive)` or `(known after apply)`; absent: not set. */
export interface Difference {
  /** `spec.template.spec.containers[0].image` of the object, else the attribute of the resource. */
  path: string;
  before?: string;
  after?: string;
  /** This attribute is why the resource is replaced. */
  forcesReplacement?: true;
}

export interface Finding {
  /** Stable while rule, message and subjects stay the same: twelve hexadecimal digits. */
  id: string;
  rule: string;
  risk: Risk;
  severity: ReviewSeverity;
  title: string;
  /** One sentence in the reader's terms. */
  message: string;
  subjects: Subject[];
  rationale: string;
  mitigation: string;
  /** Who must approve, or whom to ask. */
  approver: Approver;
  evidence: Difference[];
  /** The waiver that excuses it; it then counts as a note. */
  waiver?: string;
  /** The only one, or one of few, among many alike: worth a second look. */
  standsOut?: true;
}

/** The same change of one thing or of many. */
export interface ChangeGroup {
  action: Action;
  /** Kind of the objects, or type of the resources. */
  kind: string;
  /** Name with `*` where the members differ. */
  name: string;
  /** What distinguishes the members: academies, else keys of `for_each`, else namespaces. */
  members: string[];
  subjects: Subject[];
  differences: Difference[];
  /** Why Terraform does it, in words. */
  reason?: string;
  /** Differs from what most of its kind undergo. */
  standsOut?: true;
  /** Comes back after every apply; `cure` says what to declare. */
  perpetual?: { cure: string };
}

export interface DriftGroup {
  kind: string;
  name: string;
  members: string[];
  subjects: Subject[];
  action: "update" | "delete";
  differences: Difference[];
  /** What this plan does about it. */
  answer: "reverted" | "made again" | "kept" | "accepted";
}

export interface Drift {
  /** Changed by hand, or by something that nobody declared. */
  real: DriftGroup[];
  /** Made by controllers, harmless. */
  controllers: DriftGroup[];
  /** Entries that say the same in other words, or what the server filled in. */
  noise: number;
}

export interface OutputChange {
  name: string;
  action: Action;
  before?: string;
  after?: string;
}

/** Requests of all pods, claims and GPUs; quantities in base units: cores, bytes, devices. */
export interface Amounts {
  cpu: number;
  memory: number;
  storage: number;
  gpu: number;
}

export interface CapacityChange {
  cluster: string;
  team: string;
  before: Amounts;
  after: Amounts;
}

/** Estimated difference a month, from prices of the estate. */
export interface CostChange {
  euros: number;
  kilowattHours: number;
  kilogramsCO2e: number;
}

/** Something about the sources that the reader must know: incomplete plan, code changed, unknown kind. */
export interface Notice {
  severity: ReviewSeverity;
  message: string;
}

export interface PlanSource {
  kind: "plan";
  file: string;
  /** SHA-256 of the JSON file. */
  digest: string;
  stack?: string;
  formatVersion: string;
  terraformVersion?: string;
  resources: number;
  errored: boolean;
  complete: boolean;
}

export interface EstateSource {
  kind: "estate";
  /** The ref as it was given, and its commit. */
  base: string;
  baseCommit: string;
  /** Built by its own code (`--trust-code`), or its data read by the code at hand. */
  builtBy: "its own code" | "the code at hand";
  /** Files of code that differ between base and head. */
  codeChanged: number;
  stacks: { stack: string; change: "added" | "removed" | "changed" }[];
}

export interface TemplateSource {
  kind: "template";
  before: string;
  after: string;
}

export type Source = PlanSource | EstateSource | TemplateSource;

/** What the review says of one stack alone: what a pipeline needs to place its gates. */
export interface StackVerdict {
  stack: string;
  decision: Decision;
  actions: Record<Action, number>;
}

export interface ReviewReport {
  $schema: string;
  version: 1;
  verdict: Verdict;
  sources: Source[];
  counts: Record<Action, number>;
  stacks: StackVerdict[];
  /** Gravest first. */
  findings: Finding[];
  changes: ChangeGroup[];
  drift: Drift;
  outputs: OutputChange[];
  capacity: CapacityChange[];
  cost?: CostChange;
  notices: Notice[];
}
