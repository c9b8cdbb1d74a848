/** What pipelines are made from: affected stacks, verdicts, and how jobs run. */
import type { Pipeline, Tier } from "../../config/index.js";
import type { StackPlan } from "../placement/index.js";

/** Why a stack is affected: what it is made from, what it declares, the code that makes it, or since all are asked for. */
export type Cause = "inputs" | "output" | "code" | "all";

export interface AffectedStack {
  stack: string;
  environment: string;
  cluster: string;
  kind: StackPlan["kind"];
  /** As `--only` names it: the application or service, or `operators`, `platform` and the like. */
  name: string;
  change: "added" | "changed" | "removed" | "selected";
  cause: Cause;
  /** Hash of a commit that still declares it, where it is removed. */
  declaredAt?: string;
}

/** Someone who must agree: a team with a key of its own, or a role that no team holds. */
export interface Approval {
  role: string;
  team?: string | undefined;
}

/** A stack whose plan was reviewed and changes something. */
export interface ReviewedStack extends Omit<AffectedStack, "change" | "cause" | "kind"> {
  /** Empty where it may pass. */
  approvals: readonly Approval[];
}

/** What all documents of a run have in common. */
export interface Frame {
  settings: Pipeline;
  /** Of each environment that has a part in it. */
  environments: Record<string, { tier: Tier; tags?: readonly string[] | undefined }>;
  /** Folder of the estate, from the repository's root. */
  estate: string;
  /** Lines that say what the document was made from. */
  origin: readonly string[];
}
