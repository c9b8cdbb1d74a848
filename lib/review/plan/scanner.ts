/**
 * Cuts one JSON object, chunk by chunk, into the parts that are wanted: values of its keys, or the elements of arrays
 * under its keys. What is not wanted is passed over without being decoded, so memory does not grow with the file.
 */

import { faultIn } from "./places.js";

/** Far above Terraform's own schemas and what a person could read; what is nested deeper would exhaust the stack. */
const DEEPEST = 500;
/** Kubernetes refuses objects above 1.5 MB, etcd's limit; a resource holds two of them at most, and masks. */
const LONGEST_PART = 64 * 1024 * 1024;

export interface Part {
  /** Key of the top-level object. */
  key: string;
  /** Position in the array; absent where the value is taken as a whole. */
  index?: number;
  /** Its text; only until the next chunk is written. */
  bytes: Buffer;
  /** Where it stands in the file, in bytes. */
  offset: number;
}

/** How the value of a key is taken. */
export type Wanted = (key: string) => "whole" | "elements" | "nothing";

/** Something that is no JSON object, at a place in the file. */
export class ScanError extends Error {
  override readonly name = "ScanError";

  constructor(
    message: string,
    readonly offset: number,
  ) {
    super(message);
  }
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;

/** What a byte means outside strings: 1 opens, 2 closes, 3 quotes, 4 separates, 5 is blank, 0 is anything else. */
const MEANING = new Uint8Array(256);
for (const byte of Buffer.from("{[")) MEANING[byte] = 1;
for (const byte of Buffer.from("}]")) MEANING[byte] = 2;
MEANING[QUOTE] = 3;
MEANING[COMMA] = 4;
MEANING[COLON] = 4;
for (const byte of Buffer.from(" \t\r\n")) MEANING[byte] = 5;

export class Scanner {
  private depth = 0;
  private inString = false;
  private escaped = false;
  private finished = false;
  /** Bytes before the current chunk. */
  private passed = 0;
  private key: string | undefined;
  private awaitsKey = true;
  private taken: "whole" | "elements" | "nothing" = "nothing";
  private index = 0;
  /** Start of the part being read, in bytes of the file; -1 where none is. */
  private start = -1;
  private pending: Buffer[] = [];

  constructor(
    private readonly wanted: Wanted,
    private readonly deliver: (part: Part) => void,
  ) {}

  /** Where the object ended in the middle, what it was in; undefined where it is whole. */
  get unfinished(): string | undefined {
    if (this.finished) return undefined;
    return this.key === undefined ? "before its first key" : `in \`${this.key}\``;
  }

  get offset(): number {
    return this.passed;
  }

  /** Passes over bytes that are no part of the object, such as a byte order mark. */
  skip(bytes: number): void {
    this.passed += bytes;
  }

  /** Takes the next bytes. Throws ScanError. The chunk may be used again afterwards. */
  write(chunk: Buffer): void {
    // State in local variables: this loop sees every byte of the file.
    let { depth, inString, escaped } = this;
    const end = chunk.length;
    for (let at = 0; at < end; at += 1) {
      if (inString) {
        at = endOfString(chunk, escaped ? at + 1 : at);
        inString = at >= end;
        escaped = at > end;
        continue;
      }
      const byte = chunk[at] as number;
      const meaning = MEANING[byte];
      if (depth === 0 && meaning !== 5 && (this.finished || byte !== 0x7b)) {
        throw new ScanError(
          this.finished ? "goes on after its end" : "does not begin as one",
          this.passed + at,
        );
      }
      switch (meaning) {
        case 1:
          depth += 1;
          if (depth > DEEPEST) throw new ScanError(`is nested deeper than ${DEEPEST}`, this.passed + at);
          if (depth === 2 || depth === 3) this.open(depth, byte, at);
          break;
        case 2:
          depth -= 1;
          if (depth < 3) this.close(depth, chunk, at);
          break;
        case 3:
          if (depth < 3) this.begin(depth, at);
          at = endOfString(chunk, at + 1);
          inString = at >= end;
          escaped = at > end;
          break;
        case 4:
          if (depth < 3) this.separate(depth, byte, chunk, at);
          break;
        case 0:
          if (depth < 3) this.begin(depth, at);
          break;
      }
    }
    Object.assign(this, { depth, inString, escaped });
    this.keep(chunk);
    this.passed += end;
  }

