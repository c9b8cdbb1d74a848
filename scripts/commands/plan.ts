/** `transhumance plan`: what Terraform would change, stack by stack. */
import { Command, Option } from "commander";
import { Failure } from "../support/failure.js";
import { writeJson } from "../support/files.js";
import {
  example,
  print,
  type RemovalSelection,
  readPositive,
  table,
  withRemoval,
} from "../support/options.js";
import { DEFAULT_PARALLELISM, forEachStack, readyStacks } from "../support/stack-run.js";
import type { Changes } from "../support/terraform.js";

interface PlanOptions extends RemovalSelection {
  seal?: true;
  counts?: string;
  recipient?: string[];
  parallelism: number;
}

/** Source: GitLab, «Terraform integration in merge requests». */
function gitlabReport(planned: readonly Changes[]): Record<"create" | "update" | "delete", number> {
  const sum = (key: keyof Changes) => planned.reduce((total, changes) => total + changes[key], 0);
  return { create: sum("add"), update: sum("change"), delete: sum("remove") };
}

export function planCommand(): Command {
  return withRemoval(new Command("plan"))
    .description(
      "Plans the stacks with Terraform or OpenTofu, in order; each plan is kept in its stack's folder.",
    )
    .addOption(
      new Option(
        "--recipient <keys...>",
        "age public keys: a sealed plan is written for them, fit to travel",
      ).env("TRANSHUMANCE_PLAN_RECIPIENTS"),
    )
    .option("--seal", "end where no recipient is named, rather than leave plans that may not travel")
    .option("--counts <file>", "write what changes as GitLab's Terraform report, for merge requests")
    .option("--parallelism <n>", "stacks that are planned at once", readPositive, DEFAULT_PARALLELISM)
    .addHelpText("after", example("transhumance plan --environment recette --only platform siecle"))
    .action(async (options: PlanOptions) => {
      const recipients = [options.recipient ?? []].flat().flatMap((text) => text.split(/[\s,]+/));
      if (options.seal && !recipients.some(Boolean)) {
        throw new Failure(
          "--seal: name who may open the plans with --recipient, or in TRANSHUMANCE_PLAN_RECIPIENTS.",
        );
      }
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
      if (options.counts !== undefined) writeJson(options.counts, gitlabReport(planned));
      print({ stacks: planned }, options, () =>
        table(
          ["stack", "add", "change", "remove"],
          planned.map(({ stack, add, change, remove }) => [stack, add, change, remove]),
        ),
      );
    });
}
