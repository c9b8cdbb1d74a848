/** `transhumance lab`: a real control plane on this machine for a cluster of the estate. */
import { Command } from "commander";
import { labApplyCommand } from "./lab-apply.js";
import { labDiffCommand } from "./lab-diff.js";
import { labDownCommand } from "./lab-down.js";
import { labKubeconfigCommand } from "./lab-kubeconfig.js";
import { labLogsCommand } from "./lab-logs.js";
import { labStatusCommand } from "./lab-status.js";
import { labUpCommand } from "./lab-up.js";

export function labCommand(): Command {
  const lab = new Command("lab").description("Runs a real control plane for a cluster of the estate.");
  for (const command of [
    labUpCommand(),
    labDownCommand(),
    labApplyCommand(),
    labDiffCommand(),
    labStatusCommand(),
    labLogsCommand(),
    labKubeconfigCommand(),
  ]) {
    lab.addCommand(command.exitOverride().showHelpAfterError("(see --help)"));
  }
  return lab;
}
