/** `transhumance waves`: the planner. */
import { Command } from "commander";
import { wavesSolveCommand } from "./waves-solve.js";

export function wavesCommand(): Command {
  return new Command("waves")
    .description("Plans when each installation leaves its site.")
    .addCommand(wavesSolveCommand().exitOverride().showHelpAfterError("(see --help)"));
}
