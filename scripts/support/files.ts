/** Writing so that an interruption leaves the old or the new, never a half. */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { Failure } from "./failure.js";

/** Writes beside the target, then renames. Leaves a file alone that already holds `content`. */
export function writeFileAtomically(path: string, content: string): void {
  if (readIfThere(path) === content) return;
  mkdirSync(dirname(path), { recursive: true });
  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}.tmp`);
  writeFileSync(temporary, content);
  renameSync(temporary, path);
}

/** Writes beside the target, then renames; for the owner's eyes only. */
export function writePrivately(path: string, content: Uint8Array): void {
  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}.tmp`);
  writeFileSync(temporary, content, { mode: 0o600 });
  renameSync(temporary, path);
}

export const writeJson = (path: string, content: unknown): void =>
  writeFileAtomically(path, `${JSON.stringify(content, null, 2)}\n`);

/**
 * Replaces a file that nobody may have changed since `before` was read (`undefined`: there was none).
 * Throws a Failure, and changes nothing, where somebody has, or is about to.
 */
export function replaceUnchanged(path: string, before: string | undefined, after: string): void {
  mkdirSync(dirname(path), { recursive: true });
  const unlock = lock(path);
  try {
    if (readIfThere(path) !== before) {
      throw new Failure(
        `${path} was changed by somebody else in the meantime: nothing was written, run this again.`,
      );
    }
    writeFileAtomically(path, after);
  } finally {
    unlock();
  }
}

/** Takes a file for this process alone. A lock that its process left behind is removed. */
function lock(path: string): () => void {
  const file = join(dirname(path), `.${basename(path)}.lock`);
  try {
    writeFileSync(file, `${process.pid}`, { flag: "wx" });
  } catch {
    const owner = Number(readIfThere(file));
    if (owner > 0 && !isRunning(owner)) {
      rmSync(file, { force: true });
      return lock(path);
    }
    throw new Failure(
      `${path} is being changed by process ${owner || "unknown"}: run this again, or remove ${file}.`,
    );
  }
  return () => rmSync(file, { force: true });
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** Puts a finished folder in the place of another. */
export function replaceFolder(finished: string, target: string): void {
  const old = `${target}.old`;
  rmSync(old, { recursive: true, force: true });
  if (existsSync(target)) renameSync(target, old);
  renameSync(finished, target);
  rmSync(old, { recursive: true, force: true });
}

/** The text of a file, `undefined` where there is none. */
export function readIfThere(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, "utf8") : undefined;
}

export const sha256 = (...parts: (string | Buffer)[]): string => {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part).update("\0");
  return hash.digest("hex");
};

/** SHA-256 of a file's bytes, as `sha256sum` prints it. */
export const sha256OfFile = (path: string): string =>
  createHash("sha256").update(readFileSync(path)).digest("hex");

/** Every file below a folder, in order of path. */
export function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted();
}
