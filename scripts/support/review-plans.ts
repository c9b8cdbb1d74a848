/** Review of plan files: which stack each belongs to, and the estate that they are judged by. */
import { existsSync } from "node:fs";
import { basename, dirname, extname } from "node:path";
import type { Estate } from "../../config/index.js";
import {
  collectPlans,
  compareTemplates,
  emptySet,
  judgingBy,
  openTemplates,
  Places,
  PlanError,
  type PlanInput,
  type ReviewReport,
  review,
  unknownRules,
} from "../../lib/review/index.js";
import type { BaseEstate } from "./base-estate.js";
import type { CheckedEstate } from "./estate.js";
import { Failure } from "./failure.js";
import { DEFAULT_ESTATE, type EstateOptions } from "./options.js";

export interface PlanReviewOptions extends EstateOptions {
  /** Git ref: what the estate itself changed since is judged too, which no plan shows. */
  base?: string;
}

/** Reviews plans of Terraform or OpenTofu, each written as `file` or `stack=file`. */
export async function reviewPlans(
  plans: readonly string[],
  options: PlanReviewOptions,
): Promise<ReviewReport> {
  const { today } = options;
  const checked = await estateAtHand(options);
  if (checked !== undefined) refuseUnknownRules(checked);
  const inputs = await inputsOf(plans, checked);
  const before = await estateBefore(options);
  const places = placesOf(before?.estate, checked?.estate);
  try {
    const { set, close } = collectPlans(inputs, places);
    try {
      await openTemplates(set);
      if (checked === undefined) return review({ set, places }, judgingBy());
      const estate = before === undefined ? checked.estate : judgedAsBefore(checked.estate, before.estate);
      const { policies, judging } = await judgeBy({ estate }, today);
      return review({ set, places, ...(before ? { before } : {}), after: checked, policies }, judging);
    } finally {
      close();
    }
  } catch (error) {
    if (error instanceof PlanError) throw new Failure(error.message);
    throw error;
  }
}

/** Plans of others are reviewed where there is no estate; the code that checks one is not loaded for them. */
async function estateAtHand(options: EstateOptions): Promise<CheckedEstate | undefined> {
  if (options.estate === DEFAULT_ESTATE && !existsSync(options.estate)) return undefined;
  const { openEstate } = await import("./estate.js");
  return openEstate(options);
}

async function estateBefore({ base, estate }: PlanReviewOptions): Promise<BaseEstate | undefined> {
  if (base === undefined) return undefined;
  const [{ openBase }, { findCommit }] = await Promise.all([import("./base-estate.js"), import("./git.js")]);
  return openBase(findCommit(estate, base), estate);
}

/** Names of what is declared on either side: what left has a place too. */
export function placesOf(before: Estate | undefined, after: Estate | undefined): Places {
  if (before === undefined || after === undefined) return new Places(after);
  return new Places({
    ...before,
    ...after,
    academies: { ...before.academies, ...after.academies },
    applications: { ...before.applications, ...after.applications },
  });
}

/** The head, judged by the approvers and severities of the base: no change eases its own review. */
export function judgedAsBefore(head: Estate, { platform: { review: before } }: Estate): Estate {
  const { review, ...platform } = head.platform;
  return { ...head, platform: before === undefined ? platform : { ...platform, review: before } };
}

/** Reviews what would change between two CloudFormation templates. */
export async function reviewTemplates([before, after, ...more]: readonly string[]): Promise<ReviewReport> {
  if (before === undefined || after === undefined || more.length > 0)
    throw new Failure("--template takes two files: the template as it is, and as it will be.");
  const set = emptySet();
  try {
    await compareTemplates(before, after, set);
  } catch (error) {
    if (error instanceof PlanError) throw new Failure(error.message);
    throw error;
  }
  return review({ set, places: new Places() }, judgingBy());
}

/** What an estate judges by on the day `today`: its policies, its people and its waivers. */
export async function judgeBy({ estate }: Pick<CheckedEstate, "estate">, today: string) {
  const { PolicyEngine, policiesOf, Waivers } = await import("../../lib/policy/index.js");
  return {
    policies: new PolicyEngine(policiesOf(estate)),
    judging: judgingBy(estate, new Waivers(estate.waivers, today)),
  };
}

export function refuseUnknownRules({ estate }: Pick<CheckedEstate, "estate">): void {
  const problems = unknownRules(estate);
  if (problems.length > 0) throw new Failure(problems.join("\n"), { problems });
}

/** `stack=file`, else the stack whose folder the file is in, or that it is named after; else the file stands for itself. */
async function inputsOf(plans: readonly string[], checked: CheckedEstate | undefined): Promise<PlanInput[]> {
  const clusters = checked === undefined ? new Map<string, string>() : await clustersOf(checked);
  return plans.map((text): PlanInput => {
    const [, named, file] = /^([\w-]+)=(.+)$/.exec(text) ?? [undefined, undefined, text];
    if (named !== undefined && file !== undefined && !existsSync(text)) {
      return { path: file, stack: named, cluster: clusters.get(named) ?? named };
    }
    const candidates = [
      basename(dirname(text)),
      basename(text, extname(text)),
      basename(text).split(".")[0] ?? "",
    ];
    const stack = candidates.find((name) => clusters.has(name));
    return { path: text, stack: stack ?? text, cluster: clusters.get(stack ?? "") ?? text };
  });
}

/** `environment/cluster` of every stack. */
async function clustersOf({ estate }: CheckedEstate): Promise<Map<string, string>> {
  const { planStacks } = await import("../../lib/placement/index.js");
  return new Map(
    planStacks(estate).map(({ stack, environment, cluster }) => [stack, `${environment}/${cluster}`]),
  );
}
