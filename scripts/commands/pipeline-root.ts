/** `transhumance pipeline root`: the pipeline that GitLab begins with. */
import { Command } from "commander";
import { rootPipeline } from "../../lib/pipeline/index.js";
import { openEstate } from "../support/estate.js";
import { type EstateOptions, example, print, withEstate } from "../support/options.js";
import { asYaml, frameOf, writePipeline } from "../support/pipeline.js";

interface PipelineRootOptions extends EstateOptions {
  output?: string;
}

export function pipelineRootCommand(): Command {
  return withEstate(new Command("root"))
    .description(
      "Generates the root pipeline: it reviews merge requests, and deploys the default branch, environment after environment and layer after layer.",
    )
    .option("--output <file>", "write it to a file instead of printing it")
    .addHelpText("after", example("transhumance pipeline root --output .gitlab-ci.yml"))
    .action((options: PipelineRootOptions) => {
      const { output, estate } = options;
      const frame = frameOf(openEstate(options), { estate });
      // It is kept in the repository: it must not change with each commit.
      const document = rootPipeline({ ...frame, origin: [`Estate: ${estate}.`] });
      if (output !== undefined) writePipeline(output, document);
      const jobs = Object.keys(document.jobs);
      if (output === undefined && !options.json) process.stdout.write(asYaml("root", document));
      else print({ file: output, jobs }, options, () => `${output}: ${jobs.length} jobs.`);
    });
}
