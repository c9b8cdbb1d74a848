/** `transhumance apply`: lets Terraform change the clusters, stack by stack. */
import { Command } from "commander";
import { Failure } from "../support/failure.js";
import { example, type SelectionOptions, withSelection } from "../support/options.js";
import { runStacks } from "../support/stack-run.js";
import type { Terraform } from "../support/terraform.js";

export function applyCommand(): Command {
  return withSelection(new Command("apply"))
    .description(
      "Plans and applies the stacks with Terraform or OpenTofu, in order; goes on where it was stopped.",
    )
    .requiredOption("--yes", "required, so that nobody applies by accident")
    .addHelpText("after", example("transhumance apply --environment recette --only platform siecle --yes"))
    .action((options: SelectionOptions) =>
      runStacks(options, "Applying", async (terraform, folder) => {
        const { remove } = await terraform.plan(folder);
        if (remove > 0) await refuseDataLoss(terraform, folder);
        return terraform.apply(folder);
      }),
    );
}

/** Nothing that holds data is deleted or replaced by this command (DESIGN.md, what must stay true). */
async function refuseDataLoss(terraform: Terraform, folder: string): Promise<void> {
  // Loaded here only: its models take longer to load than most commands run.
  const { isDataBearing, renderResource } = await import("../../lib/kubernetes/index.js");
  const lost = (await terraform.removals(folder))
    .filter(
      ({ type, values }) => type.startsWith("kubernetes_") && isDataBearing(renderResource(type, values)),
    )
    .map(({ address }) => address);
  if (lost.length === 0) return;
  throw new Failure(
    [
      `${folder}: the plan deletes or replaces what holds data; nothing of this stack was applied:`,
      ...lost.map((address) => `  ${address}`),
      "Take the change back, or have the removal approved and do it by hand.",
    ].join("\n"),
    { dataLoss: lost },
  );
}
