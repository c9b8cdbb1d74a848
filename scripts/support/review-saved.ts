/** Review of the plans that `transhumance plan` saved: attested, so that they can be applied. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  attest,
  judgementOf,
  makeStatement,
  readAttestation,
  refusalsOf,
  sshSigner,
  type Verifier,
} from "../../lib/attestation/index.js";
import type { ReviewReport } from "../../lib/review/index.js";
import { asFailure } from "./attestation-failure.js";
import { Failure } from "./failure.js";
import { commitOf } from "./git.js";
import type { RemovalSelection } from "./options.js";
import { type PlanReviewOptions, reviewPlans } from "./review-plans.js";
import type { SavedPlan } from "./saved-plan.js";
import { DEFAULT_PARALLELISM, forEachStack, type ReadyStack, readyStacks } from "./stack-run.js";
import type { Terraform } from "./terraform.js";

export interface SavedReviewOptions extends RemovalSelection, PlanReviewOptions {
  key?: string;
  identity?: string;
}

/** Reviews the saved plans of the selected stacks together, and attests each where there is a key. */
export async function reviewSaved(options: SavedReviewOptions): Promise<ReviewReport> {
  const { terraform, opened, stacks } = await readyStacks(options);
  const planned: ReadyStack[] = [];
  for (const stack of stacks) if (await stack.saved.isThere(options.identity)) planned.push(stack);
  if (planned.length === 0)
    throw new Failure("No selected stack has a saved plan: run transhumance plan first.");
  const work = mkdtempSync(join(tmpdir(), "transhumance-review-"));
  const removeSecrets = () => rmSync(work, { recursive: true, force: true });
  process.once("exit", removeSecrets);
  try {
    const states = await forEachStack(
      "Reading plans",
      planned,
      DEFAULT_PARALLELISM,
      async ({ stack, saved }) => {
        await terraform.init(saved.folder);
        const state = await terraform.stateVersion(saved.folder);
        const facts = saved.freshFacts(state);
        await terraform.show(saved.folder, join(work, `${stack}.json`));
        saved.freshFacts(state);
        return { saved, facts };
      },
    );
    const report = await reviewPlans(
      planned.map(({ stack }) => `${stack}=${join(work, `${stack}.json`)}`),
      options,
    );
    if (options.key === undefined) {
      process.stderr.write("Not attested, so nothing of it can be applied: name a key with --key.\n");
    } else {
      const { platform } = opened.estate;
      const sign = sshSigner(options.key);
      const commit = commitOf(options.estate);
      for (const { saved, facts } of states) {
        const judgement = judgementOf(report, saved.stack, { role: "platform", team: platform.owner });
        saved.keepAttestation(
          asFailure(saved.stack, () => attest(makeStatement(facts, judgement, commit, new Date()), sign)),
        );
      }
    }
    return withoutWorkFolder(report, work);
  } finally {
    removeSecrets();
    process.removeListener("exit", removeSecrets);
  }
}

/** Where the JSON was for a moment helps no reader. */
function withoutWorkFolder(report: ReviewReport, work: string): ReviewReport {
  const sources = report.sources.map((source) =>
    source.kind === "plan" ? { ...source, file: source.file.replace(`${work}/`, "") } : source,
  );
  return { ...report, sources };
}

/** Why a saved plan may not be applied, each with its stack; empty where it may, or was already. */
export async function refusalsOfSaved(
  saved: SavedPlan,
  terraform: Terraform,
  identity: string | undefined,
  verify: Verifier,
): Promise<string[]> {
  const refuse = (reason: string) => `${saved.stack}: ${reason}`;
  if (!(await saved.isThere(identity))) return [refuse("no plan is saved; plan and review it")];
  if (saved.isApplied) return [];
  const { attestation } = saved;
  if (attestation === undefined)
    return [refuse("its plan was not reviewed; see transhumance review --saved")];
  await terraform.init(saved.folder);
  const state = await terraform.stateVersion(saved.folder);
  return asFailure(saved.stack, () =>
    refusalsOf(readAttestation(attestation), saved.facts(state), verify),
  ).map(refuse);
}
