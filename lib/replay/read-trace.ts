/** Traces from files, in either format. */
import { type Problem, sortProblems } from "../../config/index.js";
import { readCsv } from "./read-csv.js";
import { readSwf } from "./read-swf.js";
import {
  FORMATS,
  leftOutInWords,
  nothingLeftOut,
  problemAt,
  type ReadTrace,
  type TraceContext,
} from "./trace.js";

const FIRST = { line: 1, column: 1 };
/** What is left of a file in another encoding. */
const NO_TEXT = /[\0\ufffd]/;
const JSON_TEXT = /^\s*[[{]/;
const FROM_JSON =
  "from a line of JSON a job: jq -r '[.at, .who, .gpus, .slice, .pods, .duration] | @csv', below a line with the columns";
/** Files of the Standard Workload Format begin with a comment, or a number that blanks follow. */
const SWF_TEXT = /^\s*(?:;|-?\d[^,;]*$)/;

/** Reads a trace, or says all that is wrong with it. */
export function readTrace(text: string, context: TraceContext): ReadTrace {
  const lines = text.replace(/^\uFEFF/, "").split(/\r\n|\r|\n/);
  const reading = readLines(lines, context);
  const asks = reading.asks.toSorted((a, b) => a.at - b.at || (a.name < b.name ? -1 : 1));
  if (asks.length === 0 && reading.problems.length === 0) {
    const leftOut = leftOutInWords(reading.leftOut);
    reading.problems.push(
      problemAt(
        context,
        FIRST,
        leftOut === ""
          ? { message: "holds no job", hint: "write a line a job" }
          : {
              message: `holds no job that can be asked for: ${leftOut}`,
              hint: "take another trace, or another cluster",
            },
      ),
    );
  }
  return { ...reading, asks, problems: sortProblems(reading.problems) };
}

function readLines(lines: readonly string[], context: TraceContext): ReadTrace {
  const first = lines.find((line) => line.trim() !== "") ?? "";
  const strange = strangeness(first);
  if (strange !== undefined) {
    const problems = [problemAt(context, FIRST, { allowed: FORMATS, ...strange })];
    return { asks: [], problems, leftOut: nothingLeftOut() };
  }
  return SWF_TEXT.test(first) ? readSwf(lines, context) : readCsv(lines, context);
}

/** Why a text whose first line is this one is in neither format; undefined where it may be. */
function strangeness(first: string): Pick<Problem, "message" | "hint"> | undefined {
  if (first === "") return { message: "is empty" };
  if (NO_TEXT.test(first)) return { message: "is no text in UTF-8", hint: "save it as such" };
  return JSON_TEXT.test(first) ? { message: "is JSON", hint: FROM_JSON } : undefined;
}
