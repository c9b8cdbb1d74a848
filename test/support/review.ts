/** Reviews plans in tests, as the command does, and makes plans of single changes. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Estate } from "../../config/index.js";
import { PolicyEngine, policiesOf, Waivers } from "../../lib/policy/index.js";
import { collectPlans, judgingBy, Places, type ReviewReport, review } from "../../lib/review/index.js";
import { temporaryFolder } from "./estate.js";

export const PLANS = join(import.meta.dirname, "../fixtures/plans");
export const REVIEWS = join(import.meta.dirname, "../fixtures/reviews");
export const TODAY = "2026-11-24";

/** The report on one plan file, judged by an estate where one is given. */
export function reviewPlan(path: string, estate?: Estate): ReviewReport {
  const places = new Places(estate);
  const { set, close } = collectPlans([{ path, stack: "plan", cluster: "plan" }], places);
  try {
    const judged =
      estate === undefined
        ? {}
        : {
            after: { estate, locate: () => ({ file: "estate", line: 1, column: 1 }) },
            policies: new PolicyEngine(policiesOf(estate)),
          };
    return review({ set, places, ...judged }, judgingBy(estate, new Waivers(estate?.waivers ?? {}, TODAY)));
  } finally {
    close();
  }
}

export interface PlannedResource {
  type: string;
  name: string;
  actions?: string[];
  before?: unknown;
  after?: unknown;
  [key: string]: unknown;
}

/** One entry of `resource_changes`; what is neither said nor needed is left out, as OpenTofu 1.6 and Terraform 1.5 do. */
export function planned({
  type,
  name,
  actions,
  before = null,
  after = null,
  ...rest
}: PlannedResource): object {
  const { change = {}, ...others } = rest as { change?: object };
  const guessed = before === null ? ["create"] : after === null ? ["delete"] : ["update"];
  return {
    address: `${type}.${name}`,
    mode: "managed",
    type,
    name,
    provider_name: "registry.terraform.io/x/y",
    change: {
      actions: actions ?? guessed,
      before,
      after,
      after_unknown: {},
      before_sensitive: {},
      after_sensitive: {},
      ...change,
    },
    ...others,
  };
}

/** Writes a plan with these changes; `extra` adds or replaces keys. */
export function writePlan(changes: object[], extra: object = {}): string {
  const path = join(temporaryFolder(), "plan.json");
  writeFileSync(
    path,
    JSON.stringify({
      format_version: "1.2",
      terraform_version: "1.11.4",
      resource_changes: changes,
      ...extra,
    }),
  );
  return path;
}

/** The report on a plan with these changes. */
export const reviewChanges = (changes: object[], extra: object = {}): ReviewReport =>
  reviewPlan(writePlan(changes, extra));

/** Rule and message of every finding. */
export const said = ({ findings }: ReviewReport): string[] =>
  findings.map(({ rule, message }) => `${rule}: ${message}`);

/** A custom or any other object as the resource `kubernetes_manifest`. */
export const manifest = (object: object): object => ({ manifest: object, object, computed_fields: null });
