/** Which stacks are affected since some commits: their inputs or their synthesized output changed. */
import { join } from "node:path";
import type { AffectedStack, Cause } from "../../lib/pipeline/index.js";
import { planStacks, type Selection, type StackPlan } from "../../lib/placement/index.js";
import { buildBase, openBase } from "./base-estate.js";
import { type CheckedEstate, nameOf, selectStacks } from "./estate.js";
import { Failure } from "./failure.js";
import { readIfThere } from "./files.js";
import { type Commit, changedCode, pathInside } from "./git.js";
import { emptyRemoved } from "./removed-stacks.js";
import { pairStacks } from "./stack-pairs.js";
import { OUTPUT, stackFolder, synthesizeStacks } from "./synthesis.js";

/** Code that makes stacks; the rest of the repository changes none. */
const MAKES_STACKS = /^(?:config|constructs|lib|stacks)\/|^package-lock\.json$/;

export interface AffectedOptions extends Selection {
  /** Folder of the estate. */
  estate: string;
  /** What may be on the clusters of an environment, newest first; all its stacks are affected where there is none. */
  since: (environment: string) => readonly Commit[];
  /** Builds the commits with their own code, so that outputs are compared where code changed. */
  trustCode: boolean;
}

export interface Affected {
  /** In an order in which they can be applied; those that are removed come last. */
  stacks: AffectedStack[];
  /** Stacks that are gone, and that no pipeline destroys. */
  left: AffectedStack[];
}

/**
 * Finds the stacks that differ from any of the commits. Where code changed and a commit is not built, or cannot be, or
 * its estate is no longer read by the code at hand, every stack may have changed, and counts as affected.
 */
export async function affectedStacks(opened: CheckedEstate, options: AffectedOptions): Promise<Affected> {
  const { since } = options;
  const head = selectStacks(opened.estate, { ...options, only: undefined });
  const isWanted = ({ name }: AffectedStack) => options.only === undefined || options.only.includes(name);
  const known = new Set<string>();
  const causes = new Map<string, Cause>();
  const gone = new Map<string, { plan: StackPlan; declaredAt: string }>();
  const sinceBy = new Map(head.map(({ environment }) => [environment, since(environment)]));
  for (const commit of distinct([...sinceBy.values()].flat())) {
    // An environment that left as a whole has no commits of its own any more.
    const isOf = ({ environment }: StackPlan) =>
      (sinceBy.get(environment) ?? [commit]).some(({ hash }) => hash === commit.hash);
    const { before, changed } = await compare(opened, head.filter(isOf), commit, options);
    for (const plan of before.filter(isOf)) {
      known.add(plan.stack);
      if (!gone.has(plan.stack)) gone.set(plan.stack, { plan, declaredAt: commit.hash });
    }
    for (const [stack, cause] of changed) causes.set(stack, causes.get(stack) ?? cause);
  }
  for (const { stack, environment } of head) {
    gone.delete(stack);
    if (sinceBy.get(environment)?.length === 0) causes.set(stack, "all");
  }
  const emptyable = new Set(
    emptyRemoved(
      [...gone.values()].map(({ plan }) => plan),
      head,
    ).map(({ stack }) => stack),
  );
  const removed = [...gone.values()].map(({ plan, declaredAt }): AffectedStack => {
    return { ...describe(plan, "removed", "inputs"), declaredAt };
  });
  return {
    stacks: [
      ...head.flatMap((plan) => {
        const cause = causes.get(plan.stack);
        if (cause === undefined) return [];
        return [
          describe(plan, cause === "all" ? "selected" : known.has(plan.stack) ? "changed" : "added", cause),
        ];
      }),
      ...removed.filter(({ stack }) => emptyable.has(stack)),
    ].filter(isWanted),
    left: removed.filter(({ stack }) => !emptyable.has(stack)).filter(isWanted),
  };
}

const distinct = (commits: readonly Commit[]) => [
  ...new Map(commits.map((commit) => [commit.hash, commit])).values(),
];

interface Comparison {
  /** Stacks of the commit. */
  before: StackPlan[];
  /** Stacks of the head that differ, with why. */
  changed: Map<string, Cause>;
}

async function compare(
  opened: CheckedEstate,
  head: readonly StackPlan[],
  commit: Commit,
  { estate: folder, environment, cluster, trustCode }: AffectedOptions,
): Promise<Comparison> {
  const codeChanged = changedCode(commit, pathInside(commit, folder)).some((file) => MAKES_STACKS.test(file));
  const all = (plans: readonly StackPlan[]) =>
    new Map(plans.map(({ stack }): [string, Cause] => [stack, "code"]));
  const read = () => planStacks(openBase(commit, folder).estate, { environment, cluster });
  const before = codeChanged ? orAll(read) : read();
  if (before === undefined) return { before: [], changed: all(head) };
  const pairs = pairStacks(before, head, false).filter(({ after }) => after !== undefined);
  const changed = new Map(
    pairs.filter((pair) => pair.changed).map(({ stack }): [string, Cause] => [stack, "inputs"]),
  );
  if (!codeChanged) return { before, changed };
  const alike = pairs.flatMap((pair) => (pair.changed || pair.after === undefined ? [] : [pair.after]));
  const output = trustCode && alike.length > 0 ? orAll(() => buildBase(commit, folder)) : undefined;
  const others = output === undefined ? all(alike) : await withOtherOutput(opened, alike, output);
  return { before, changed: new Map([...changed, ...others]) };
}

/** Undefined, and said, where the commit cannot be compared with: then every stack counts as affected. */
function orAll<Result>(work: () => Result): Result | undefined {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    process.stderr.write(`${error.message}\nEvery stack counts as affected.\n`);
    return undefined;
  }
}

/** Those stacks that are synthesized otherwise in the folder `before`. */
async function withOtherOutput(
  opened: CheckedEstate,
  plans: StackPlan[],
  before: string,
): Promise<Map<string, Cause>> {
  await synthesizeStacks(opened, plans);
  const read = (folder: string, stack: string) =>
    readIfThere(join(stackFolder(folder, stack), "cdk.tf.json"));
  return new Map(
    plans.flatMap(({ stack }): [string, Cause][] =>
      read(before, stack) === read(OUTPUT, stack) ? [] : [[stack, "output"]],
    ),
  );
}

function describe(plan: StackPlan, change: AffectedStack["change"], cause: Cause): AffectedStack {
  const { stack, environment, cluster, kind } = plan;
  const name = nameOf(plan);
  return { stack, environment, cluster, kind, name, change, cause };
}
