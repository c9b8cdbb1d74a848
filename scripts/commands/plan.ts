/** `transhumance plan`: what Terraform would change, stack by stack. */
import { Command } from "commander";
import { example, type SelectionOptions, withSelection } from "../support/options.js";
import { runStacks } from "../support/stack-run.js";

export function planCommand(): Command {
  return withSelection(new Command("plan"))
    .description(
      "Plans the stacks with Terraform or OpenTofu, in order; each plan is kept in its stack's folder.",
    )
    .addHelpText("after", example("transhumance plan --environment recette --only platform siecle"))
    .action((options: SelectionOptions) =>
      runStacks(options, "Planning", (terraform, folder) => terraform.plan(folder)),
    );
}
