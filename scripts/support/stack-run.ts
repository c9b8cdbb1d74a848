/** Goes through the selected stacks with Terraform, in order, and adds up what changes. */
import { forbids } from "../../lib/policy/index.js";
import { openEstate, selectStacks } from "./estate.js";
import { Failure } from "./failure.js";
import { describeFindings, judge } from "./judgement.js";
import { print, type SelectionOptions, table } from "./options.js";
import { Progress } from "./progress.js";
import { OUTPUT, renderStacks, stackFolder, synthesizeStacks } from "./synthesis.js";
import { type Changes, findTerraform, type Terraform } from "./terraform.js";

/** Synthesizes and judges, then runs `step` in each stack's folder; ends at the first stack that fails. */
export async function runStacks(
  options: SelectionOptions,
  title: string,
  step: (terraform: Terraform, folder: string) => Promise<Changes>,
): Promise<void> {
  const terraform = findTerraform();
  const opened = openEstate(options);
  const plans = selectStacks(opened.estate, options);
  await synthesizeStacks(opened, plans);
  await renderStacks(opened.estate, plans);
  const denied = judge(opened, plans).findings.filter(forbids);
  if (denied.length > 0) {
    throw new Failure(`${describeFindings(denied)}\nNothing was done: cure these, or have them waived.`, {
      findings: denied,
    });
  }

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
