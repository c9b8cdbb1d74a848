/** `transhumance waves`: when each installation leaves its site. */
import { Command } from "commander";
import { wavesCheckCommand } from "./waves-check.js";
import { wavesExplainCommand } from "./waves-explain.js";
import { wavesExportCommand } from "./waves-export.js";
import { wavesPlanCommand } from "./waves-plan.js";
import { wavesSolveCommand } from "./waves-solve.js";
import { wavesWhatIfCommand } from "./waves-what-if.js";

export function wavesCommand(): Command {
  const group = new Command("waves").description("Plans when each installation leaves its site.");
  for (const command of [
    wavesPlanCommand(),
    wavesCheckCommand(),
    wavesExplainCommand(),
    wavesWhatIfCommand(),
    wavesExportCommand(),
    wavesSolveCommand(),
  ]) {
    group.addCommand(command.exitOverride().showHelpAfterError("(see --help)"));
  }
  return group;
}
