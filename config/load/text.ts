/** The text of one file: read without waiting, in bounds, and refused where a person could not read it. */
import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";
import { UNPRINTABLE } from "./problem.js";

/** What is expected of a file. */
export interface Expected {
  /** Bytes. */
  largest: number;
  /** E.g. «a file of the estate». */
  what: string;
  format: string;
}

/** No file that a person edits comes near this size; judging hostile text of it takes about a second. */
export const ESTATE_FILE: Expected = { largest: 128 * 1024, what: "a file of the estate", format: "YAML" };

/** Something wrong at an offset of the text. */
export interface Fault {
  offset: number;
  message: string;
  value?: string;
  path?: readonly (string | number)[];
  allowed?: string;
  hint?: string;
}

/** What the codes of failed system calls mean to a person. */
const FAILURES: Record<string, string> = {
  EACCES: "permission is denied",
  ELOOP: "its symbolic links run in a circle",
  ENAMETOOLONG: "its name is too long",
  ENOENT: "there is nothing of that name, or a symbolic link leads nowhere",
  ENOTDIR: "it is no folder",
  ENXIO: "it is no regular file",
  EPERM: "permission is denied",
};

/** Why a file or folder cannot be read, e.g. «permission is denied (EACCES)». */
export function failure(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code ?? String(error);
  return FAILURES[code] ? `${FAILURES[code]} (${code})` : code;
}

/** Reads a regular file of UTF-8 text. Never waits (a FIFO, a device) and never throws. */
export function readText(path: string, expected = ESTATE_FILE): { text: string; faults: Fault[] } {
  const { largest, what, format } = expected;
  const refuse = (message: string, hint: string) => ({ text: "", faults: [{ offset: 0, message, hint }] });
  let bytes: Buffer | undefined;
  try {
    bytes = readRegularFile(path, largest);
  } catch (error) {
    return refuse(`cannot be read: ${failure(error)}`, "check the file, its links and its permissions");
  }
  if (!bytes) return refuse("is no regular file", `remove it, or put a ${format} file in its place`);
  if (bytes.length > largest)
    return refuse(`is larger than the ${largest / 1024} KiB that ${what} may have`, "split it");
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return { text, faults: unreadableCharacters(text) };
  } catch {
    return refuse("is not UTF-8 text", "save it as UTF-8");
  }
}

/** The bytes of a regular file, one more than allowed at most; `undefined` for anything else. */
function readRegularFile(path: string, largest: number): Buffer | undefined {
  const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const status = fstatSync(file);
    if (!status.isFile()) return undefined;
    const buffer = Buffer.alloc(Math.min(status.size, largest) + 1);
    let length = 0;
    for (let read = -1; read !== 0 && length < buffer.length; length += read) {
      read = readSync(file, buffer, length, buffer.length - length, null);
    }
    return buffer.subarray(0, length);
  } finally {
    closeSync(file);
  }
}

/** Characters that no editor shows: in a message or a report they could hide what is written. */
function unreadableCharacters(text: string): Fault[] {
  const offset = text.search(new RegExp(`\\r(?!\\n)|(?![\\t\\n\\r])${UNPRINTABLE.source}`, "u"));
  if (offset < 0) return [];
  const hint = text[offset] === "\r" ? "save it with line ends of Unix" : "remove it: no editor shows it";
  return [{ offset, message: `holds the character ${characterName(text, offset)}`, hint }];
}

/** E.g. `U+001B`. */
export const characterName = (text: string, offset: number): string =>
  `U+${(text.codePointAt(offset) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;

/** Finds the line and column of an offset, both from one. */
export class Lines {
  private readonly starts: number[] = [0];

  constructor(text: string) {
    for (let end = text.indexOf("\n"); end >= 0; end = text.indexOf("\n", end + 1)) this.starts.push(end + 1);
  }

  at(offset: number): { line: number; column: number } {
    let low = 0;
    let high = this.starts.length;
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if ((this.starts[middle] ?? 0) <= offset) low = middle;
      else high = middle;
    }
    return { line: low + 1, column: offset - (this.starts[low] ?? 0) + 1 };
  }
}
