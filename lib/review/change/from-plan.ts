/** From one entry of a plan to a change that can be judged. */
import { isJson, type Json, type KubernetesObject, objectId, own, put } from "../../kubernetes/index.js";
import { isServerDefault, isWrittenByController } from "../drift/controllers.js";
import { isNoise, plannedDifferences, realDifferences } from "../drift/noise.js";
import type { PlannedChange } from "../plan/format.js";
import { redact, redactObjects, SENSITIVE_CHANGED, UNKNOWN } from "../plan/redact.js";
import type { Difference } from "../report-model.js";
import { carriedBy } from "./carried.js";
import { differencesOf } from "./differences.js";
import type { Change, DriftEntry } from "./model.js";
import { declaresObject, isNamed, isPart, objectOf } from "./object-of.js";
import { causeOf, isCause, reasonOf } from "./reasons.js";
import { safe } from "./text.js";

/** Where the entries of one plan belong. */
export interface PlanContext {
  stack: string;
  cluster: string;
}

export function changeOf(planned: PlannedChange, context: PlanContext): Change {
  const { type } = planned;
  const values = redact(type, planned.before, planned.after, planned);
  const rendered = [objectOf(type, values.before), objectOf(type, values.after)] as const;
  const objects = redactObjects(...rendered) as Objects;
  const ofObject = objects.before !== undefined || objects.after !== undefined;
  const causes = planned.replacePaths.map((path) => causeOf(path, ofObject));
  const reason =
    reasonOf(planned.reason) ??
    (planned.deposed === undefined ? undefined : "left over from an interrupted replacement");
  const carried = carriedBy(type, planned.before, planned.after, [
    planned.beforeSensitive,
    planned.afterSensitive,
  ]);
  const differences = {
    declared: declaredDifferences(planned, objects),
    hidden: values.after === planned.after ? [] : hiddenChanges(values),
  };
  const cure = cureOf(planned, values, objects, differences);
  return {
    ...describe(planned, context, objects),
    ...(ofObject ? {} : { values }),
    ...(carried === undefined ? {} : { carried }),
    action: planned.action,
    differences: withCauses(
      // What cannot be rendered must be seen all the same.
      rendered.some(isPart) && planned.action === "update"
        ? plannedDifferences(values.before, values.after)
        : attributes(planned, values, objects, differences),
      causes,
    ),
    causes,
    createFirst: planned.createFirst,
    ...(reason === undefined ? {} : { reason }),
    ...(planned.importing === undefined ? {} : { imported: safe(planned.importing) }),
    ...(planned.previousAddress === undefined ? {} : { movedFrom: safe(planned.previousAddress, 300) }),
    ...(cure === undefined ? {} : { cure }),
  };
}

/** What an entry of `resource_drift` is: made by hand or by a controller; undefined where it is noise. */
export function driftOf(planned: PlannedChange, context: PlanContext): DriftEntry | undefined {
  if (planned.action === "update" && isNoise(planned.before, planned.after)) return undefined;
  const values = redact(planned.type, planned.before, planned.after, planned);
  // What a manifest says stays the same when its object drifts.
  const isManifest = planned.type === "kubernetes_manifest";
  const live = isManifest
    ? liveObjects(values)
    : { before: objectOf(planned.type, values.before), after: objectOf(planned.type, values.after) };
  const objects = redactObjects(live.before, live.after) as Objects;
  const both = objects.before !== undefined && objects.after !== undefined;
  const differences = both
    ? realDifferences(objects.before, objects.after)
    : realDifferences(values.before, values.after);
  const hidden = both ? hiddenChanges(values) : [];
  const group = both ? groupOf(objects.after) : "";
  const byPeople = [
    ...hidden,
    ...differences.filter(
      (difference) => !isServerDefault(difference) && !isWrittenByController(difference, group),
    ),
  ];
  const change = {
    ...describe(planned, context, objects),
    action: planned.action,
    differences: byPeople.length > 0 ? byPeople : differences,
    causes: [],
    createFirst: false,
  };
  if (planned.action === "delete") return { kind: "real", change: { ...change, differences: [] } };
  if (planned.action !== "update") return undefined;
  if (byPeople.length > 0) return { kind: "real", change };
  return differences.every(isServerDefault) ? undefined : { kind: "controller", change };
}

interface Objects {
  before: KubernetesObject | undefined;
  after: KubernetesObject | undefined;
}
type Values = { before: unknown; after: unknown };

