/** What cannot be attested or checked ends the command, as anything that the user can cure. */
import { AttestationError, sshVerifier, type Verifier } from "../../lib/attestation/index.js";
import { Failure } from "./failure.js";

/** Does `work` about a subject: a stack, or an option. */
export function asFailure<Result>(subject: string, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    if (error instanceof AttestationError) throw new Failure(`${subject}: attestation: ${error.message}`);
    throw error;
  }
}

/** Believes the signers in a file; ends the command where none is named. */
export function verifierOf(signers: string | undefined): Verifier {
  if (!signers) {
    throw new Failure(
      "Name who may sign with --signers <file>, or in TRANSHUMANCE_ALLOWED_SIGNERS: a plan is applied only as it was reviewed.",
    );
  }
  return asFailure("--signers", () => sshVerifier(signers));
}
