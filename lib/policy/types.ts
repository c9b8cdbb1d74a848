/** The words of policies: rules, findings, and what is judged. */
import type { EstatePointer, Policy, Severity } from "../../config/index.js";
import type { HelmRelease, KubernetesObject, RenderedObject } from "../kubernetes/index.js";

/** A policy that judges; vocabularies judge nothing. */
export type Rule = Exclude<Policy, { scope: "vocabulary" }>;
export type ObjectRule = Extract<Policy, { scope: "object" }>;
export type Vocabulary = Extract<Policy, { scope: "vocabulary" }>;

/** What a rule says of one subject. */
export interface Finding {
  /** Identifier of the rule. */
  policy: string;
  severity: Severity;
  /**
   * Stack, Terraform address and object, as far as known, e.g.
   * `production-sud-siecle kubernetes_deployment_v1.web apps/v1 Deployment siecle-lille/web`.
   * Waivers match this text.
   */
  subject: string;
  message: string;
  rationale: string;
  mitigation: string;
  owner: string;
  /** Terraform address of the object. */
  address?: string;
  stack?: string;
  /** Where an estate rule's subject is written. */
  pointer?: EstatePointer;
  /** The waiver that excuses it. */
  waiver?: string;
}

/** Something wrong with the policies or waivers themselves. */
export interface PolicyProblem {
  /** Place in the policy or waiver. */
  pointer: EstatePointer;
  severity: Severity;
  message: string;
}

/** Where an object comes from, for the subject of its findings. */
export interface ObjectContext {
  stack?: string;
  address?: string;
}

/** One rendered stack, as stack rules see it. */
export interface JudgedStack {
  name: string;
  environment: string;
  cluster: string;
  objects: RenderedObject[];
  releases: Pick<HelmRelease, "name" | "chart" | "version" | "namespace">[];
}

export type { KubernetesObject, RenderedObject };

/** True where the finding forbids: denied, and excused by no waiver. */
export const forbids = ({ severity, waiver }: Finding): boolean =>
  severity === "deny" && waiver === undefined;

/** The policies that judge, sorted by identifier. */
export function rules(policies: Record<string, Policy>): [string, Rule][] {
  return Object.entries(policies)
    .filter((entry): entry is [string, Rule] => entry[1].scope !== "vocabulary")
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
}

/** The rules that judge single objects, at review and at admission. */
export function objectRules(policies: Record<string, Policy>): [string, ObjectRule][] {
  return rules(policies).filter((entry): entry is [string, ObjectRule] => entry[1].scope === "object");
}
