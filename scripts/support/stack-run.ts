/** Goes through the selected stacks with Terraform, in order, and adds up what changes. */
import { planStacks } from "../../lib/placement/index.js";
import { openEstate, selectStacks } from "./estate.js";
import { print, type SelectionOptions, table } from "./options.js";
import { Progress } from "./progress.js";
import { OUTPUT, stackFolder, synthesizeStacks, writeManifest } from "./synthesis.js";
import { type Changes, findTerraform, type Terraform } from "./terraform.js";

/** Synthesizes, then runs `step` in each stack's folder; ends at the first stack that fails. */
export async function runStacks(
  options: SelectionOptions,
  title: string,
  step: (terraform: Terraform, folder: string) => Promise<Changes>,
): Promise<void> {
  const terraform = findTerraform();
  const { estate, locate } = openEstate(options.estate);
  const plans = selectStacks(estate, options);
  await synthesizeStacks(plans, locate);
  writeManifest(planStacks(estate));

  const progress = new Progress(`${title} stacks with ${terraform.binary}`);
  const stacks: ({ stack: string } & Changes)[] = [];
  try {
    for (const { stack } of plans) {
      const folder = stackFolder(OUTPUT, stack);
      await terraform.init(folder);
      stacks.push({ stack, ...(await step(terraform, folder)) });
      progress.update(stacks.length, plans.length);
    }
  } catch (error) {
    progress.fail();
    throw error;
  }
  progress.finish(`${title} ${stacks.length} stacks with ${terraform.binary}: done`);
  print({ stacks }, options, () =>
    table(
      ["stack", "add", "change", "remove"],
      stacks.map(({ stack, add, change, remove }) => [stack, add, change, remove]),
    ),
  );
}
