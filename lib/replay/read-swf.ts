/** Traces in the Standard Workload Format of the Parallel Workloads Archive. */
import { type Problem, showValue } from "../../config/index.js";
import { gpuResource } from "../gpu/index.js";
import type { Ask } from "./ask.js";
import {
  COLUMNS,
  LONGEST,
  MOST_PODS,
  nothingLeftOut,
  podsAtOnce,
  problemAt,
  type ReadTrace,
  type TraceContext,
} from "./trace.js";

/** Fields of the format, counted from 0. Source: Feitelson, Standard Workload Format 2.2. */
const SWF = { submit: 1, runTime: 3, allocated: 4, requested: 7, status: 10, user: 11, fields: 18 };
/** Statuses of a job's parts, where it was stopped in between. Source: the same. */
const PARTIAL = [2, 3, 4];
const TIMES = [
  { place: SWF.submit, path: "submit time" },
  { place: SWF.runTime, path: "run time" },
];

/**
 * Each user becomes a project with whole GPUs, in the order in which they first appear and from the first one again; the
 * processors that a job was given (or asked for, where that is not known) become GPUs. Time runs from the first job. What
 * cannot be asked for is left out, and counted.
 */
export function readSwf(lines: readonly string[], context: TraceContext): ReadTrace {
  const projects = context.projects.filter((name) => context.holds.get(name)?.includes(gpuResource()));
  const problems: Problem[] = [];
  const users = new Map<string, string>();
  const asks: Ask[] = [];
  const leftOut = nothingLeftOut();
  const [firstProject] = projects;
  if (firstProject === undefined) {
    const message = "holds jobs on whole GPUs, and no project that runs on this cluster today has any";
    const hint = `take another cluster, or write CSV with the columns ${COLUMNS.join(",")}`;
    problems.push(problemAt(context, { line: 1, column: 1 }, { message, hint }));
    return { asks, problems, leftOut };
  }
  for (const [index, text] of lines.entries()) {
    if (/^\s*(?:;|$)/.test(text)) continue;
    const line = index + 1;
    const fields = [...text.matchAll(/\S+/g)];
    const found = checkFields(fields, { line, text }, context);
    if (found.length > 0) {
      problems.push(...found);
      continue;
    }
    const field = (place: number) => Number(fields[place]?.[0]);
    const user = fields[SWF.user]?.[0] ?? "";
    const who = users.get(user) ?? projects[users.size % projects.length] ?? firstProject;
    const [at, duration] = [field(SWF.submit), field(SWF.runTime)];
    const processors = field(SWF.allocated) >= 1 ? field(SWF.allocated) : field(SWF.requested);
    const shape = shapeOf(processors, context);
    if (PARTIAL.includes(field(SWF.status))) leftOut.partial += 1;
    else if (processors < 1 || duration < 1) leftOut.neverRan += 1;
    else if (at < 0) leftOut.undated += 1;
    else if (shape === undefined) leftOut.tooLarge += 1;
    else {
      users.set(user, who);
      asks.push({ name: `job-${line}`, at, who, ...shape, duration });
    }
  }
  // Parts of a log keep its times; nobody waits until they begin.
  const first = asks.reduce((least, { at }) => Math.min(least, at), Infinity);
  return { asks: asks.map((ask) => ({ ...ask, at: ask.at - first })), problems, leftOut };
}

function checkFields(
  fields: readonly RegExpExecArray[],
  { line, text }: { line: number; text: string },
  context: TraceContext,
): Problem[] {
  const columnOf = (place: number) => (fields[place]?.index ?? 0) + 1;
  if (fields.length < SWF.fields) {
    const message = `has ${fields.length} fields; a job of the Standard Workload Format has ${SWF.fields}`;
    const hint = `write -1 for what is not known, or CSV with the columns ${COLUMNS.join(",")}`;
    return [
      problemAt(
        context,
        { line, column: columnOf(0) },
        { value: showValue(text.trim()), message, allowed: `${SWF.fields} numbers`, hint },
      ),
    ];
  }
  const unread = fields.flatMap(([field], place) =>
    /^-?\d+(?:\.\d+)?$/.test(field)
      ? []
      : problemAt(
          context,
          { line, column: columnOf(place) },
          {
            path: `field ${place + 1}`,
            value: showValue(field),
            message: "is no number",
            allowed: "a number, or -1 for what is not known",
          },
        ),
  );
  if (unread.length > 0) return unread;
  return TIMES.filter(({ place }) => Number(fields[place]?.[0]) > LONGEST).map(({ place, path }) =>
    problemAt(
      context,
      { line, column: columnOf(place) },
      {
        path,
        value: showValue(fields[place]?.[0]),
        message: "is out of range",
        allowed: `at most ${LONGEST} seconds`,
        hint: "is it in seconds from the start of the trace?",
      },
    ),
  );
}

/** The fewest pods that run at once and make up just so many GPUs; failing that, the fewest, with some GPUs more. */
function shapeOf(processors: number, context: TraceContext): Pick<Ask, "gpus" | "pods"> | undefined {
  const counts = Array.from({ length: MOST_PODS }, (_, index) => index + 1);
  const gpusOf = (pods: number) => Math.ceil(processors / pods);
  const fits = (pods: number) =>
    pods <= processors && pods <= podsAtOnce(context, gpuResource(), gpusOf(pods));
  const fitting = counts.filter(fits);
  const pods = fitting.find((count) => processors % count === 0) ?? fitting[0];
  return pods === undefined ? undefined : { gpus: gpusOf(pods), pods };
}
