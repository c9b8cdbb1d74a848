/** `transhumance waves solve`: a planning problem in its general form. */
import { Command, InvalidArgumentError } from "commander";
import { formatProblem } from "../../config/index.js";
import { type Fact, readProblem, type Solution, solve } from "../../lib/planning/index.js";
import { Failure } from "../support/failure.js";
import { writeFileAtomically } from "../support/files.js";
import { example, print, table } from "../support/options.js";
import { searchWithProgress } from "../support/search.js";

interface SolveCommandOptions {
  time?: number;
  steps?: number;
  seed?: number;
  gap?: number;
  workers?: number;
  output?: string;
  json?: true;
}

export function wavesSolveCommand(): Command {
  return new Command("solve")
    .description(
      "Solves a planning problem in the general form of docs/planning.md: starts, objective and proven bounds.",
    )
    .argument("<problem>", "JSON file")
    .option("--time <seconds>", "time limit (30, unless --steps is given)", positive)
    .option(
      "--steps <number>",
      "schedules to evaluate: with the same seed, the same plan everywhere",
      whole(1),
    )
    .option("--seed <number>", "seed of the search (1)", whole(0))
    .option("--gap <part>", "ends once the largest gap is this small, e.g. 0.02 (0)", notNegative)
    .option("--workers <number>", "threads (the machine's cores)", whole(0))
    .option("--output <file>", "also writes the result there as JSON")
    .option("--json", "print the result as JSON")
    .addHelpText("after", example("transhumance waves solve problem.json --time 10"))
    .addHelpText(
      "after",
      "\nEnds with 0 and a plan; with 1 where no plan exists (the conflicting facts are printed), none was found, or the input is wrong.\nCtrl-C ends the search with the best plan so far.",
    )
    .action(async (file: string, options: SolveCommandOptions) => {
      const { problem, problems } = readProblem(file);
      if (!problem) throw new Failure(problems.map(formatProblem).join("\n"), { problems });
      const { time: seconds, output, json, ...limits } = options;
      const solution = await searchWithProgress("Solving", (watch) =>
        solve(problem, { ...limits, seconds, ...watch }),
      );
      if (output !== undefined) writeFileAtomically(output, `${JSON.stringify(solution, null, 2)}\n`);
      if (solution.status === "infeasible")
        throw new Failure(describeConflict(solution.conflict), { ...solution });
      if (solution.status === "unknown")
        throw new Failure("No plan found. That is no proof that there is none: give it more time.", {
          ...solution,
        });
      print(solution, options, () => describe(solution));
    });
}

/** Tasks that are shown to people: to lay out a table of all takes time in its square. */
const MOST_SHOWN = 500;

function describe({
  status,
  plan,
  objective,
  gap,
  statistics,
}: Extract<Solution, { plan: unknown }>): string {
  const tasks = Object.entries(plan.tasks).toSorted(([, a], [, b]) => a.start - b.start || a.end - b.end);
  const percent = (part: number) => `${(100 * part).toFixed(1)} %`;
  return [
    table(
      ["task", "start", "end", "mode"],
      tasks.slice(0, MOST_SHOWN).map(([name, { start, end, mode }]) => [name, start, end, mode ?? ""]),
    ),
    ...(tasks.length > MOST_SHOWN ? [`and ${tasks.length - MOST_SHOWN} more: see --json or --output`] : []),
    table(
      ["level", "value", "bound", "gap"],
      objective.map(({ name, value, bound, gap: ownGap }) => [name, value, bound, percent(ownGap)]),
    ),
    `${status === "optimal" ? "Optimal" : `Gap ${percent(gap)}`} after ${statistics.steps} schedules in ${statistics.seconds.toFixed(1)} s.`,
  ].join("\n");
}

const describeConflict = (conflict: readonly Fact[]): string =>
  [
    "There is no plan: these facts exclude each other, and any one less would not.",
    ...conflict.map(({ text, pointer }) => `  ${text}  (${pointer})`),
  ].join("\n");

function positive(text: string): number {
  const value = Number(text);
  if (!(value > 0) || !Number.isFinite(value)) throw new InvalidArgumentError("Write a number above 0.");
  return value;
}

function notNegative(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !(value >= 0)) throw new InvalidArgumentError("Write a number from 0.");
  return value;
}

function whole(least: number) {
  return (text: string): number => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || !Number.isSafeInteger(value) || value < least)
      throw new InvalidArgumentError(`Write a whole number from ${least}.`);
    return value;
  };
}
