/** Traces from files: CSV with our columns, or the Standard Workload Format of the Parallel Workloads Archive. */
import { parse } from "csv-parse/sync";
import { didYouMean, list, type Problem, showValue, sortProblems } from "../../config/index.js";
import { gpuResource, sliceOf } from "../gpu/index.js";
import type { Ask } from "./ask.js";

/** Who may ask, and how many GPUs one pod can hold. */
export interface TraceContext {
  file: string;
  /** What projects and services declare that their pods hold, by name: resources of Kubernetes. */
  holds: ReadonlyMap<string, readonly string[]>;
  /** Names of those that are projects. */
  projects: readonly string[];
  /** GPUs of one replica, by service. */
  replicas: ReadonlyMap<string, number>;
  /** Projects and services with a pool of the cluster that do not run today. */
  closed: readonly string[];
  /** GPUs of one node: what asks for more asks for several pods. */
  gpusPerNode: number;
  /** Units of each resource on all nodes: what asks for more never runs. */
  capacity: Readonly<Record<string, number>>;
}

export interface ReadTrace {
  /** In the order of their times. */
  asks: Ask[];
  problems: Problem[];
  /** Jobs of the Standard Workload Format that cannot be asked for, by why. */
  leftOut: { neverRan: number; tooLarge: number };
}

const COLUMNS = ["at", "who", "gpus", "slice", "pods", "duration"] as const;
type Column = (typeof COLUMNS)[number];
const REQUIRED: readonly Column[] = ["at", "who", "duration"];

/** More problems of one file help nobody. */
const MOST_PROBLEMS = 50;
const LONGEST = 10 * 366 * 24 * 3600;
const MOST_PODS = 64;

interface Row {
  cells: string[];
  line: number;
}

/** What csv-parse gives with `info`; its types do not say so. */
interface ParsedRow {
  record: string[];
  info: { lines: number };
}

/** Reads either format: files of the Standard Workload Format begin with a comment (`;`) or a number. */
export function readTrace(text: string, context: TraceContext): ReadTrace {
  const first = text.trimStart();
  const reading = /^[;\d-]/.test(first) ? readSwf(text, context) : readCsv(text, context);
  const asks = reading.asks.toSorted((a, b) => a.at - b.at || (a.name < b.name ? -1 : 1));
  if (asks.length === 0 && reading.problems.length === 0) {
    const { neverRan, tooLarge } = reading.leftOut;
    reading.problems.push(
      problem(
        context,
        1,
        1,
        neverRan + tooLarge === 0
          ? { message: "holds no job", hint: "write a line a job" }
          : {
              message: `holds no job that can be asked for: ${neverRan} never ran, ${tooLarge} are larger than the cluster`,
              hint: "take another trace, or another cluster",
            },
      ),
    );
  }
  return { ...reading, asks, problems: sortProblems(reading.problems).slice(0, MOST_PROBLEMS) };
}

const nothingLeftOut = () => ({ neverRan: 0, tooLarge: 0 });

const problem = (
  { file }: Pick<TraceContext, "file">,
  line: number,
  column: number,
  rest: Omit<Problem, "file" | "line" | "column" | "path"> & { path?: string },
): Problem => ({ file, line, column, path: "", ...rest });

function readCsv(text: string, context: TraceContext): ReadTrace {
  let rows: Row[];
  try {
    const parsed = parse(text, { bom: true, info: true, skip_empty_lines: true, trim: true });
    rows = (parsed as unknown as ParsedRow[]).map(({ record, info }) => ({
      cells: record,
      line: info.lines,
    }));
  } catch (error) {
    const { message, lines } = error as Error & { lines?: number };
    const hint = `write the columns ${COLUMNS.join(",")}, quoted as RFC 4180 says`;
    return {
      asks: [],
      problems: [problem(context, lines ?? 1, 1, { message: `is no CSV: ${message}`, hint })],
      leftOut: nothingLeftOut(),
    };
  }
  const [head, ...body] = rows;
  const problems = checkHead(head, context);
  const leftOut = nothingLeftOut();
  if (head === undefined || problems.length > 0) return { asks: [], problems, leftOut };
  const asks = body.flatMap((row, index) => {
    const reading = new RowReading(row, head.cells, context);
    const ask = reading.ask(index);
    problems.push(...reading.problems);
    return ask ?? [];
  });
  return { asks, problems, leftOut };
}

