/** Options that several commands share, and how results are printed. */

import Table from "cli-table3";
import { type Command, InvalidArgumentError, Option } from "commander";
import { Temporal } from "temporal-polyfill";
import { today } from "../../lib/calendar/index.js";

/** Where the estate is, where nothing else is said. */
export const DEFAULT_ESTATE = "config/estate";

export interface EstateOptions {
  estate: string;
  /** `YYYY-MM-DD` */
  today: string;
  json?: true;
}

export interface SelectionOptions extends EstateOptions {
  environment?: string;
  cluster?: string;
  only?: string[];
}

export function withEstate(command: Command): Command {
  return command
    .option("--estate <folder>", "folder of the estate", DEFAULT_ESTATE)
    .addOption(
      new Option("--today <day>", "judge as of this day, such as 2027-04-01")
        .argParser(readDay)
        .default(today(), "the day in Paris"),
    )
    .option("--json", "print the result as JSON");
}

export function readDay(text: string): string {
  try {
    return Temporal.PlainDate.from(text).toString();
  } catch {
    throw new InvalidArgumentError("It is no day; write it as YYYY-MM-DD.");
  }
}

export function withSelection(command: Command): Command {
  return withEstate(command)
    .option("--environment <name>", "only this environment")
    .option("--cluster <name>", "only this cluster")
    .option("--only <stacks...>", "only these applications, or `operators` and `platform`");
}

/** For commands that may also be about stacks that left the estate. */
export interface RemovalSelection extends SelectionOptions {
  removedSince?: string[];
}

export function withRemoval(command: Command): Command {
  return withSelection(command).option(
    "--removed-since <refs...>",
    "also stacks of applications and bursts that these Git refs declare and the estate no longer does: they are emptied",
  );
}

export const example = (text: string) => `\nExample:\n  $ ${text}`;

/** Prints the result: one JSON document, or text for people. */
export function print(result: object, { json }: Pick<EstateOptions, "json">, text: () => string): void {
  process.stdout.write(`${json ? JSON.stringify(result, null, 2) : text()}\n`);
}

/** A table without colours, numbers to the right. */
export function table(head: string[], rows: (string | number)[][]): string {
  const first = rows[0] ?? [];
  const rendered = new Table({
    head,
    colAligns: head.map((_, index) => (typeof first[index] === "number" ? "right" : "left")),
    style: { head: [], border: [], compact: true },
  });
  rendered.push(...rows);
  return rendered.toString();
}

/** Files that keys are in, and where the environment may name them: keys are never in the repository. */
export const keyOptions = {
  key: () =>
    new Option("--key <file>", "SSH key that signs, or its public half where an agent holds it").env(
      "TRANSHUMANCE_SIGNING_KEY",
    ),
  signers: () =>
    new Option("--signers <file>", "who may sign, in OpenSSH's allowed_signers format").env(
      "TRANSHUMANCE_ALLOWED_SIGNERS",
    ),
  identity: () =>
    new Option("--identity <file>", "age identity that opens sealed plans").env("TRANSHUMANCE_PLAN_IDENTITY"),
};

export function readPositive(text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number > 0) return number;
  throw new InvalidArgumentError("It must be a whole number from 1.");
}
