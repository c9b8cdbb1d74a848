/** Which stacks are affected since a commit: their inputs or their synthesized output changed. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { AffectedStack, Cause } from "../../lib/pipeline/index.js";
import { planStacks, type Selection, type StackPlan } from "../../lib/placement/index.js";
import { buildBase, openBase } from "./base-estate.js";
import { type CheckedEstate, nameOf, selectStacks } from "./estate.js";
import { type Commit, changedCode, pathInside } from "./git.js";
import { emptyRemoved } from "./removed-stacks.js";
import { pairStacks, type StackPair } from "./stack-pairs.js";
import { OUTPUT, stackFolder, synthesizeStacks } from "./synthesis.js";

/** Code that makes stacks; the rest of the repository changes none. */
const MAKES_STACKS = /^(?:config|constructs|lib|stacks)\/|^package-lock\.json$/;

export interface AffectedOptions extends Selection {
  /** Folder of the estate. */
  estate: string;
  /** All stacks are affected where there is none. */
  base: Commit | undefined;
  /** Builds the base with its own code, so that outputs are compared where code changed. */
  trustCode: boolean;
}

export interface Affected {
  /** In an order in which they can be applied; those that are removed come last. */
  stacks: AffectedStack[];
  /** Stacks of the base that are gone, and that no pipeline destroys. */
  left: AffectedStack[];
}

/** Finds them. Where code changed and the base is not built, every stack may have changed, and counts as affected. */
export async function affectedStacks(opened: CheckedEstate, options: AffectedOptions): Promise<Affected> {
  const { base: commit, estate: folder, trustCode } = options;
  const head = selectStacks(opened.estate, { ...options, only: undefined });
  const isWanted = ({ name }: AffectedStack) => options.only === undefined || options.only.includes(name);
  if (commit === undefined) {
    return { stacks: head.map((plan) => describe(plan, "selected", "all")).filter(isWanted), left: [] };
  }
  const base = openBase(commit, folder);
  const before = planStacks(base.estate, { environment: options.environment, cluster: options.cluster });
  const pairs = pairStacks(before, head, false);
  const codeChanged = changedCode(commit, pathInside(commit, folder)).some((file) => MAKES_STACKS.test(file));
  const alike = codeChanged ? pairs.filter(({ changed }) => !changed) : [];
  const byCode: [StackPair[], Cause] = trustCode
    ? [await withOtherOutput(opened, alike, commit, folder), "output"]
    : [alike, "code"];
  const causes = new Map<string, Cause>([
    ...pairs.filter(({ changed }) => changed).map(({ stack }): [string, Cause] => [stack, "inputs"]),
    ...byCode[0].map(({ stack }): [string, Cause] => [stack, byCode[1]]),
  ]);
  const known = new Set(before.map(({ stack }) => stack));
  const declared = new Set(head.map(({ stack }) => stack));
  const gone = before.filter(({ stack }) => !declared.has(stack));
  const emptyable = new Set(emptyRemoved(gone, head).map(({ stack }) => stack));
  const removed = (plans: StackPlan[]) =>
    plans.map((plan) => describe(plan, "removed", "inputs")).filter(isWanted);
  return {
    stacks: [
      ...head.flatMap((plan) => {
        const cause = causes.get(plan.stack);
        return cause ? [describe(plan, known.has(plan.stack) ? "changed" : "added", cause)] : [];
      }),
      ...removed(gone.filter(({ stack }) => emptyable.has(stack))),
    ].filter(isWanted),
    left: removed(gone.filter(({ stack }) => !emptyable.has(stack))),
  };
}

/** Those stacks that the base, built with its own code, synthesizes otherwise. */
async function withOtherOutput(
  opened: CheckedEstate,
  pairs: readonly StackPair[],
  commit: Commit,
  estateFolder: string,
): Promise<StackPair[]> {
  if (pairs.length === 0) return [];
  const output = buildBase(commit, estateFolder);
  await synthesizeStacks(
    opened,
    pairs.flatMap(({ after }) => after ?? []),
  );
  const read = (folder: string, stack: string) =>
    readFileSync(join(stackFolder(folder, stack), "cdk.tf.json"), "utf8");
  return pairs.filter(({ stack }) => read(output, stack) !== read(OUTPUT, stack));
}

function describe(plan: StackPlan, change: AffectedStack["change"], cause: Cause): AffectedStack {
  const { stack, environment, cluster, kind } = plan;
  const name = nameOf(plan);
  return { stack, environment, cluster, kind, name, change, cause };
}
