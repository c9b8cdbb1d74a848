/** `transhumance pipeline`: GitLab's pipelines, generated. */
import { Command } from "commander";
import { pipelineApplyCommand } from "./pipeline-apply.js";
import { pipelinePlanCommand } from "./pipeline-plan.js";
import { pipelineRootCommand } from "./pipeline-root.js";

export function pipelineCommand(): Command {
  const group = new Command("pipeline").description("Generates GitLab's pipelines (docs/pipeline.md).");
  for (const command of [pipelineRootCommand(), pipelinePlanCommand(), pipelineApplyCommand()]) {
    group.addCommand(command.exitOverride().showHelpAfterError("(see --help)"));
  }
  return group;
}
