/** From two CloudFormation templates to changes, compared by AWS's own rules of what replaces what. */
import { readFileSync } from "node:fs";
import { fullDiff, ResourceImpact } from "@aws-cdk/cloudformation-diff";
import yaml from "js-yaml";
import { isJson, type Json, own } from "../../kubernetes/index.js";
import { PlanError } from "../plan/plan-error.js";
import { redact } from "../plan/redact.js";
import type { Action } from "../report-terms.js";
import { differencesOf } from "./differences.js";
import type { Change, ChangeSet } from "./model.js";
import { safe, show } from "./text.js";

/** CloudFormation takes templates up to 1 MB. Source: AWS, «CloudFormation quotas». */
const LARGEST = 1024 * 1024;
/** What aliases in YAML may blow a template up to. */
const MOST_NODES = 500_000;

/** Actions by impact; where AWS only knows that it may replace, the reader is told so. */
const ACTIONS: Record<ResourceImpact, { action: Action; reason?: string }> = {
  [ResourceImpact.WILL_CREATE]: { action: "create" },
  [ResourceImpact.WILL_UPDATE]: { action: "update" },
  [ResourceImpact.WILL_IMPORT]: { action: "create", reason: "imported" },
  [ResourceImpact.WILL_REPLACE]: { action: "replace", reason: "cannot be changed in place" },
  [ResourceImpact.MAY_REPLACE]: {
    action: "replace",
    reason: "may be replaced: AWS decides when it is applied",
  },
  [ResourceImpact.WILL_DESTROY]: { action: "delete", reason: "no longer declared" },
  [ResourceImpact.WILL_ORPHAN]: {
    action: "forget",
    reason: "no longer declared, kept by its DeletionPolicy",
  },
  [ResourceImpact.NO_CHANGE]: { action: "no-op" },
};

/** Adds what changes between two template files, JSON or YAML. Throws PlanError where one is no template. */
export function compareTemplates(beforePath: string, afterPath: string, set: ChangeSet): void {
  const [before, after] = [readTemplate(beforePath), readTemplate(afterPath)];
  const { changes, outputs } = changesBetween(before, after, afterPath, afterPath);
  set.changes.push(...changes);
  set.outputs.push(...outputs);
  set.sources.push({ kind: "template", before: beforePath, after: afterPath });
}

/** What changes between two templates that belong to a stack and a cluster. */
export function changesBetween(
  before: Json,
  after: Json,
  stack: string,
  cluster: string,
): Pick<ChangeSet, "changes" | "outputs"> {
  const difference = fullDiff(before, after);
  const context = { stack, cluster };
  const set: Pick<ChangeSet, "changes" | "outputs"> = { changes: [], outputs: [] };
  difference.resources.forEachDifference((name, resource) => {
    const { action, reason } = ACTIONS[resource.changeImpact];
    if (action === "no-op") return;
    const type = safe(
      resource.newResourceType === undefined || resource.isRemoval
        ? (resource.oldResourceType ?? "")
        : resource.newResourceType,
    );
    const values = redact("", resource.oldProperties ?? null, resource.newProperties ?? null, {
      beforeSensitive: undefined,
      afterSensitive: undefined,
      afterUnknown: undefined,
    });
    const causes = Object.entries(resource.propertyUpdates)
      .filter(
        ([, { changeImpact }]) =>
          changeImpact === ResourceImpact.WILL_REPLACE || changeImpact === ResourceImpact.MAY_REPLACE,
      )
      .map(([property]) => safe(property));
    const change: Change = {
      ...context,
      ...{
        action,
        type,
        kind: type,
        address: safe(name),
        name: safe(name),
        causes,
        createFirst: true,
        place: {},
        values,
      },
      ...(reason === undefined ? {} : { reason }),
      differences: differencesOf(values.before, values.after).map((found) =>
        causes.some((cause) => found.path === cause || found.path.startsWith(`${cause}.`))
          ? { ...found, forcesReplacement: true as const }
          : found,
      ),
    };
    set.changes.push(
      action === "create" || action === "delete" || action === "forget"
        ? { ...change, differences: [] }
        : change,
    );
  });
  difference.outputs.forEachDifference((name, { oldValue, newValue, isAddition, isRemoval }) => {
    const sides = redact(
      "",
      { [name]: oldValue?.Value },
      { [name]: newValue?.Value },
      { beforeSensitive: undefined, afterSensitive: undefined, afterUnknown: undefined },
    );
    const [before, after] = [sides.before, sides.after].map((side) => own(side as Json, name));
    set.outputs.push({
      name: safe(name),
      action: isAddition ? "create" : isRemoval ? "delete" : "update",
      ...(before === undefined ? {} : { before: show(before) }),
      ...(after === undefined ? {} : { after: show(after) }),
    });
  });
  return set;
}

function readTemplate(path: string): Json {
  return parseTemplate(() => readFileSync(path, "utf8"), path);
}

/** A template in JSON or YAML. Throws PlanError, naming `path`, where it is none. */
export function parseTemplate(read: string | (() => string), path: string): Json {
  let template: unknown;
  try {
    const text = typeof read === "string" ? read : read();
    if (text.length > LARGEST)
      throw new Error(`is larger than the ${LARGEST} bytes that CloudFormation takes`);
    template = text.trimStart().startsWith("{") ? JSON.parse(text) : yaml.load(text, { schema: SCHEMA });
    refuseHuge(template);
  } catch (error) {
    throw new PlanError(
      path,
      `cannot be read as a CloudFormation template: ${safe(((error as Error).message.split("\n")[0] ?? "").trim(), 200)}`,
    );
  }
  if (!isJson(template) || !isJson(own(template, "Resources")))
    throw new PlanError(path, "is no CloudFormation template: it has no `Resources`");
  return template;
}

function refuseHuge(template: unknown): void {
  let nodes = 0;
  const walk = (value: unknown, depth: number): void => {
    nodes += 1;
    if (nodes > MOST_NODES || depth > 200) throw new Error("is nested or repeated beyond all measure");
    if (typeof value === "object" && value !== null)
      for (const element of Object.values(value)) walk(element, depth + 1);
  };
  walk(template, 0);
}

/** Short forms of intrinsic functions. Source: AWS, «Intrinsic function reference». */
const INTRINSICS = [
  "And",
  "Base64",
  "Cidr",
  "Equals",
  "FindInMap",
  "GetAtt",
  "GetAZs",
  "If",
  "ImportValue",
  "Join",
  "Not",
  "Or",
  "Select",
  "Split",
  "Sub",
  "Transform",
];

const SCHEMA = yaml.CORE_SCHEMA.extend(
  [
    ...INTRINSICS.map((name) => [name, `Fn::${name}`] as const),
    ["Ref", "Ref"] as const,
    ["Condition", "Condition"] as const,
  ].flatMap(([tag, long]) =>
    (["scalar", "sequence", "mapping"] as const).map(
      (kind) =>
        new yaml.Type(`!${tag}`, {
          kind,
          construct: (data: unknown) => ({
            [long]: tag === "GetAtt" && typeof data === "string" ? data.split(".") : data,
          }),
        }),
    ),
  ),
);
