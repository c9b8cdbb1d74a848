/** `transhumance plan`: what Terraform would change, stack by stack. */
import { Command, Option } from "commander";
import {
  example,
  print,
  readPositive,
  type SelectionOptions,
  table,
  withSelection,
} from "../support/options.js";
import { DEFAULT_PARALLELISM, forEachStack, readyStacks } from "../support/stack-run.js";

interface PlanOptions extends SelectionOptions {
  recipient?: string[];
  parallelism: number;
}

export function planCommand(): Command {
  return withSelection(new Command("plan"))
    .description(
      "Plans the stacks with Terraform or OpenTofu, in order; each plan is kept in its stack's folder.",
    )
    .addOption(
      new Option(
        "--recipient <keys...>",
        "age public keys: a sealed plan is written for them, fit to travel",
      ).env("TRANSHUMANCE_PLAN_RECIPIENTS"),
    )
    .option("--parallelism <n>", "stacks that are planned at once", readPositive, DEFAULT_PARALLELISM)
    .addHelpText("after", example("transhumance plan --environment recette --only platform siecle"))
    .action(async (options: PlanOptions) => {
      const recipients = [options.recipient ?? []].flat().flatMap((text) => text.split(/[\s,]+/));
      const { terraform, stacks } = await readyStacks(options);
      const planned = await forEachStack(
        "Planning",
        stacks,
        options.parallelism,
        async ({ stack, saved }) => {
          saved.forget();
          await terraform.init(saved.folder);
          const state = await terraform.stateVersion(saved.folder);
          const changes = await terraform.plan(saved.folder);
          saved.keepFacts(state);
          if (recipients.length > 0) await saved.seal(recipients);
          return { stack, ...changes };
        },
      );
      print({ stacks: planned }, options, () =>
        table(
          ["stack", "add", "change", "remove"],
          planned.map(({ stack, add, change, remove }) => [stack, add, change, remove]),
        ),
      );
    });
}
