/** The format of plan JSON, as far as the review reads it. Source: Terraform, «JSON Output Format», versions 1.0 to 1.2. */
import { isJson, type Json, own, typeName } from "../../kubernetes/index.js";
import { safe } from "../change/text.js";
import type { Action } from "../report-terms.js";

export type Path = readonly (string | number)[];

/** One entry of `resource_changes` or `resource_drift`, checked. */
export interface PlannedChange {
  address: string;
  previousAddress?: string;
  mode: "managed" | "data";
  type: string;
  name: string;
  /** Key of `count` or `for_each`. */
  index?: string | number;
  module?: string;
  provider?: string;
  /** Key of an object that is deposed: left over from an interrupted replacement. */
  deposed?: string;
  reason?: string;
  action: Action;
  /** The new one is made before the old one goes. */
  createFirst: boolean;
  before: unknown;
  after: unknown;
  afterUnknown: unknown;
  beforeSensitive: unknown;
  afterSensitive: unknown;
  replacePaths: Path[];
  importing?: string;
}

/** One entry of `output_changes`. */
export interface PlannedOutput {
  name: string;
  action: Action;
  sensitive: boolean;
  before: unknown;
  after: unknown;
}

/** Combinations of actions. Source: Terraform, «JSON Output Format», change representation; `forget` since 1.7. */
const ACTIONS: Record<string, { action: Action; createFirst?: true }> = {
  "no-op": { action: "no-op" },
  create: { action: "create" },
  read: { action: "read" },
  update: { action: "update" },
  delete: { action: "delete" },
  forget: { action: "forget" },
  "delete,create": { action: "replace" },
  "create,delete": { action: "replace", createFirst: true },
  "create,forget": { action: "replace", createFirst: true },
};

/** What an entry of a plan may not be, and which of its attributes. */
export class EntryError extends Error {
  override readonly name = "EntryError";

  constructor(
    readonly path: readonly string[],
    message: string,
  ) {
    super(message);
  }
}

/** Reads one entry. Throws EntryError. */
export function readChange(value: unknown): PlannedChange {
  if (!isJson(value)) throw new EntryError([], `is ${typeName(value)}, where an object is allowed`);
  const address = required(value, "address");
  const type = required(value, "type");
  const change = own(value, "change");
  if (!isJson(change)) throw new EntryError(["change"], `is ${typeName(change)}, where an object is allowed`);
  const { action, createFirst } = actionOf(own(change, "actions"));
  const importing = own(change, "importing");
  const index = own(value, "index");
  const previousAddress = text(value, "previous_address");
  const optional = {
    previousAddress: previousAddress === address ? undefined : previousAddress,
    index: typeof index === "string" || typeof index === "number" ? index : undefined,
    module: text(value, "module_address"),
    provider: text(value, "provider_name"),
    deposed: text(value, "deposed"),
    reason: text(value, "action_reason"),
    importing: isJson(importing) ? (text(importing, "id") ?? "(by identity)") : undefined,
  };
  return {
    address,
    type,
    name: text(value, "name") ?? address,
    mode: own(value, "mode") === "data" ? "data" : "managed",
    action,
    createFirst: createFirst ?? false,
    before: own(change, "before") ?? null,
    after: own(change, "after") ?? null,
    afterUnknown: own(change, "after_unknown"),
    beforeSensitive: own(change, "before_sensitive"),
    afterSensitive: own(change, "after_sensitive"),
    replacePaths: pathsOf(own(change, "replace_paths")),
    ...(Object.fromEntries(
      Object.entries(optional).filter(([, given]) => given !== undefined),
    ) as Partial<PlannedChange>),
  };
}

function required(value: Json, key: string): string {
  const found = own(value, key);
  if (typeof found === "string" && found !== "") return found;
  throw new EntryError([key], `is ${found === "" ? "empty" : typeName(found)}, where a text is allowed`);
}

function actionOf(actions: unknown): { action: Action; createFirst?: true } {
  const known = Array.isArray(actions) ? own(ACTIONS, actions.join(",")) : undefined;
  if (known !== undefined) return known as { action: Action; createFirst?: true };
  const allowed = Object.keys(ACTIONS).map((words) => JSON.stringify(words.split(",")));
  throw new EntryError(
    ["change", "actions"],
    `is ${safe(JSON.stringify(actions) ?? "nothing", 60)}; allowed: ${allowed.join(" ")}`,
  );
}

/** `name` and change of one output. */
export function readOutput(name: string, change: unknown): PlannedOutput | undefined {
  if (!isJson(change)) return undefined;
  const actions = own(change, "actions");
  const known = Array.isArray(actions) ? own(ACTIONS, actions.join(",")) : undefined;
  if (known === undefined) return undefined;
  const sensitive = [own(change, "before_sensitive"), own(change, "after_sensitive")].some(hides);
  const unknown = own(change, "after_unknown") === true;
  return {
    name,
    action: (known as { action: Action }).action,
    sensitive,
    before: own(change, "before"),
    after: unknown ? "(known after apply)" : own(change, "after"),
  };
}

/** True where a mask marks anything. */
export function hides(mask: unknown): boolean {
  if (mask === true) return true;
  if (typeof mask !== "object" || mask === null) return false;
  return Array.isArray(mask) ? mask.some(hides) : Object.values(mask).some(hides);
}

function text(value: Json, key: string): string | undefined {
  const found = own(value, key);
  return typeof found === "string" && found !== "" ? found : undefined;
}

const pathsOf = (value: unknown): Path[] =>
  (Array.isArray(value) ? value : []).filter(
    (path): path is Path =>
      Array.isArray(path) && path.every((step) => typeof step === "string" || typeof step === "number"),
  );
