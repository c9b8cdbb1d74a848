/** `transhumance lab down`: ends a lab; its data stays unless it is wiped. */
import { Command } from "commander";
import { type LabCommandOptions, onLab, withLab } from "../support/lab.js";
import { example, print } from "../support/options.js";

export function labDownCommand(): Command {
  return withLab(new Command("down"))
    .description("Ends every process of a lab. Its data stays for the next `up`.")
    .option("--wipe", "delete its data, keys and logs as well")
    .addHelpText("after", example("transhumance lab down --environment recette --wipe"))
    .action(async (options: LabCommandOptions & { wipe?: true }) => {
      const wipe = options.wipe ?? false;
      const { wasRunning } = await onLab(options, (lab) => lab.down({ wipe }));
      const ended = wasRunning ? "The lab is down" : "The lab was not running";
      print({ wasRunning, wiped: wipe }, options, () => `${ended}${wipe ? "; its data is deleted" : ""}.`);
    });
}
