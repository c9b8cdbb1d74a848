/** A plan file: read once in chunks, and again in places; standard input is kept in a temporary file meanwhile. */
import { createHash } from "node:crypto";
import { closeSync, fstatSync, mkdtempSync, openSync, readSync, rmSync, statSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PlanError, type TextPlace } from "./plan-error.js";

const CHUNK = 1024 * 1024;
/** A file of at most so many bytes is kept in memory, so that what it holds need not be read twice. */
const KEPT = 96 * 1024 * 1024;
const NEWLINE = 0x0a;
const STANDARD_INPUT = 0;

export class PlanFile {
  private readonly descriptor: number;
  private folder: string | undefined;
  private kept: Buffer | undefined;

  /** Opens the file; `-` is standard input. Throws PlanError where it cannot be read. */
  constructor(readonly path: string) {
    try {
      if (path !== "-" && statSync(path).isDirectory()) throw new PlanError(path, "is a folder, not a plan");
      const source = path === "-" ? STANDARD_INPUT : openSync(path, "r");
      this.descriptor = path !== "-" && fstatSync(source).isFile() ? source : this.spool(source);
    } catch (error) {
      if (error instanceof PlanError) throw error;
      throw new PlanError(path, `cannot be read: ${(error as Error).message}`);
    }
  }

  /** Hands every chunk to `take`, in order, and returns the SHA-256 of them all. */
  readAll(take: (chunk: Buffer) => void): string {
    const hash = createHash("sha256");
    const { size } = fstatSync(this.descriptor);
    if (size <= KEPT) {
      this.kept = this.read(0, size);
      if (size > 0) take(this.kept);
      return hash.update(this.kept).digest("hex");
    }
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

  /** Some bytes again. */
  read(offset: number, length: number): Buffer {
    if (this.kept !== undefined) return this.kept.subarray(offset, offset + length);
    const buffer = Buffer.allocUnsafe(length);
    for (let at = 0; at < length; ) {
      const read = readSync(this.descriptor, buffer, at, length - at, offset + at);
      if (read === 0) return buffer.subarray(0, at);
      at += read;
    }
    return buffer;
  }

  /** What is wrong at a byte of the file, as an error that names line and column. */
  fault(message: string, offset?: number): PlanError {
    return new PlanError(this.path, message, offset === undefined ? undefined : this.placeOf(offset));
  }

  close(): void {
    closeSync(this.descriptor);
    if (this.folder !== undefined) rmSync(this.folder, { recursive: true, force: true });
  }

  private placeOf(offset: number): TextPlace {
    const place = { line: 1, column: 1 };
    const buffer = Buffer.allocUnsafe(CHUNK);
    for (let position = 0; position < offset; ) {
      const length = readSync(this.descriptor, buffer, 0, Math.min(CHUNK, offset - position), position);
      if (length === 0) break;
      const chunk = buffer.subarray(0, length);
      for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, at + 1)) place.line += 1;
      const last = chunk.lastIndexOf(NEWLINE);
      place.column = last < 0 ? place.column + length : length - last;
      position += length;
    }
    return place;
  }

  /** A copy of what can be read only once. */
  private spool(source: number): number {
    this.folder = mkdtempSync(join(tmpdir(), "transhumance-plan-"));
    const folder = this.folder;
    process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
    const copy = openSync(join(folder, "plan.json"), "w+", 0o600);
    const buffer = Buffer.allocUnsafe(CHUNK);
    for (;;) {
      const length = readSync(source, buffer, 0, CHUNK, null);
      if (length === 0) return copy;
      writeSync(copy, buffer, 0, length);
    }
  }
}
