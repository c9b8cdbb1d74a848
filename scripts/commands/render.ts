/** `transhumance render`: what Terraform would send to Kubernetes, as YAML. */
import { cpSync, mkdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { Command } from "commander";
import type { StackPlan } from "../../lib/placement/index.js";
import { openEstate, selectStacks } from "../support/estate.js";
import { replaceFolder } from "../support/files.js";
import { example, print, type SelectionOptions, withSelection } from "../support/options.js";
import { OUTPUT, renderStacks, stackFolder, synthesizeStacks } from "../support/synthesis.js";

export function renderCommand(): Command {
  return withSelection(new Command("render"))
    .description("Renders the stacks to the Kubernetes objects that Terraform would send, as YAML.")
    .option("--output <folder>", "where the objects are written", join("out", "objects"))
    .option("--stdout", "print the objects instead of writing files")
    .addHelpText("after", example("transhumance render --environment recette --only siecle --stdout"))
    .action(async (options: SelectionOptions & { output: string; stdout?: true }) => {
      const opened = openEstate(options);
      const plans = selectStacks(opened.estate, options);
      await synthesizeStacks(opened, plans);
      const counts = await renderStacks(opened.estate, plans);
      if (options.stdout) {
        for (const { stack } of plans)
          process.stdout.write(readFileSync(join(stackFolder(OUTPUT, stack), "objects.yaml")));
        return;
      }
      writeObjects(plans, options.output);
      const stacks = plans.map(({ stack }) => ({ stack, ...counts.get(stack) }));
      const objects = stacks.reduce((sum, stack) => sum + (stack.objects ?? 0), 0);
      print(
        { output: options.output, objects, stacks },
        options,
        () => `${objects} objects of ${plans.length} stacks in ${options.output}.`,
      );
    });
}

/** One file a stack, `<environment>/<cluster>/<stack>.yaml`; the folder appears as a whole. */
export function writeObjects(plans: StackPlan[], output: string): void {
  const work = `${output}.${process.pid}.tmp`;
  mkdirSync(work, { recursive: true });
  for (const { stack, environment, cluster } of plans) {
    const file = join(work, environment, cluster, `${stack}.yaml`);
    mkdirSync(dirname(file), { recursive: true });
    cpSync(join(stackFolder(OUTPUT, stack), "objects.yaml"), file);
  }
  replaceFolder(work, output);
}
