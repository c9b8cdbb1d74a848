/** `transhumance lab logs`: what a part of a lab wrote. */
import { createReadStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { Command } from "commander";
import { type LabCommandOptions, onLab, withLab } from "../support/lab.js";
import { example } from "../support/options.js";

export function labLogsCommand(): Command {
  return withLab(new Command("logs"))
    .description("Prints the log of a part; `supervise` is what runs the others.")
    .argument(
      "<part>",
      "etcd, kube-apiserver, kube-controller-manager, kube-scheduler, kwok, kueue, supervise",
    )
    .addHelpText("after", example("transhumance lab logs kube-apiserver --environment recette"))
    .action(async (part: string, options: LabCommandOptions) => {
      const path = await onLab(options, async (lab) => lab.log(part));
      await pipeline(createReadStream(path), process.stdout, { end: false });
    });
}
