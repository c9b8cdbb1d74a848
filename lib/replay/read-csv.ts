/** Traces in CSV, as RFC 4180 quotes it, a row a line; cells end at the comma, semicolon or tab that the header has. */
import { didYouMean, list, type Problem, showValue } from "../../config/index.js";
import { gpuResource, sliceOf } from "../gpu/index.js";
import type { Ask } from "./ask.js";
import {
  COLUMNS,
  type Column,
  FORMATS,
  gpusPerPod,
  LONGEST,
  MOST_PODS,
  nothingLeftOut,
  podsAtOnce,
  problemAt,
  type ReadTrace,
  type TraceContext,
} from "./trace.js";

const REQUIRED: readonly Column[] = ["at", "who", "duration"];
const SEPARATORS = [",", ";", "\t"];
const NUMBER = /^-?\d+(?:\.\d+)?(?:e[-+]?\d+)?$/i;

interface Cell {
  text: string;
  /** Counted from one. */
  column: number;
}

interface Row {
  line: number;
  cells: readonly Cell[];
  /** The column of a cell whose quotes are not as they should be; the row ends there. */
  broken?: number;
}

/** `lines` are those of the file. */
export function readCsv(lines: readonly string[], context: TraceContext): ReadTrace {
  const [first = ""] = lines.filter((line) => line.trim() !== "");
  const separator = SEPARATORS.find((one) => first.includes(one)) ?? ",";
  const [head, ...body] = lines
    .map((line, index) => ({ line: index + 1, ...cellsOf(line, separator) }))
    .filter(({ cells, broken }) => broken !== undefined || cells.some(({ text }) => text !== ""));
  const leftOut = nothingLeftOut();
  if (head === undefined) return { asks: [], problems: [], leftOut };
  const problems = checkHead(head, first, context);
  if (problems.length > 0) return { asks: [], problems, leftOut };
  const columns = head.cells.map(({ text }) => text);
  const asks = body.flatMap((row) => {
    const reading = new RowReading(row, columns, context);
    const ask = reading.ask();
    problems.push(...reading.problems);
    return ask ?? [];
  });
  return { asks, problems, leftOut };
}

function cellsOf(line: string, separator: string): Omit<Row, "line"> {
  const cell = new RegExp(`( *)(?:"([^"]*(?:""[^"]*)*)" *|([^${separator}"]*))(${separator}|$)`, "y");
  const cells: Cell[] = [];
  for (;;) {
    const start = cell.lastIndex;
    const match = cell.exec(line);
    if (match === null) return { cells, broken: start + 1 };
    const [, spaces = "", quoted, plain = "", end] = match;
    const text = quoted?.replaceAll('""', '"') ?? plain;
    cells.push({ text: text.trim(), column: start + spaces.length + 1 });
    if (end === "") return { cells };
  }
}

function checkHead({ line, cells, broken }: Row, text: string, context: TraceContext): Problem[] {
  const allowed = COLUMNS.join(", ");
  const isColumn = (text: string) => (COLUMNS as readonly string[]).includes(text);
  const start = { line, column: 1 };
  if (broken !== undefined || !cells.some(({ text }) => isColumn(text))) {
    const message = "is no header of a trace";
    const hint = "name the columns in the first line";
    return [problemAt(context, start, { value: showValue(text.trim()), message, allowed: FORMATS, hint })];
  }
  const strange = cells.flatMap(({ text, column }, index) => {
    const at = { line, column };
    if (cells.findIndex((cell) => cell.text === text) < index) {
      const message = "is there already";
      return problemAt(context, at, { value: showValue(text), message, hint: "leave one of them out" });
    }
    if (isColumn(text)) return [];
    const hint = didYouMean(text, COLUMNS);
    const message = "is no column of a trace";
    return problemAt(context, at, { value: showValue(text), message, allowed, ...(hint ? { hint } : {}) });
  });
  const missing = REQUIRED.filter((column) => !cells.some(({ text }) => text === column));
  return [
    ...strange,
    ...missing.map((column) =>
      problemAt(context, start, { message: `has no column \`${column}\``, allowed, hint: "add it" }),
    ),
  ];
}

interface Range {
  least: number;
  most: number;
  whole?: boolean;
  /** Where the cell is empty. */
  otherwise?: number;
}

/** Reads the cells of one row, and notes what is wrong with each. */
class RowReading {
  readonly problems: Problem[] = [];

  constructor(
    private readonly row: Row,
    private readonly columns: readonly string[],
    private readonly context: TraceContext,
  ) {}

