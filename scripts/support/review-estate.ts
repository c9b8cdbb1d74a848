/** Review of what the estate at hand would change against another commit: no credentials, no cluster. */
import { join } from "node:path";
import { type Estate, formatProblem, loadEstate, type Problem } from "../../config/index.js";
import { checkEstate } from "../../lib/check/index.js";
import { planStacks, type Selection, type StackPlan } from "../../lib/placement/index.js";
import {
  type ChangeSet,
  compareStack,
  type EstateSource,
  emptySet,
  keepStack,
  openTemplates,
  type Places,
  type ReviewReport,
  review,
  type StackSide,
} from "../../lib/review/index.js";
import { buildBase, openBase, readStack, stacksIn } from "./base-estate.js";
import { type CheckedEstate, selectStacks } from "./estate.js";
import { Failure } from "./failure.js";
import { type Commit, changedCode, findCommit, pathInside } from "./git.js";
import { judgeBy, judgedAsBefore, placesOf, refuseUnknownRules } from "./review-plans.js";
import { pairStacks, type StackPair } from "./stack-pairs.js";
import { OUTPUT, synthesizeStacks } from "./synthesis.js";

export interface EstateReviewOptions extends Selection {
  estate: string;
  /** `YYYY-MM-DD` */
  today: string;
  base: string;
  trustCode: boolean;
}

/** Where stacks of the base are kept: what did not change since the last review is not built again. */
const BASE_OUTPUT = join(OUTPUT, "base");

export async function reviewEstate(options: EstateReviewOptions): Promise<ReviewReport> {
  const commit = findCommit(options.estate, options.base);
  const head = openHead(options);
  refuseUnknownRules(head);
  const base = openBase(commit, options.estate);
  const code = changedCode(commit, pathInside(commit, options.estate));
  const pairs = pairStacks(
    planStacks(base.estate, options),
    selectStacks(head.estate, options),
    options.trustCode && code.length > 0,
  );
  const outputs = { before: BASE_OUTPUT, after: OUTPUT };
  if (options.trustCode && code.length > 0) outputs.before = buildBase(commit, options.estate);
  else
    await synthesizeStacks(
      { ...base, today: options.today },
      pairs.flatMap(({ before, changed }) => (changed && before ? [before] : [])),
      BASE_OUTPUT,
    );
  await synthesizeStacks(
    head,
    pairs.flatMap(({ after, changed, isContext }) => (after && (changed || isContext) ? [after] : [])),
  );

  const places = placesOf(base.estate, head.estate);
  const set = collect(pairs, outputs, places);
  await openTemplates(set);
  set.sources.push(sourceOf(commit, code, options.trustCode, pairs));
  if (code.length > 0 && !options.trustCode) {
    set.notices.push({
      severity: "approve",
      message: `${code.length === 1 ? "1 file of code differs" : `${code.length} files of code differ`} from ${commit.ref} (${code.slice(0, 3).join(", ")}${code.length > 3 ? ", …" : ""}): both estates were built by the code at hand, so what the code changes is not shown; --trust-code builds both`,
    });
  }
  const { policies, judging } = await judgeBy(
    { estate: judgedAsBefore(head.estate, base.estate) },
    options.today,
  );
  return review(
    {
      set,
      places,
      before: base,
      after: head,
      policies,
      problems: newProblems(head, base.estate),
    },
    judging,
  );
}

interface HeadEstate extends CheckedEstate {
  problems: Problem[];
}

/** Problems of shape end the command; what the engines refuse is for the report to say. */
function openHead({ estate: folder, today }: EstateReviewOptions): HeadEstate {
  const loaded = loadEstate(folder);
  if (loaded.problems.length > 0) {
    throw new Failure(
      [...loaded.problems.map(formatProblem), "The estate does not load: nothing was reviewed."].join("\n"),
      { problems: loaded.problems },
    );
  }
  return {
    estate: loaded.estate as Estate,
    locate: loaded.locate,
    today,
    problems: checkEstate(loaded, today),
  };
}

/** Problems that the base does not have; where they stand may have moved. */
function newProblems({ problems, today }: HeadEstate, base: Estate): Problem[] {
  const key = ({ path, message, value }: Problem) => `${path} ${value ?? ""} ${message}`;
  const known = new Set(
    checkEstate(
      { estate: base, problems: [], broken: new Set(), locate: () => ({ file: "", line: 1, column: 1 }) },
      today,
    ).map(key),
  );
  return problems.filter((problem) => !known.has(key(problem)));
}

function collect(
  pairs: readonly StackPair[],
  outputs: { before: string; after: string },
  places: Places,
): ChangeSet {
  const set = emptySet();
  const built = { before: new Set(stacksIn(outputs.before)), after: new Set(stacksIn(outputs.after)) };
  for (const { stack, cluster, before, after, changed, isContext } of pairs) {
    const side = (name: "before" | "after", plan: StackPlan | undefined): StackSide | undefined =>
      plan !== undefined && built[name].has(stack) ? readStack(outputs[name], stack) : undefined;
    if (isContext) keepStack({ stack, cluster, ...defined("after", side("after", after)) }, set);
    if (changed)
      compareStack(
        {
          stack,
          cluster,
          ...defined("before", side("before", before)),
          ...defined("after", side("after", after)),
        },
        set,
      );
  }
  for (const change of set.changes) {
    for (const object of [change.before, change.after])
      if (object?.kind === "Namespace") places.learn(change.cluster, object);
  }
  for (const kept of set.unchanged) {
    const object = kept.kind === "Namespace" ? kept.load() : undefined;
    if (object !== undefined) places.learn(kept.cluster, object);
  }
  for (const change of set.changes)
    change.place = places.of({ ...change, object: change.after ?? change.before });
  return set;
}

const defined = <Key extends string>(key: Key, side: StackSide | undefined) =>
  side === undefined ? {} : { [key]: side };

function sourceOf(
  { ref, hash }: Commit,
  code: readonly string[],
  trusted: boolean,
  pairs: readonly StackPair[],
): EstateSource {
  return {
    kind: "estate",
    base: ref,
    baseCommit: hash,
    builtBy: trusted && code.length > 0 ? "its own code" : "the code at hand",
    codeChanged: code.length,
    stacks: pairs
      .filter(({ changed }) => changed)
      .map(({ stack, before, after }) => ({
        stack,
        change: before === undefined ? "added" : after === undefined ? "removed" : "changed",
      })),
  };
}
