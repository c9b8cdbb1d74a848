/** `transhumance lab diff`: what an apply would change on a cluster, and what somebody changed by hand. */
import { Command } from "commander";
import { type DiffResult, diffStacks, ledgerRule } from "../../lib/lab/index.js";
import { onCluster, type TargetOptions, withTarget } from "../support/lab-target.js";
import { example, print } from "../support/options.js";

/** Exit code where there are differences; 1 is for what went wrong, as in `terraform plan -detailed-exitcode`. */
const DIFFERENT = 2;

export function labDiffCommand(): Command {
  return withTarget(new Command("diff"))
    .description(
      "Says, by the API server's own dry run, what an apply would change, and what somebody changed by hand. Ends with 0 where nothing differs, 2 where something does, 1 where that cannot be said.",
    )
    .addHelpText("after", example("transhumance lab diff --environment recette --json"))
    .action(async (options: TargetOptions) => {
      const { name, ...result } = await onCluster(options, async ({ server, estate, name, stacks }) => ({
        name,
        ...(await diffStacks(server, name, stacks, ledgerRule(estate))),
      }));
      const lines = describeDiff(result);
      print({ ...name, ...result }, options, () =>
        lines.length === 0
          ? "The cluster holds what is declared, and nobody changed it by hand."
          : lines.join("\n"),
      );
      if (result.failed.length > 0) process.exitCode = 1;
      else if (lines.length > 0) process.exitCode = DIFFERENT;
    });
}

function describeDiff({ create, change, delete: removed, refused, byHand, failed }: DiffResult): string[] {
  const written = (value: unknown) => (value === undefined ? "nothing" : JSON.stringify(value));
  return [
    ...create.map((object) => `+ ${object}`),
    ...change.flatMap(({ object, fields }) => [
      `~ ${object}`,
      ...fields.map(({ path, before, after, by }) => {
        const hand = by === undefined ? "" : ` (set by ${by})`;
        return `    ${path}: ${written(before)}${hand} → ${written(after)}`;
      }),
    ]),
    ...removed.map((object) => `- ${object}`),
    ...refused.map(({ object, reason }) => `! ${object}: an apply would delete nothing: it ${reason}`),
    ...byHand.flatMap(({ object, manager, time, fields }) => [
      `by hand: ${object}, ${manager}${time === undefined ? "" : `, ${time}`}`,
      ...fields.map(({ path, value }) => `    ${path}: ${written(value)}`),
    ]),
    ...failed.map(({ object, reason }) => `! ${object}: ${reason}`),
  ];
}
