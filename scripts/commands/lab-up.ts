/** `transhumance lab up`: brings a lab up, or what is missing of it. */
import { Command, InvalidArgumentError } from "commander";
import { type LabCommandOptions, onLab, withLab } from "../support/lab.js";
import { describeLab } from "../support/lab-status.js";
import { example, print } from "../support/options.js";
import { Progress } from "../support/progress.js";

interface UpOptions extends LabCommandOptions {
  jobDuration: number;
}

export function labUpCommand(): Command {
  return withLab(new Command("up"))
    .description("Brings up etcd, the API server, its controllers, the scheduler, KWOK's nodes and Kueue.")
    .option("--job-duration <seconds>", "how long a Pod of a Job runs", wholeSeconds, 5)
    .addHelpText("after", example("transhumance lab up --environment recette"))
    .action(async (options: UpOptions) => {
      const progress = new Progress("Bringing the lab up");
      const report = (line: string) => progress.say(line);
      try {
        const { jobDuration } = options;
        const status = await onLab(options, (lab, estate) => lab.up(estate), { report, jobDuration });
        progress.finish("The lab is up");
        print(status, options, () => describeLab(status));
      } catch (error) {
        progress.fail();
        throw error;
      }
    });
}

function wholeSeconds(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 0) return value;
  throw new InvalidArgumentError("write whole seconds, e.g. 5");
}
