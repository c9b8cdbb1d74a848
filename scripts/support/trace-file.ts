/** Files with traces, as users name them: read whole, unpacked, and refused with all that is wrong. */
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { formatProblem } from "../../config/index.js";
import { type Ask, leftOutInWords, readTrace, type TraceContext } from "../../lib/replay/index.js";
import { Failure } from "./failure.js";

const LARGEST = 50 * 1024 * 1024;
/** More problems of one file help nobody. */
const MOST_PROBLEMS = 50;
/** How gzip begins, as which the Parallel Workloads Archive has its logs. Source: RFC 1952. */
const GZIP = Buffer.from([0x1f, 0x8b]);

/** What a trace asks for, in the order of times; tells on standard error what it leaves out. Throws Failure where it is wrong. */
export function readTraceFile(context: TraceContext): Ask[] {
  const { asks, problems, leftOut } = readTrace(textOf(context.file), context);
  if (problems.length === 0) {
    const words = leftOutInWords(leftOut);
    if (words !== "") process.stderr.write(`Left out of ${context.file}: ${words}.\n`);
    return asks;
  }
  const shown = problems.slice(0, MOST_PROBLEMS);
  const more = problems.length > shown.length ? [`… and ${problems.length - shown.length} more`] : [];
  const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
  const lines = [...shown.map(formatProblem), ...more, `${count}: nothing was replayed.`];
  throw new Failure(lines.join("\n"), { problems: shown });
}

function textOf(file: string): string {
  const bytes = read(file, () => readFileSync(file));
  if (bytes.subarray(0, GZIP.length).equals(GZIP)) {
    return read(file, () => gunzipSync(bytes, { maxOutputLength: LARGEST })).toString("utf8");
  }
  if (bytes.length <= LARGEST) return bytes.toString("utf8");
  throw new Failure(
    `--trace: "${file}" has ${bytes.length} bytes; allowed: at most ${LARGEST}; take a part of its lines`,
  );
}

function read(file: string, bytes: () => Buffer): Buffer {
  try {
    return bytes();
  } catch (error) {
    throw new Failure(`--trace: "${file}" cannot be read: ${(error as Error).message}`);
  }
}
