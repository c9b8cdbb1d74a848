/** Whether a saved plan may be applied: is it what was reviewed, and did everyone agree who must? */
import { AttestationError } from "./attestation-error.js";
import type { Attestation } from "./envelope.js";
import type { Verifier } from "./ssh-signature.js";
import { type Judgement, type PlanFacts, REVIEWER, type Statement } from "./statement.js";

const FORGED = `forged or altered: no key of "${REVIEWER}" that may sign has signed it; review again`;

const isSignedBy = ({ signed, signatures }: Attestation, principal: string, verify: Verifier): boolean =>
  signatures.some((signature) => verify(signed, signature, principal));

/** Why the plan may not be applied, with the way out; empty where it may. */
export function refusalsOf(attestation: Attestation, facts: PlanFacts, verify: Verifier): string[] {
  if (!isSignedBy(attestation, REVIEWER, verify)) return [`the attestation is ${FORGED}`];
  const { statement } = attestation;
  return [...changesSince(statement, facts), ...objections(attestation, verify)];
}

/** What the review says, and of whom it asks approval; throws an AttestationError where it is not the review's. */
export function verdictOf(
  attestation: Attestation,
  verify: Verifier,
): Pick<Judgement, "decision" | "approvals"> {
  if (!isSignedBy(attestation, REVIEWER, verify)) throw new AttestationError(FORGED);
  const { decision, approvals } = attestation.statement.predicate.verdict;
  return { decision, approvals: decision === "needs-approval" ? approvals : [] };
}

function changesSince({ subject: [plan], predicate }: Statement, facts: PlanFacts): string[] {
  const { stack, inputs, state } = predicate;
  const reviewed = Object.fromEntries(inputs.map(({ name, digest }) => [name, digest.sha256]));
  const moved = [...new Set([...Object.keys(reviewed), ...Object.keys(facts.inputs)])].filter(
    (name) => reviewed[name] !== facts.inputs[name],
  );
  return [
    ...(stack === facts.stack ? [] : [`the attestation is of ${stack}; review this one`]),
    ...(plan.digest.sha256 === facts.plan ? [] : ["the plan is not the one that was reviewed; review it"]),
    ...moved.map((name) => `${name} changed since the plan was reviewed; plan and review again`),
    ...describeMove(state, facts.state),
  ];
}

function describeMove(then: PlanFacts["state"], now: PlanFacts["state"]): string[] {
  if (then.lineage === now.lineage && then.serial === now.serial) return [];
  const lineage = then.lineage === now.lineage ? "" : ", and another lineage";
  return [
    `the state moved since the plan was reviewed (serial ${then.serial} then, ${now.serial} now${lineage}); plan and review again`,
  ];
}

/** Each approver signs the same statement: a team with a key of its own, a role where no team holds it. */
function objections(attestation: Attestation, verify: Verifier): string[] {
  const { decision, approvals, findings } = attestation.statement.predicate.verdict;
  if (decision === "deny") {
    return [`the review denies it (${findings.join(", ") || "see its notices"}); cure what it names`];
  }
  if (decision === "pass") return [];
  return approvals
    .filter(({ role, team }) => !isSignedBy(attestation, team ?? role, verify))
    .map(
      ({ role, team }) =>
        `the approval as ${role}${team === undefined ? "" : ` of ${team}`} is missing; see transhumance approve`,
    );
}
