/** What the commands that plan waves share: their options, their progress, and how an outcome is told. */
import { type Command, InvalidArgumentError } from "commander";
import { type Estate, formatProblem, type LoadedEstate } from "../../config/index.js";
import type { SolveOptions } from "../../lib/planning/index.js";
import { type Conflict, type Outcome, type WavesPlan, waysOut } from "../../lib/waves/index.js";
import { Failure } from "./failure.js";
import { type EstateOptions, table, withEstate } from "./options.js";
import { searchWithProgress } from "./search.js";

export interface SolvingOptions extends EstateOptions {
  time: number;
  steps?: number;
  seed: number;
  gap?: number;
}

/** A number within limits, for an option. */
const numberWithin =
  (lowest: number, highest: number) =>
  (text: string): number => {
    const value = Number(text);
    if (text.trim() !== "" && value >= lowest && value <= highest) return value;
    throw new InvalidArgumentError(`allowed: a number from ${lowest} to ${highest}`);
  };

const A_DAY = 86_400;

export function withSolving(command: Command, seconds: number): Command {
  return withEstate(command)
    .option("--time <seconds>", "time limit", numberWithin(0.1, A_DAY), seconds)
    .option(
      "--steps <number>",
      "limit in schedules tried: the same plan on every machine",
      numberWithin(1, 1e9),
    )
    .option("--seed <number>", "of the search", numberWithin(0, 2 ** 31 - 1), 1)
    .option("--gap <share>", "stop once the proven gap is this small", numberWithin(0, 1));
}

/** Runs something that solves, with the limits of the options; Ctrl-C ends it with the best so far. */
export function whileSolving<Result>(
  title: string,
  { time, steps, seed, gap }: SolvingOptions,
  work: (options: SolveOptions) => Promise<Result>,
): Promise<Result> {
  const limits = {
    ...(steps === undefined ? { seconds: time } : { steps: Math.round(steps) }),
    gap,
    seed: Math.round(seed),
  };
  return searchWithProgress(title, (watch) => work({ ...limits, ...watch }));
}

/** The plan, or the end of the command with what is in the way of one. */
export async function planOrFail(
  outcome: Outcome,
  estate: Estate,
  locate: LoadedEstate["locate"],
  options: SolveOptions,
): Promise<WavesPlan> {
  if ("plan" in outcome) return outcome;
  if (outcome.status === "unknown") {
    throw new Failure(
      "No plan found, and none proved impossible: give it more --time, or loosen planning.yaml.",
      {
        status: "unknown",
      },
    );
  }
  throw await describeConflict(outcome, estate, locate, options);
}

async function describeConflict(
  conflict: Conflict,
  estate: Estate,
  locate: LoadedEstate["locate"],
  options: SolveOptions,
): Promise<Failure> {
  const facts = conflict.facts.map(({ text, pointers }) => ({
    text,
    places: pointers.map((one) => locate(one)),
  }));
  const ways = await waysOut(estate, conflict, options);
  const lines = [
    "No plan is possible. These facts contradict one another:",
    ...facts.map(({ text, places: [place] }) =>
      place ? formatProblem({ ...place, path: "", message: text }) : text,
    ),
    ...(ways.length > 0
      ? [
          "Any of these makes a plan possible, each tried, cheapest first:",
          ...ways.map(({ change, kind }) => `- ${change.text} (${kind})`),
        ]
      : ["No single change that was tried makes a plan possible."]),
  ];
  return new Failure(lines.join("\n"), {
    status: "infeasible",
    conflict: facts,
    waysOut: ways.map(({ change, kind }) => ({ kind, change: change.text })),
  });
}

/** The objective as people read it. */
export const objectiveTable = ({ objective }: Pick<WavesPlan, "objective">): string =>
  table(
    ["objective", "value", "proven bound", "gap"],
    objective.map(({ name, value, bound, gap }) => [
      name,
      String(value),
      String(bound),
      `${(100 * gap).toFixed(1)} %`,
    ]),
  );