  /** A bracket opened: the value of a key at depth 2, an element of its array at depth 3. */
  private open(depth: number, byte: number, at: number): void {
    if (depth === 2) {
      if (this.awaitsKey) throw new ScanError("has a bracket where a key is expected", this.passed + at);
      // An object where a list is wanted is for the reader to refuse.
      if (this.taken === "elements" && byte === 0x7b) this.taken = "whole";
      if (this.taken === "whole") this.begin(1, at);
    } else if (this.taken === "elements") this.begin(2, at);
  }

  /** The first byte of a key or value at depth 1, or of an element at depth 2. */
  private begin(depth: number, at: number): void {
    const isPart =
      depth === 1 ? this.awaitsKey || this.taken === "whole" : depth === 2 && this.taken === "elements";
    if (isPart && this.start < 0) this.start = this.passed + at;
  }

  private close(depth: number, chunk: Buffer, at: number): void {
    if (depth < 0) throw new ScanError("closes a bracket that none opened", this.passed + at);
    if (depth === 2 && this.taken === "elements") this.finish(chunk, at + 1);
    else if (depth === 1) {
      if (this.taken === "whole") this.finish(chunk, at + 1);
      else if (this.taken === "elements") this.finish(chunk, at);
    } else if (depth === 0) {
      this.finish(chunk, at);
      this.finished = true;
    }
  }

  private separate(depth: number, byte: number, chunk: Buffer, at: number): void {
    if (depth === 2 && this.taken === "elements" && byte === COMMA) {
      this.finish(chunk, at);
      this.index += 1;
    } else if (depth === 1 && byte === COLON && this.awaitsKey) {
      this.key = this.text(chunk, at);
      this.awaitsKey = false;
      this.taken = this.wanted(this.key);
      this.index = 0;
    } else if (depth === 1 && byte === COMMA) {
      this.finish(chunk, at);
      this.awaitsKey = true;
    }
  }

  /** The key that was read up to `at`. */
  private text(chunk: Buffer, at: number): string {
    const key = decode(this.cut(chunk, at));
    if (typeof key !== "string") throw new ScanError("has a key that is no text", this.passed + at);
    return key;
  }

  private finish(chunk: Buffer, at: number): void {
    if (this.start < 0) return;
    const { bytes, offset } = this.cut(chunk, at);
    if (this.awaitsKey) throw new ScanError("has a key without a value", offset);
    const index = this.taken === "elements" ? { index: this.index } : {};
    this.deliver({ key: this.key ?? "", ...index, bytes, offset });
  }

  private cut(chunk: Buffer, at: number): { bytes: Buffer; offset: number } {
    if (this.start < 0) throw new ScanError("has a colon where a key is expected", this.passed + at);
    const from = Math.max(0, this.start - this.passed);
    const rest = chunk.subarray(from, at);
    const bytes = this.pending.length === 0 ? rest : Buffer.concat([...this.pending, rest]);
    const offset = this.start;
    this.start = -1;
    this.pending = [];
    return { bytes, offset };
  }

  /** The beginning of a part that goes on in the next chunk. */
  private keep(chunk: Buffer): void {
    if (this.start < 0) return;
    if (this.passed + chunk.length - this.start > LONGEST_PART) {
      throw new ScanError(
        `has a part above ${LONGEST_PART / 1024 ** 2} MiB in \`${this.key ?? ""}\``,
        this.start,
      );
    }
    this.pending.push(Buffer.from(chunk.subarray(Math.max(0, this.start - this.passed))));
  }
}

/**
 * Where the quote is that ends the string which `at` is inside of: the length of the chunk where the string goes on
 * after it, one more where it goes on with an escaped sign.
 */
function endOfString(chunk: Buffer, at: number): number {
  const end = chunk.length;
  let here = at;
  while (here < end) {
    const byte = chunk[here];
    if (byte === QUOTE) return here;
    here += byte === BACKSLASH ? 2 : 1;
  }
  return here;
}

/** The value of some bytes. Throws ScanError, with the place in the file of the first sign that is wrong. */
export function decode({ bytes, offset }: Pick<Part, "bytes" | "offset">): unknown {
  const text = bytes.toString("utf8");
  try {
    return JSON.parse(text);
  } catch {
    const fault = faultIn(text);
    throw new ScanError(`is not well-formed: ${fault.message}`, offset + fault.offset);
  }
}
