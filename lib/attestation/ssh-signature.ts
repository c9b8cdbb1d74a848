/**
 * SSH signatures, made and checked by OpenSSH's ssh-keygen: keys of any kind, in files, agents or hardware.
 * Source: https://man.openbsd.org/ssh-keygen (-Y sign, -Y verify, ALLOWED SIGNERS).
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AttestationError } from "./attestation-error.js";

/** Keeps a signature from being taken for that of a Git commit, or of anything else. */
const NAMESPACE = "transhumance";

/** Signs bytes; throws an AttestationError where it cannot. */
export type Signer = (bytes: Buffer) => Buffer;

/** True where the signature of the bytes is by a key that the principal may use. */
export type Verifier = (bytes: Buffer, signature: Buffer, principal: string) => boolean;

/** Signs with the private key in a file, or with the agent's key whose public half the file holds. */
export function sshSigner(key: string): Signer {
  return (bytes) => {
    const { status, stdout, stderr } = sshKeygen(["-Y", "sign", "-f", key, "-n", NAMESPACE], bytes);
    if (status !== 0) throw new AttestationError(`${key} cannot sign: ${stderr.toString().trim()}`);
    return stdout;
  };
}

/** Believes the keys of a file in OpenSSH's `allowed_signers` format. Throws an AttestationError without the file. */
export function sshVerifier(allowedSigners: string): Verifier {
  if (!existsSync(allowedSigners)) {
    throw new AttestationError(`${allowedSigners} is not there: it names who may sign`);
  }
  return (bytes, signature, principal) => {
    const folder = mkdtempSync(join(tmpdir(), "transhumance-signature-"));
    try {
      const file = join(folder, "signature");
      writeFileSync(file, signature);
      const who = ["-f", allowedSigners, "-I", principal, "-n", NAMESPACE];
      return sshKeygen(["-Y", "verify", ...who, "-s", file], bytes).status === 0;
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  };
}

function sshKeygen(args: string[], input: Buffer) {
  const result = spawnSync("ssh-keygen", args, { input });
  // It may end before it has read all: then its own exit code says why.
  if (result.error && (result.error as NodeJS.ErrnoException).code !== "EPIPE") {
    throw new AttestationError(
      `ssh-keygen cannot be run (${result.error.message}): install OpenSSH 8.9 or later`,
    );
  }
  return result;
}
