/** Attestation: what was reviewed, signed, so that nothing else is applied. */
export { AttestationError } from "./attestation-error.js";
export { type Attestation, addSignature, attest, joinSignatures, readAttestation } from "./envelope.js";
export { type Signer, sshSigner, sshVerifier, type Verifier } from "./ssh-signature.js";
export {
  type Judged,
  type Judgement,
  judgementOf,
  makeStatement,
  type PlanFacts,
  REVIEWER,
  type Statement,
  type StateVersion,
} from "./statement.js";
export { refusalsOf, verdictOf } from "./verify.js";
