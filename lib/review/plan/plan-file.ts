/** A plan file: read once in chunks, and again in places; standard input is kept in a temporary file meanwhile. */
import { createHash } from "node:crypto";
import { closeSync, mkdtempSync, openSync, readSync, rmSync, statSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PlanError } from "./plan-error.js";

const CHUNK = 1024 * 1024;

export class PlanFile {
  private readonly descriptor: number;
  private folder: string | undefined;

  /** Opens the file; `-` is standard input. Throws PlanError where it cannot be read. */
  constructor(readonly path: string) {
    try {
      if (path !== "-" && statSync(path).isDirectory()) throw new PlanError(path, "is a folder, not a plan");
      this.descriptor = path === "-" ? this.spool() : openSync(path, "r");
    } catch (error) {
      if (error instanceof PlanError) throw error;
      throw new PlanError(path, `cannot be read: ${(error as Error).message}`);
    }
  }

  /** Hands every chunk to `take`, in order, and returns the SHA-256 of them all. */
  readAll(take: (chunk: Buffer) => void): string {
    const hash = createHash("sha256");
    const buffer = Buffer.allocUnsafe(CHUNK);
    for (let position = 0; ; ) {
      const length = readSync(this.descriptor, buffer, 0, CHUNK, position);
      if (length === 0) return hash.digest("hex");
      const chunk = buffer.subarray(0, length);
      hash.update(chunk);
      take(chunk);
      position += length;
    }
  }

  /** The text of some bytes. */
  read(offset: number, length: number): string {
    const buffer = Buffer.allocUnsafe(length);
    readSync(this.descriptor, buffer, 0, length, offset);
    return buffer.toString("utf8");
  }

  close(): void {
    closeSync(this.descriptor);
    if (this.folder !== undefined) rmSync(this.folder, { recursive: true, force: true });
  }

  private spool(): number {
    this.folder = mkdtempSync(join(tmpdir(), "transhumance-plan-"));
    const folder = this.folder;
    process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
    const copy = openSync(join(folder, "plan.json"), "w+", 0o600);
    const buffer = Buffer.allocUnsafe(CHUNK);
    for (;;) {
      const length = readSync(0, buffer, 0, CHUNK, null);
      if (length === 0) return copy;
      writeSync(copy, buffer, 0, length);
    }
  }
}