  ask(): Ask | undefined {
    if (!this.hasAllCells()) return undefined;
    const at = this.number("at", { least: 0, most: LONGEST });
    const duration = this.number("duration", { least: 1, most: LONGEST });
    const most = gpusPerPod(this.context);
    const gpus = this.number("gpus", { least: 1, most, whole: true, otherwise: 1 });
    const pods = this.number("pods", { least: 1, most: MOST_PODS, whole: true, otherwise: 1 });
    const who = this.who();
    const slice = this.slice(who);
    if (slice !== undefined && gpus > 1) {
      this.refuse("gpus", "contradicts `slice`: slices do not reach each other", "1, or no slice");
    }
    this.checkSize(who, slice, gpus, pods);
    if (this.problems.length > 0) return undefined;
    const name = `job-${this.row.line}`;
    return { name, at, who, gpus, pods, duration, ...(slice === undefined ? {} : { slice }) };
  }

  /** Where there are more or fewer, nobody can tell which is which. */
  private hasAllCells(): boolean {
    const { line, cells, broken } = this.row;
    const most = this.columns.length;
    if (broken !== undefined) {
      const message = "has quotes that do not enclose all of it";
      const hint = 'write a cell as it is, or "between quotes"';
      this.problems.push(problemAt(this.context, { line, column: broken }, { message, hint }));
    } else if (cells.length !== most) {
      const message = `has ${cells.length} cells`;
      const allowed = `${most}: ${this.columns.join(", ")}`;
      const column = cells[most]?.column ?? 1;
      this.problems.push(problemAt(this.context, { line, column }, { message, allowed }));
    }
    return this.problems.length === 0;
  }

  private cell(column: Column): Cell | undefined {
    return this.row.cells[this.columns.indexOf(column)];
  }

  private text(column: Column): string {
    return this.cell(column)?.text ?? "";
  }

  private number(column: Column, { least, most, whole = false, otherwise }: Range): number {
    const text = this.text(column);
    if (text === "" && otherwise !== undefined) return otherwise;
    const value = NUMBER.test(text) ? Number(text) : Number.NaN;
    if (value >= least && value <= most && (!whole || Number.isInteger(value))) return value;
    const allowed = `${whole ? "a whole number" : "a number"} from ${least} to ${most}`;
    const message = text === "" ? "is missing" : Number.isNaN(value) ? "is no number" : "is out of range";
    this.refuse(column, message, allowed, text.includes(",") ? "write decimals with a point" : undefined);
    return Number.NaN;
  }

  private who(): string {
    const allowed = [...this.context.holds.keys()];
    const text = this.text("who");
    if (allowed.includes(text)) return text;
    const message = this.context.closed.includes(text)
      ? "does not run today: it is over, or its use does not permit it"
      : text === ""
        ? "is missing"
        : "is no project and no service of this cluster";
    this.refuse("who", message, list(allowed, 30) || "none", didYouMean(text, allowed));
    return "";
  }

  /** What is asked for must be what is declared: a namespace has no quota for anything else. */
  private slice(who: string): string | undefined {
    const text = this.text("slice");
    const declared = this.context.holds.get(who);
    const slice = text === "" ? undefined : text;
    if (declared === undefined || declared.includes(gpuResource(slice))) return slice;
    const message =
      slice === undefined ? `is missing: ${who} has no whole GPUs` : `is nothing that ${who} has`;
    const allowed = declared.map((resource) => sliceOf(resource) ?? "none, for whole GPUs");
    this.refuse("slice", message, list(allowed, 30));
    return undefined;
  }

  /** A row of a service is one of its replicas. */
  private checkSize(who: string, slice: string | undefined, gpus: number, pods: number): void {
    const replica = this.context.replicas.get(who);
    if (replica !== undefined && gpus !== replica) {
      this.refuse("gpus", `is not what a replica of ${who} holds`, `${replica}`);
    }
    if (replica !== undefined && pods !== 1) {
      this.refuse("pods", `is not one: each replica of ${who} has a row of its own`, "1");
    }
    const most = podsAtOnce(this.context, gpuResource(slice), gpus);
    if (replica === undefined && who !== "" && pods > most) {
      const message = "is more than all nodes together run at once";
      this.refuse("pods", message, `at most ${most} of ${slice ?? `${gpus} GPU${gpus === 1 ? "" : "s"}`}`);
    }
  }

  private refuse(path: Column, message: string, allowed: string, hint?: string): void {
    const { column = 1 } = this.cell(path) ?? {};
    const value = showValue(this.text(path));
    const rest = { path, value, message, allowed, ...(hint ? { hint } : {}) };
    this.problems.push(problemAt(this.context, { line: this.row.line, column }, rest));
  }
}
