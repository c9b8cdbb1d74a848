/** From two syntheses of a stack to its changes: what applying the later over the earlier would do. */
import type { Position } from "../../../config/index.js";
import {
  type HelmRelease,
  isJson,
  type Json,
  type KubernetesObject,
  objectId,
  own,
  renderStack,
} from "../../kubernetes/index.js";
import { redact, redactObjects } from "../plan/redact.js";
import { CARRIER, carriedBy, FIXED } from "./carried.js";
import { differencesOf, isEqual } from "./differences.js";
import { replacementCauses } from "./immutable.js";
import type { Change, ChangeSet } from "./model.js";
import { at } from "./read.js";
import { safe } from "./text.js";

/** One side of a stack. */
export interface StackSide {
  /** The parsed content of `cdk.tf.json`. */
  terraform: unknown;
  /** Where each resource comes from. */
  provenance: Readonly<Record<string, Position>>;
}

export interface StackPair {
  stack: string;
  /** `environment/cluster`. */
  cluster: string;
  before?: StackSide;
  after?: StackSide;
}

/** Adds the changes of one stack to `set`. Throws RenderError where a side cannot be rendered. */
export function compareStack({ stack, cluster, before, after }: StackPair, set: ChangeSet): void {
  const [left, right] = [partsOf(before), partsOf(after)];
  for (const address of new Set([...left.keys(), ...right.keys()])) {
    const [then, now] = [left.get(address), right.get(address)];
    const unchanged = then !== undefined && now !== undefined && isEqual(then.config, now.config);
    if (unchanged) {
      set.untouched += 1;
      const { object } = now;
      if (object !== undefined)
        set.unchanged.push({
          cluster,
          stack,
          address,
          kind: object.kind,
          namespaces: [object.metadata.namespace ?? ""],
          load: () => object,
        });
      continue;
    }
    const source = after?.provenance[address] ?? before?.provenance[address];
    const change = changeOf(address, then, now);
    if (change !== undefined)
      set.changes.push({
        ...change,
        stack,
        cluster,
        ...(source === undefined ? {} : { source: pick(source) }),
      });
  }
}

/** Adds objects that stay, so that what changes elsewhere is understood. */
export function keepStack({ stack, cluster, after }: StackPair, set: ChangeSet): void {
  for (const [address, { object }] of partsOf(after)) {
    if (object !== undefined)
      set.unchanged.push({
        cluster,
        stack,
        address,
        kind: object.kind,
        namespaces: [object.metadata.namespace ?? ""],
        load: () => object,
      });
  }
}

interface Part {
  type: string;
  /** Arguments as they are declared. */
  config: unknown;
  object?: KubernetesObject;
  release?: HelmRelease;
}

function partsOf(side: StackSide | undefined): Map<string, Part> {
  const parts = new Map<string, Part>();
  if (side === undefined) return parts;
  const rendered = renderStack(side.terraform);
  const objects = new Map(rendered.objects.map(({ address, object }) => [address, object]));
  const releases = new Map(rendered.releases.map((release) => [release.address, release]));
  const resources = isJson(side.terraform) ? own(side.terraform, "resource") : undefined;
  for (const [type, named] of Object.entries(isJson(resources) ? resources : {})) {
    for (const [name, body] of Object.entries(isJson(named) ? named : {})) {
      const address = `${type}.${name}`;
      const { "//": _, ...config } = (isJson(body) ? body : {}) as Json;
      const [object, release] = [objects.get(address), releases.get(address)];
      parts.set(address, {
        type,
        config,
        ...(object === undefined ? {} : { object }),
        ...(release === undefined ? {} : { release }),
      });
    }
  }
  return parts;
}

function changeOf(
  address: string,
  then: Part | undefined,
  now: Part | undefined,
): Omit<Change, "stack" | "cluster"> | undefined {
  const type = (now ?? then)?.type ?? "";
  const objects = redactObjects(then?.object, now?.object) as {
    before?: KubernetesObject;
    after?: KubernetesObject;
  };
  const object = objects.after ?? objects.before;
  const masks = { beforeSensitive: undefined, afterSensitive: undefined, afterUnknown: undefined };
  const values = redact(
    type,
    then?.release ?? then?.config ?? null,
    now?.release ?? now?.config ?? null,
    masks,
  );
  const both = objects.before !== undefined && objects.after !== undefined;
  const causes = both
    ? replacementCauses(objects.before as KubernetesObject, objects.after as KubernetesObject)
    : then !== undefined && now !== undefined && type === CARRIER
      ? FIXED.filter((key) => !isEqual(at(then.config, key), at(now.config, key)))
      : [];
  const carried = carriedBy(type, unescaped(then?.config), unescaped(now?.config));
  const differences =
    then === undefined || now === undefined
      ? []
      : both
        ? differencesOf(objects.before, objects.after)
        : differencesOf(values.before, values.after);
  const unprotected =
    then !== undefined && now !== undefined && isProtected(then.config) && !isProtected(now.config);
  // Terraform's own arguments (waiting, timeouts, order) change nothing that anybody sees.
  if (then !== undefined && now !== undefined && differences.length === 0 && !unprotected) return undefined;
  return {
    ...{ address, type, place: {}, causes, createFirst: false },
    action:
      then === undefined ? "create" : now === undefined ? "delete" : causes.length > 0 ? "replace" : "update",
    kind: object?.kind ?? type,
    name: object === undefined ? address : safe(objectId(object).split(" ").slice(2).join(" "), 300),
    differences: differences.map((difference) =>
      causes.some(
        (cause) =>
          difference.path === cause ||
          difference.path.startsWith(`${cause}.`) ||
          difference.path.startsWith(`${cause}[`),
      )
        ? { ...difference, forcesReplacement: true }
        : difference,
    ),
    ...(object === undefined ? { values } : {}),
    ...(carried === undefined ? {} : { carried }),
    ...(objects.before === undefined ? {} : { before: objects.before }),
    ...(objects.after === undefined ? {} : { after: objects.after }),
    ...(causes.length > 0 ? { reason: "cannot be changed in place" } : {}),
    ...(unprotected ? { unprotected: true } : {}),
  };
}

const isProtected = (config: unknown): boolean => {
  const lifecycle = isJson(config) ? own(config, "lifecycle") : undefined;
  return isJson(lifecycle) && own(lifecycle, "prevent_destroy") === true;
};

const pick = ({ file, line, column }: Position): Position => ({ file, line, column });

/** Arguments as Terraform reads them where they hold no expression. Source: Terraform, «Strings and Templates». */
const unescaped = (config: unknown): unknown =>
  isJson(config)
    ? Object.fromEntries(
        Object.entries(config).map(([key, value]) => [
          key,
          typeof value === "string" ? value.replaceAll("$${", "${").replaceAll("%%{", "%{") : value,
        ]),
      )
    : config;
