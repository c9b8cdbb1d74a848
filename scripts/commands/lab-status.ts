/** `transhumance lab status`: what runs of a lab, and whether it is ready. */
import { Command } from "commander";
import { type LabCommandOptions, onLab, withLab } from "../support/lab.js";
import { describeLab } from "../support/lab-status.js";
import { example, print } from "../support/options.js";

export function labStatusCommand(): Command {
  return withLab(new Command("status"))
    .description("Says what runs of a lab. Ends with 0 where every part is ready, 1 otherwise.")
    .addHelpText("after", example("transhumance lab status --environment recette --json"))
    .action(async (options: LabCommandOptions) => {
      const status = await onLab(options, (lab) => lab.status());
      print(status, options, () => describeLab(status));
      if (!status.ready) process.exitCode = 1;
    });
}
