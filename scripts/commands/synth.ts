/** `transhumance synth`: from the estate to what Terraform reads. */
import { Command } from "commander";
import { openEstate, selectStacks } from "../support/estate.js";
import { example, print, type SelectionOptions, withSelection } from "../support/options.js";
import { OUTPUT, synthesizeStacks } from "../support/synthesis.js";

export function synthCommand(): Command {
  return withSelection(new Command("synth"))
    .description("Synthesizes the stacks to Terraform JSON; only those whose inputs changed are built again.")
    .option("--output <folder>", "where the stacks are written", OUTPUT)
    .addHelpText("after", example("transhumance synth --environment production --cluster sud --only siecle"))
    .action(async (options: SelectionOptions & { output: string }) => {
      const opened = openEstate(options);
      const plans = selectStacks(opened.estate, options);
      const { built, reused, orphans } = await synthesizeStacks(opened, plans, options.output);
      print({ output: options.output, built, reused, orphans }, options, () =>
        [
          `${plans.length} stacks in ${options.output}: ${built.length} built, ${reused.length} unchanged.`,
          ...orphans.map(
            (folder) => `${folder} left the declaration, but keeps state: destroy what it holds first.`,
          ),
        ].join("\n"),
      );
    });
}