function checkHead(head: Row | undefined, context: TraceContext): Problem[] {
  const allowed = COLUMNS.join(", ");
  if (head === undefined) return [problem(context, 1, 1, { message: "is empty", allowed })];
  const unknown = head.cells.filter((cell) => !(COLUMNS as readonly string[]).includes(cell));
  const missing = REQUIRED.filter((column) => !head.cells.includes(column));
  const twice = COLUMNS.filter((column) => head.cells.filter((cell) => cell === column).length > 1);
  return [
    ...twice.map((column) =>
      problem(context, head.line, 1, {
        message: `has \`${column}\` more than once`,
        hint: "leave one of them out",
      }),
    ),
    ...unknown.map((cell) => {
      const hint = didYouMean(cell, COLUMNS);
      const message = "is no column of a trace";
      return problem(context, head.line, 1, {
        value: showValue(cell),
        message,
        allowed,
        ...(hint ? { hint } : {}),
      });
    }),
    ...missing.map((column) =>
      problem(context, head.line, 1, { message: `has no column \`${column}\``, allowed, hint: "add it" }),
    ),
  ];
}

/** Reads the cells of one row, and notes what is wrong with each. */
class RowReading {
  readonly problems: Problem[] = [];

  constructor(
    private readonly row: Row,
    private readonly head: readonly string[],
    private readonly context: TraceContext,
  ) {}

  ask(index: number): Ask | undefined {
    const { gpusPerNode } = this.context;
    const at = this.number("at", { least: 0, most: LONGEST });
    const duration = this.number("duration", { least: 1, most: LONGEST });
    const gpus = this.number("gpus", { least: 1, most: gpusPerNode, whole: true, otherwise: 1 });
    const pods = this.number("pods", { least: 1, most: MOST_PODS, whole: true, otherwise: 1 });
    const who = this.who();
    const slice = this.slice(who);
    if (slice !== undefined && gpus > 1) {
      this.refuse("gpus", "contradicts `slice`: slices do not reach each other", "1, or no slice");
    }
    this.checkSize(who, slice, gpus, pods);
    if (this.problems.length > 0) return undefined;
    const name = `job-${index + 1}`;
    return { name, at, who, gpus, pods, duration, ...(slice === undefined ? {} : { slice }) };
  }

  private cell(column: Column): string {
    return this.row.cells[this.head.indexOf(column)] ?? "";
  }

  private number(
    column: Column,
    {
      least,
      most,
      whole = false,
      otherwise,
    }: { least: number; most: number; whole?: boolean; otherwise?: number },
  ): number {
    const text = this.cell(column);
    if (text === "" && otherwise !== undefined) return otherwise;
    const value = /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
    if (value >= least && value <= most && (!whole || Number.isInteger(value))) return value;
    const range = `${whole ? "a whole number" : "a number"} from ${least} to ${most}`;
    this.refuse(column, "is out of range", range);
    return Number.NaN;
  }

  private who(): string {
    const allowed = [...this.context.holds.keys()];
    const text = this.cell("who");
    if (allowed.includes(text)) return text;
    const message = this.context.closed.includes(text)
      ? "does not run today: it is over, or its use does not permit it"
      : "is no project and no service of this cluster";
    this.refuse("who", message, list(allowed, 30) || "none", didYouMean(text, allowed));
    return "";
  }

  /** What is asked for must be what is declared: a namespace has no quota for anything else. */
  private slice(who: string): string | undefined {
    const text = this.cell("slice");
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
    const most = this.context.capacity[gpuResource(slice)] ?? 0;
    if (replica === undefined && who !== "" && gpus * pods > most) {
      this.refuse("pods", "asks for more GPUs or slices than the cluster has", `${most} in all`);
    }
  }