function describe(planned: PlannedChange, { stack, cluster }: PlanContext, { before, after }: Objects) {
  const object = after ?? before;
  const address = safe(
    planned.deposed === undefined ? planned.address : `${planned.address} (deposed ${planned.deposed})`,
    300,
  );
  const index = planned.index === undefined ? keyOfModule(planned.module) : String(planned.index);
  return {
    address,
    type: safe(planned.type),
    stack,
    cluster,
    kind: object === undefined ? safe(planned.type) : safe(object.kind),
    name: object === undefined ? address : safe(objectId(object).split(" ").slice(2).join(" "), 300),
    // Known once all namespaces are.
    place: {},
    ...(before === undefined ? {} : { before }),
    ...(after === undefined ? {} : { after }),
    ...(index === undefined ? {} : { index: safe(index) }),
  };
}

/** `module.academy["lille"]` is lille's. */
const keyOfModule = (module: string | undefined): string | undefined =>
  /\["?([^"\]]+)"?\]$/.exec(module ?? "")?.[1];

const isRewritten = ({ action }: PlannedChange): boolean => action === "update" || action === "replace";

/** What differs between the objects, and which hidden values do; both are asked for twice. */
interface Found {
  declared: Difference[];
  hidden: Difference[];
}

const declaredDifferences = (planned: PlannedChange, { before, after }: Objects): Difference[] =>
  isRewritten(planned) && before !== undefined && after !== undefined ? differencesOf(before, after) : [];

function attributes(
  planned: PlannedChange,
  values: Values,
  { before, after }: Objects,
  { declared, hidden }: Found,
): Difference[] {
  if (!isRewritten(planned)) return [];
  if (before === undefined || after === undefined) return plannedDifferences(values.before, values.after);
  const found = [...declared, ...hidden].filter((difference) => !isFilledIn(planned, difference));
  return found.length > 0 ? found : plannedDifferences(values.before, values.after);
}

/** What the server fills in again for an object that is made anew is no difference. */
const isFilledIn = ({ action }: PlannedChange, { path, before, after }: Difference): boolean =>
  action === "replace" &&
  after === UNKNOWN &&
  (before === undefined || isServerDefault({ path, after: before }));

/** Hidden values that change, as the resource names them: an object without them shows no difference. */
const hiddenChanges = (values: Values): Difference[] =>
  differencesOf(values.before, values.after).filter(({ after }) => after === SENSITIVE_CHANGED);

const withCauses = (differences: Difference[], causes: readonly string[]): Difference[] =>
  differences.map((difference) =>
    isCause(difference.path, causes) ? { ...difference, forcesReplacement: true } : difference,
  );

/** Live objects of a manifest: what the server holds rather than what is declared. */
function liveObjects(values: Values): Objects {
  const object = (side: unknown) => {
    const found = isJson(side) ? own(side, "object") : undefined;
    if (!isJson(found) || !isJson(found.metadata)) return undefined;
    const live = withoutNulls(found) as KubernetesObject;
    return isNamed(live) ? live : undefined;
  };
  return { before: object(values.before), after: object(values.after) };
}

function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (!isJson(value)) return value;
  const copy: Json = {};
  for (const [key, element] of Object.entries(value))
    if (element !== null) put(copy, key, withoutNulls(element));
  return copy;
}

/** The API group; empty for the core one. */
const groupOf = (object: KubernetesObject | undefined): string => {
  const [group, version] = object?.apiVersion.split("/") ?? [];
  return version === undefined ? "" : (group ?? "");
};

/**
 * An update that declares nothing new: the server, or a controller, puts its own value back each time, so the same
 * difference returns at the next plan. Returns how to end that.
 */
function cureOf(
  { type, action }: PlannedChange,
  values: Values,
  objects: Objects,
  { declared, hidden }: Found,
): string | undefined {
  if (action !== "update") return undefined;
  const same = (objects.before === undefined) === (objects.after === undefined) && declared.length === 0;
  if (!declaresObject(type) || !same || hidden.length > 0) {
    return controllersOnly(declared, objects.after)
      ? "leave it to its controller: `lifecycle { ignore_changes }`, or take it out of the declaration"
      : undefined;
  }
  if (type === "kubernetes_manifest") {
    const live = liveObjects(values);
    const paths = realDifferences(live.before, live.after).map(({ path }) => path.replace(/\[[^\]]*\]/g, ""));
    if (paths.length === 0) return undefined;
    return `name what the server writes in \`computedFields\`: ${JSON.stringify([...new Set(paths)].slice(0, 8))}`;
  }
  return undefined;
}

const controllersOnly = (differences: readonly Difference[], after: KubernetesObject | undefined): boolean =>
  differences.length > 0 &&
  differences.every((difference) => isWrittenByController(difference, groupOf(after)));
