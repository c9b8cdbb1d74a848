/**
 * What an attestation states: an in-toto statement about one saved plan.
 * Source: https://github.com/in-toto/attestation/tree/main/spec/v1.
 */
import { z } from "zod";

/** The principal whose signature makes a statement that of a review. */
export const REVIEWER = "review";

const Descriptor = z.object({
  name: z.string(),
  digest: z.object({ sha256: z.string().regex(/^[0-9a-f]{64}$/) }),
});

const StateVersion = z.object({ lineage: z.string(), serial: z.int().nonnegative() });

const Approver = z.object({ role: z.string(), team: z.string().optional() });

const Judgement = z.object({
  decision: z.enum(["pass", "needs-approval", "deny"]),
  /** Who must agree, in the terms of the review. */
  approvals: z.array(Approver),
  /** Identifiers of the findings that deny, or ask for approval. */
  findings: z.array(z.string()),
});

export const Statement = z.object({
  _type: z.literal("https://in-toto.io/Statement/v1"),
  /** The binary plan. */
  subject: z.tuple([Descriptor]),
  predicateType: z.literal("urn:transhumance:attestation:review:1"),
  predicate: z.object({
    stack: z.string(),
    /** What the plan was made from: the synthesized stack, and the lock file where there are providers to lock. */
    inputs: z.array(Descriptor),
    state: StateVersion,
    /** Commit of the estate, where it is in a Git repository; `modified` where the working tree differed from it. */
    estate: z.object({ commit: z.string().optional(), modified: z.boolean() }),
    verdict: Judgement,
    reviewedAt: z.iso.datetime(),
  }),
});

export type Statement = z.infer<typeof Statement>;
export type Judgement = z.infer<typeof Judgement>;
/** Of Terraform's state; an empty lineage where there is none yet. */
export type StateVersion = z.infer<typeof StateVersion>;

/** What is true of a saved plan on this machine, now. */
export interface PlanFacts {
  stack: string;
  /** SHA-256 of the binary plan. */
  plan: string;
  /** SHA-256 by name of file. */
  inputs: Record<string, string>;
  state: StateVersion;
}

export function makeStatement(
  { stack, plan, inputs, state }: PlanFacts,
  verdict: Judgement,
  estate: Statement["predicate"]["estate"],
  now: Date,
): Statement {
  const described = (name: string, sha256: string) => ({ name, digest: { sha256 } });
  return {
    _type: "https://in-toto.io/Statement/v1",
    subject: [described("plan.tfplan", plan)],
    predicateType: "urn:transhumance:attestation:review:1",
    predicate: {
      stack,
      inputs: Object.entries(inputs).map(([name, sha256]) => described(name, sha256)),
      state,
      estate,
      verdict,
      reviewedAt: now.toISOString(),
    },
  };
}

type Approver = z.infer<typeof Approver>;
type Severity = "deny" | "approve" | "note";

/** The part of a review's report that says whether one stack may pass. */
export interface Judged {
  findings: readonly {
    id: string;
    severity: Severity;
    approver: Approver;
    subjects: readonly { stack?: string }[];
  }[];
  notices: readonly { severity: Severity; message: string }[];
}

/**
 * What the report says of one stack; what it says of no stack in particular, it says of each. A notice that asks for
 * approval has no approver of its own: it is for the `platform`.
 */
export function judgementOf({ findings, notices }: Judged, stack: string, platform: Approver): Judgement {
  const grave = findings.filter(
    ({ severity, subjects }) =>
      severity !== "note" &&
      subjects.some((subject) => subject.stack === undefined || subject.stack === stack),
  );
  const warnings = notices.filter(({ severity }) => severity !== "note");
  const severities = [...grave, ...warnings].map(({ severity }) => severity);
  const approvers = [...grave.map(({ approver }) => approver), ...warnings.map(() => platform)];
  return {
    decision: severities.includes("deny")
      ? "deny"
      : severities.includes("approve")
        ? "needs-approval"
        : "pass",
    approvals: [
      ...new Map(approvers.map(({ role, team }) => [`${role} ${team ?? ""}`, { role, team }])).values(),
    ],
    findings: grave.map(({ id }) => id),
  };
}
