/** `transhumance lab kubeconfig`: the kubeconfig of the admin, or of a member of a group. */
import { readFileSync } from "node:fs";
import { Command } from "commander";
import { type LabCommandOptions, onLab, withLab } from "../support/lab.js";
import { example, print } from "../support/options.js";

export function labKubeconfigCommand(): Command {
  return withLab(new Command("kubeconfig"))
    .description("Prints the kubeconfig of the lab's admin, or of somebody who is in one group only.")
    .option("--as <group>", "a group of the estate's academies or teams, e.g. academie:lille")
    .addHelpText("after", example("transhumance lab kubeconfig --environment recette --as academie:lille"))
    .action(async (options: LabCommandOptions & { as?: string }) => {
      const path = await onLab(options, async (lab, estate) => lab.kubeconfig(estate, options.as));
      print({ kubeconfig: path }, options, () => readFileSync(path, "utf8").trimEnd());
    });
}
