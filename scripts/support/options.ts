/** Options that several commands share, and how results are printed. */

import Table from "cli-table3";
import type { Command } from "commander";
import { DEFAULT_ESTATE } from "./estate.js";

export interface EstateOptions {
  estate: string;
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
    .option("--json", "print the result as JSON");
}

export function withSelection(command: Command): Command {
  return withEstate(command)
    .option("--environment <name>", "only this environment")
    .option("--cluster <name>", "only this cluster")
    .option("--only <stacks...>", "only these applications, or `operators` and `platform`");
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
