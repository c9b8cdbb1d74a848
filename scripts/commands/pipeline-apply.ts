/** `transhumance pipeline apply`: the grandchild pipeline that applies what was reviewed. */
import { readFileSync } from "node:fs";
import { Command } from "commander";
import { readAttestation, verdictOf } from "../../lib/attestation/index.js";
import { applyPipeline, type ReviewedStack } from "../../lib/pipeline/index.js";
import type { StackPlan } from "../../lib/placement/index.js";
import { reportSchema } from "../../lib/review/index.js";
import { asFailure, verifierOf } from "../support/attestation-failure.js";
import { nameOf, openEstate, selectStacks } from "../support/estate.js";
import { Failure } from "../support/failure.js";
import { type EstateOptions, example, keyOptions, print, table, withEstate } from "../support/options.js";
import { frameOf, writePipeline } from "../support/pipeline.js";
import { findRemoved } from "../support/removed-stacks.js";
import { SavedPlan } from "../support/saved-plan.js";

interface PipelineApplyOptions extends EstateOptions {
  stacks: string[];
  removedSince?: string[];
  report: string;
  signers: string;
  output: string;
}

export function pipelineApplyCommand(): Command {
  return withEstate(new Command("apply"))
    .description(
      "Generates the pipeline that applies reviewed plans, behind the gates that their verdicts ask for.",
    )
    .requiredOption("--stacks <names...>", "the stacks that the child pipeline planned, in its order")
    .option("--removed-since <refs...>", "Git refs whose stacks, no longer in the estate, are among them")
    .requiredOption("--report <file>", "the review's report as JSON: it says which plans change something")
    .addOption(keyOptions.signers().makeOptionMandatory())
    .option("--output <file>", "where it is written", "apply.yml")
    .addHelpText(
      "after",
      example(
        "transhumance pipeline apply --stacks recette-sud-siecle --report review.json --signers signers",
      ),
    )
    .action(async (options: PipelineApplyOptions) => {
      const { estate: folder, output } = options;
      const opened = openEstate(options);
      const removed = findRemoved(opened.estate, options);
      const declaredAt = new Map(removed.map(({ plan, declaredAt }) => [plan.stack, { declaredAt }]));
      const selected = selectStacks(
        opened.estate,
        {},
        removed.map(({ plan }) => plan),
      );
      const plans = new Map(selected.map((plan) => [plan.stack, plan]));
      const unknown = options.stacks.filter((stack) => !plans.has(stack));
      if (unknown.length > 0) throw new Failure(`--stacks: not in the estate: ${unknown.join(", ")}`);
      const planned = options.stacks.flatMap((stack) => {
        const plan = plans.get(stack);
        return plan ? [{ ...named(plan), ...declaredAt.get(stack) }] : [];
      });
      const changing = await changingStacks(options.report, options.stacks);
      const reviewed = withVerdicts(
        planned.filter(({ stack }) => changing.has(stack)),
        options.signers,
      );
      const frame = frameOf(opened, { estate: folder });
      const origin = [
        ...frame.origin,
        ...planned.map(({ stack }) => `  ${stack}: ${say(reviewed.get(stack))}`),
      ];
      const document = applyPipeline({ ...frame, origin }, { planned, reviewed });
      writePipeline(output, document);
      const jobs = Object.entries(document.jobs).map(([job, { when }]) => ({ job, gate: when === "manual" }));
      print({ file: output, jobs }, options, () =>
        table(
          ["job", "begins"],
          jobs.map(({ job, gate }) => [job, gate ? "once someone approves" : "by itself"]),
        ),
      );
    });
}

function named(plan: StackPlan) {
  const { stack, environment, cluster, kind } = plan;
  return { stack, environment, cluster, kind, name: nameOf(plan) };
}

const say = (found: ReviewedStack | undefined): string => {
  if (found === undefined) return "nothing changes";
  const approvals = found.approvals.map(({ role, team }) =>
    team === undefined ? role : `${role} (${team})`,
  );
  return approvals.length === 0 ? "may pass" : `needs approval of ${approvals.join(", ")}`;
};

/** Stacks whose plans change something; outputs are of no stack in the report, so they count for each. */
async function changingStacks(file: string, stacks: readonly string[]): Promise<Set<string>> {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new Failure(`--report: ${file} cannot be read as JSON: ${(error as Error).message}`);
  }
  const { data: report } = (await reportSchema()).safeParse(content);
  if (report === undefined) {
    throw new Failure(`--report: ${file} is no review; write one with transhumance review --format json.`);
  }
  const seen = new Set(
    report.sources.flatMap((source) => (source.kind === "plan" ? (source.stack ?? []) : [])),
  );
  const missing = stacks.filter((stack) => !seen.has(stack));
  if (missing.length > 0) throw new Failure(`--report: ${file} does not review ${missing.join(", ")}.`);
  return new Set(report.outputs.length > 0 ? stacks : report.stacks.map(({ stack }) => stack));
}

/** What the signed reviews say; ends the command with every stack that may not be applied. */
function withVerdicts<Stack extends { stack: string }>(stacks: readonly Stack[], signers: string) {
  const verify = verifierOf(signers);
  const reviewed = new Map<string, Stack & { approvals: ReviewedStack["approvals"] }>();
  const refused: string[] = [];
  for (const stack of stacks) {
    const text = new SavedPlan(stack.stack).attestation;
    if (text === undefined) {
      refused.push(`${stack.stack}: its plan was not reviewed with a key.`);
      continue;
    }
    const verdict = asFailure(stack.stack, () => verdictOf(readAttestation(text), verify));
    if (verdict.decision === "deny") refused.push(`${stack.stack}: the review denies it.`);
    else reviewed.set(stack.stack, { ...stack, approvals: verdict.approvals });
  }
  if (refused.length > 0) throw new Failure([...refused, "No pipeline was written."].join("\n"), { refused });
  return reviewed;
}
