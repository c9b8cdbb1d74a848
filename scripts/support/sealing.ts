/** Plans hold secrets: where they leave the machine they are encrypted with age (https://age-encryption.org/v1). */
import { readFileSync } from "node:fs";
import { Decrypter, Encrypter } from "age-encryption";
import { Failure } from "./failure.js";
import { readIfThere, writePrivately } from "./files.js";

/** Writes `<file>.age` for the recipients (`age1…`). */
export async function seal(file: string, recipients: readonly string[]): Promise<void> {
  const encrypter = new Encrypter();
  for (const recipient of recipients) {
    try {
      encrypter.addRecipient(recipient);
    } catch {
      throw new Failure(
        `--recipient: ${JSON.stringify(recipient)} is no recipient of age; write its public key, age1…`,
      );
    }
  }
  writePrivately(`${file}.age`, await encrypter.encrypt(readFileSync(file)));
}

/** Writes `<file>` from `<file>.age`, with the identities in the file `identity`. */
export async function openSealed(file: string, identity: string | undefined): Promise<void> {
  const sealed = `${file}.age`;
  const keys = identity === undefined ? undefined : readIfThere(identity);
  if (keys === undefined) {
    throw new Failure(
      `${sealed} is sealed: name the file of an age identity with --identity${identity ? `; ${identity} is not there` : ""}`,
    );
  }
  const decrypter = new Decrypter();
  try {
    for (const key of keys.split(/\s*\n/).filter((line) => line !== "" && !line.startsWith("#"))) {
      decrypter.addIdentity(key);
    }
    writePrivately(file, await decrypter.decrypt(readFileSync(sealed)));
  } catch (error) {
    throw new Failure(`${sealed} does not open with ${identity}: ${(error as Error).message}`);
  }
}