  private refuse(column: Column, message: string, allowed: string, hint?: string): void {
    const before = this.row.cells.slice(0, Math.max(0, this.head.indexOf(column)));
    const start = before.reduce((sum, cell) => sum + cell.length + 1, 1);
    const value = showValue(this.cell(column));
    this.problems.push(
      problem(this.context, this.row.line, start, {
        path: column,
        value,
        message,
        allowed,
        ...(hint ? { hint } : {}),
      }),
    );
  }
}

/** Fields of the format, counted from 0. Source: Feitelson, Standard Workload Format 2.2. */
const SWF = { job: 0, submit: 1, runTime: 3, allocated: 4, requested: 7, user: 11, fields: 18 };

/**
 * Each user becomes a project with whole GPUs, in the order in which they first appear and from the first one again; processors
 * become GPUs, in pods of at most one node. Time runs from the first job. Left out are jobs that never ran (no run time, no processors), and those
 * that ask for more than the cluster has.
 */
function readSwf(text: string, context: TraceContext): ReadTrace {
  const { gpusPerNode } = context;
  const projects = context.projects.filter((name) => context.holds.get(name)?.includes(gpuResource()));
  const problems: Problem[] = [];
  const users = new Map<string, string>();
  const asks: Ask[] = [];
  const leftOut = nothingLeftOut();
  if (projects.length === 0) {
    const message = "holds jobs on whole GPUs, and no project that runs on this cluster today has any";
    const hint = `take another cluster, or write CSV with the columns ${COLUMNS.join(",")}`;
    return { asks, problems: [problem(context, 1, 1, { message, hint })], leftOut };
  }
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const content = line.trim();
    if (content === "" || content.startsWith(";")) continue;
    const fields = content.split(/\s+/);
    if (fields.length < SWF.fields || fields.some((field) => !/^-?\d+(?:\.\d+)?$/.test(field))) {
      problems.push(
        problem(context, index + 1, 1, {
          value: showValue(content),
          message: `is no job of the Standard Workload Format`,
          allowed: `${SWF.fields} numbers`,
          hint: `or write CSV with the columns ${COLUMNS.join(",")}`,
        }),
      );
      continue;
    }
    const field = (place: number) => Number(fields[place]);
    const tooLong = [SWF.submit, SWF.runTime].find((place) => field(place) > LONGEST);
    if (tooLong !== undefined) {
      problems.push(
        problem(context, index + 1, 1, {
          path: tooLong === SWF.submit ? "submit time" : "run time",
          value: showValue(fields[tooLong]),
          message: "is out of range",
          allowed: `at most ${LONGEST} seconds`,
          hint: "is it in seconds from the start of the trace?",
        }),
      );
      continue;
    }
    const processors = Math.max(field(SWF.allocated), field(SWF.requested));
    const duration = field(SWF.runTime);
    const user = fields[SWF.user] ?? "";
    const who = users.get(user) ?? projects[users.size % projects.length];
    if (processors < 1 || duration < 1) {
      leftOut.neverRan += 1;
      continue;
    }
    const pods = Math.ceil(processors / gpusPerNode);
    const gpus = Math.ceil(processors / pods);
    if (who === undefined || pods > MOST_PODS || gpus * pods > (context.capacity[gpuResource()] ?? 0)) {
      leftOut.tooLarge += 1;
      continue;
    }
    users.set(user, who);
    asks.push({
      name: `job-${fields[SWF.job]}-${index + 1}`,
      at: Math.max(0, field(SWF.submit)),
      who,
      gpus,
      pods,
      duration,
    });
  }
  // Parts of a log keep its times; nobody waits until they begin.
  const first = asks.reduce((least, { at }) => Math.min(least, at), Infinity);
  return { asks: asks.map((ask) => ({ ...ask, at: ask.at - first })), problems, leftOut };
}
