/** Goes through the selected stacks with Terraform, layer by layer, several at once. */
import { inLayers, type StackPlan } from "../../lib/placement/index.js";
import { forbids } from "../../lib/policy/index.js";
import { type CheckedEstate, openEstate, selectStacks } from "./estate.js";
import { Failure } from "./failure.js";
import { describeFindings, judge } from "./judgement.js";
import type { RemovalSelection } from "./options.js";
import { Progress } from "./progress.js";
import { removedStacks } from "./removed-stacks.js";
import { SavedPlan } from "./saved-plan.js";
import { renderStacks, synthesizeStacks } from "./synthesis.js";
import { findTerraform, type Terraform } from "./terraform.js";

/** Stacks that Terraform works on at once, where nothing else is said. */
export const DEFAULT_PARALLELISM = 4;

export interface ReadyStack extends Pick<StackPlan, "stack" | "kind"> {
  saved: SavedPlan;
}

export interface ReadyStacks {
  terraform: Terraform;
  opened: CheckedEstate;
  stacks: ReadyStack[];
}

/** Synthesizes the selected stacks; ends the command where a policy denies them. */
export async function readyStacks(options: RemovalSelection): Promise<ReadyStacks> {
  const terraform = findTerraform();
  const opened = openEstate(options);
  const plans = selectStacks(opened.estate, options, removedStacks(opened.estate, options));
  await synthesizeStacks(opened, plans);
  await renderStacks(opened.estate, plans);
  const denied = judge(opened, plans).findings.filter(forbids);
  if (denied.length > 0) {
    throw new Failure(`${describeFindings(denied)}\nNothing was done: cure these, or have them waived.`, {
      findings: denied,
    });
  }
  const stacks = plans.map(({ stack, kind }) => ({ stack, kind, saved: new SavedPlan(stack) }));
  return { terraform, opened, stacks };
}

/**
 * Runs `step` for each stack, a layer after the other, within a layer at most `parallelism` at once. After a failure
 * no further stack is begun, and those at work are waited for; then the command ends with every failure.
 */
export async function forEachStack<Result>(
  title: string,
  stacks: readonly ReadyStack[],
  parallelism: number,
  step: (stack: ReadyStack) => Promise<Result>,
): Promise<Result[]> {
  const progress = new Progress(title);
  const results: Result[] = [];
  const failures: Failure[] = [];
  for (const layer of inLayers(stacks)) {
    const queue = layer.values();
    const work = async () => {
      for (const stack of queue) {
        if (failures.length > 0) return;
        try {
          results.push(await step(stack));
          progress.update(results.length, stacks.length);
        } catch (error) {
          if (!(error instanceof Failure)) throw error;
          failures.push(error);
        }
      }
    };
    await Promise.all(Array.from({ length: parallelism }, work));
  }
  if (failures.length === 0) {
    progress.finish(`${title}: ${results.length} stacks, done`);
    return results;
  }
  progress.fail();
  const left = stacks.length - results.length;
  throw new Failure(
    [
      ...failures.map(({ message }) => message),
      `${title}: ${results.length} stacks done, ${left} not. Cure this, then run the command again: it goes on with those.`,
    ].join("\n"),
    { done: results, errors: failures.map(({ message }) => message) },
  );
}
