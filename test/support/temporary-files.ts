/** One folder for the temporary files of a run of tests and of all that they start; it is removed when they end. */
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Each group of tests asks for it; it is the same for all. */
const FOLDER = "TRANSHUMANCE_TEMPORARY_FILES";

export default function makeFolder(): (() => void) | undefined {
  if (process.env[FOLDER] !== undefined) return undefined;
  const folder = mkdtempSync(join(tmpdir(), "transhumance-test-"));
  // Some tests run as another user, who must come by.
  chmodSync(folder, 0o711);
  process.env[FOLDER] = folder;
  // Source: POSIX, environment variables; Node's `os.tmpdir` follows it.
  process.env.TMPDIR = folder;
  return () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
}
