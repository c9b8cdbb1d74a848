/** From plan files to one set of changes. */
import { isJson, type Json, type KubernetesObject, own } from "../../kubernetes/index.js";
import type { PlannedChange, PlannedOutput } from "../plan/format.js";
import { PlanFile } from "../plan/plan-file.js";
import { type Place as PlaceInFile, readEntry, readPlan } from "../plan/read-plan.js";
import { redact, redactObjects } from "../plan/redact.js";
import type { OutputChange } from "../report-model.js";
import { changeOf, driftOf, type PlanContext } from "./from-plan.js";
import type { ChangeSet, Unchanged } from "./model.js";
import { declaresObject, kindOfType, objectOf } from "./object-of.js";
import type { Places } from "./place.js";
import { at, listAt, textAt } from "./read.js";
import { safe, show } from "./text.js";

export interface PlanInput {
  /** Path of the JSON file; `-` for standard input. */
  path: string;
  /** Stack of the estate, and its cluster as `environment/cluster`; both the path where they are unknown. */
  stack: string;
  cluster: string;
}

export const emptySet = (): ChangeSet => ({
  ...{ sources: [], changes: [], unchanged: [], untouched: 0, drift: [], noise: 0, outputs: [], notices: [] },
});

/** Reads all plans. The files stay open until `close`: objects that do not change are read when they are needed. */
export function collectPlans(
  inputs: readonly PlanInput[],
  places: Places,
): { set: ChangeSet; close(): void } {
  const set = emptySet();
  const files: PlanFile[] = [];
  const close = () => {
    for (const file of files) file.close();
  };
  try {
    for (const { path, stack, cluster } of inputs) {
      const file = new PlanFile(path);
      files.push(file);
      collectPlan(file, { stack, cluster }, places, set);
    }
  } catch (error) {
    close();
    throw error;
  }
  for (const change of [...set.changes, ...set.drift.map((entry) => entry.change)]) {
    change.place = places.of({ ...change, object: change.after ?? change.before });
  }
  return { set, close };
}

function collectPlan(file: PlanFile, context: PlanContext, places: Places, set: ChangeSet): void {
  const keep = (known: Pick<Unchanged, "address" | "kind" | "namespaces">, place: PlaceInFile) =>
    keepUnchanged(known, context, () => readEntry(file, place));
  const [changed, untouched] = [set.changes.length, set.untouched];
  const { source, notices } = readPlan(file, {
    unchanged({ address, type, kind = kindOfType(type), namespaces }, place) {
      // Labels of namespaces say where everything in them belongs; YAML in a text says its kind itself.
      if (kind === "Namespace" || (kind === undefined && declaresObject(type))) return false;
      set.untouched += 1;
      if (kind !== undefined)
        set.unchanged.push({
          ...keep({ address, kind, namespaces: [...namespaces, "", "default"] }, place),
          text: () => file.read(place.offset, place.length).toString("latin1"),
        });
      return true;
    },
    change(planned, place) {
      if (planned.mode === "data" && planned.action !== "read") return;
      learnNamespace(planned, context, places);
      if (
        planned.action !== "no-op" ||
        planned.previousAddress !== undefined ||
        planned.importing !== undefined
      ) {
        set.changes.push(changeOf(planned, context));
        return;
      }
      set.untouched += 1;
      const { address, type, after } = planned;
      const kind = kindIn(type, after);
      if (kind === undefined) return;
      set.unchanged.push(keep({ address, kind, namespaces: [namespaceIn(after) ?? "", "default"] }, place));
    },
    drift(planned) {
      const entry = driftOf(planned, context);
      if (entry === undefined) set.noise += 1;
      else set.drift.push(entry);
    },
    deferred(planned, reason) {
      const why = safe(reason.replaceAll("_", " "));
      const message = `${safe(planned.address, 300)}: ${planned.action} is deferred to a later plan (${why}), and cannot be judged yet`;
      set.notices.push({ severity: "approve", message });
    },
    output: (output) => set.outputs.push(outputOf(output)),
  });
  set.sources.push({ ...source, ...(context.stack === file.path ? {} : { stack: context.stack }) });
  set.notices.push(...notices);
  const changes = set.changes.slice(changed);
  const isOfOthers = changes.every(({ action, values }) => action === "delete" && values !== undefined);
  if (changes.length > 0 && set.untouched === untouched && isOfOthers) {
    const message = `${safe(file.path, 200)}: all that it manages is deleted (${changes.length === 1 ? "1 resource" : `${changes.length} resources`})`;
    set.notices.push({ severity: "approve", message });
  }
}

function learnNamespace(
  { type, before, after }: PlannedChange,
  { cluster }: PlanContext,
  places: Places,
): void {
  if (kindIn(type, after ?? before) !== "Namespace") return;
  const object = objectOf(type, after ?? before);
  if (object !== undefined) places.learn(cluster, object);
}

/** What stays: its kind now, the object itself only when some change asks for it. */
function keepUnchanged(
  { address, kind, namespaces }: Pick<Unchanged, "address" | "kind" | "namespaces">,
  { cluster, stack }: PlanContext,
  read: () => unknown,
): Unchanged {
  let loaded: KubernetesObject | undefined;
  return {
    ...{ cluster, stack, address: safe(address, 300), kind, namespaces },
    load() {
      loaded ??= objectIn(read());
      return loaded;
    },
  };
}

/** The namespace that typed resources and manifests declare. */
function namespaceIn(values: unknown): string | undefined {
  const metadata = at(values, "manifest", "metadata") ?? listAt(values, "metadata")[0];
  return textAt(metadata, "namespace");
}

function kindIn(type: string, values: unknown): string | undefined {
  if (!declaresObject(type)) return undefined;
  const manifest = isJson(values) ? own(values, "manifest") : undefined;
  if (isJson(manifest)) return typeof manifest.kind === "string" ? manifest.kind : undefined;
  return kindOfType(type) ?? objectOf(type, values)?.kind;
}

/** The object of an entry that was read as sound once. */
function objectIn(entryOfPlan: unknown): KubernetesObject | undefined {
  const entry = entryOfPlan as { type: string; change: Json };
  const values = redact(entry.type, null, own(entry.change, "after"), {
    beforeSensitive: undefined,
    afterSensitive: own(entry.change, "after_sensitive"),
    afterUnknown: undefined,
  });
  return redactObjects(undefined, objectOf(entry.type, values.after)).after as KubernetesObject | undefined;
}

function outputOf({ name, action, sensitive, before, after }: PlannedOutput): OutputChange {
  const mask = sensitive ? { [name]: true } : undefined;
  const hidden = redact(
    "",
    { [name]: before },
    { [name]: after },
    { beforeSensitive: mask, afterSensitive: mask, afterUnknown: undefined },
  );
  const [left, right] = [hidden.before, hidden.after].map((side) =>
    isJson(side) ? own(side, name) : undefined,
  );
  return {
    name: safe(name),
    action,
    ...(left === null || left === undefined ? {} : { before: show(left) }),
    ...(right === null || right === undefined ? {} : { after: show(right) }),
  };
}
