/** `transhumance apply`: lets Terraform change the clusters as it was reviewed, stack by stack. */
import { Command } from "commander";
import { verifierOf } from "../support/attestation-failure.js";
import { Failure } from "../support/failure.js";
import {
  example,
  keyOptions,
  print,
  type RemovalSelection,
  readPositive,
  table,
  withRemoval,
} from "../support/options.js";
import { refusalsOfSaved } from "../support/review-saved.js";
import { DEFAULT_PARALLELISM, forEachStack, readyStacks } from "../support/stack-run.js";

interface ApplyOptions extends RemovalSelection {
  signers?: string;
  identity?: string;
  parallelism: number;
}

export function applyCommand(): Command {
  return withRemoval(new Command("apply"))
    .description(
      "Applies the saved plans with Terraform or OpenTofu, in order: those that were reviewed, and nothing else; goes on where it was stopped.",
    )
    .requiredOption("--yes", "required, so that nobody applies by accident")
    .addOption(keyOptions.signers())
    .addOption(keyOptions.identity())
    .option(
      "--parallelism <n>",
      "stacks of a layer that are applied at once",
      readPositive,
      DEFAULT_PARALLELISM,
    )
    .addHelpText("after", example("transhumance apply --environment recette --only platform siecle --yes"))
    .action(async (options: ApplyOptions) => {
      const verify = verifierOf(options.signers);
      const { terraform, stacks } = await readyStacks(options);
      const check = (stack: (typeof stacks)[number]) =>
        refusalsOfSaved(stack.saved, terraform, options.identity, verify);
      const refusals = (await forEachStack("Checking", stacks, options.parallelism, check)).flat();
      if (refusals.length > 0) {
        throw new Failure([...refusals, "Nothing was applied."].join("\n"), { refusals });
      }
      const applied = await forEachStack("Applying", stacks, options.parallelism, async (ready) => {
        const { stack, saved } = ready;
        if (saved.isApplied) return { stack, add: 0, change: 0, remove: 0, applied: "before" };
        // Once more: the plan, or its state, may have changed while others were applied.
        const late = await check(ready);
        if (late.length > 0) throw new Failure(late.join("\n"));
        const changes = await terraform.apply(saved.folder).catch(async (error: unknown) => {
          if (!(error instanceof Failure)) throw error;
          // What was applied in part has a state that moved: it needs another plan.
          const stale = await check(ready).catch(() => []);
          throw new Failure([error.message, ...stale].join("\n"));
        });
        saved.recordApplied();
        return { stack, ...changes, applied: "now" };
      });
      print({ stacks: applied }, options, () =>
        table(
          ["stack", "add", "change", "remove", "applied"],
          applied.map(({ stack, add, change, remove, applied }) => [stack, add, change, remove, applied]),
        ),
      );
    });
}
