/** Resources that are no objects of Kubernetes: what is lost with their data, who is no longer served, which guards fall. */
import type { Text } from "../../../config/index.js";
import { isJson } from "../../kubernetes/index.js";
import type { Change } from "../change/model.js";
import { show } from "../change/text.js";
import { NOTHING_SAID, phrase, verbatim } from "../phrases/phrase.js";
import { isMarker } from "../plan/redact.js";
import type { RuleId } from "../rules/index.js";
import { because } from "./data.js";
import { type Hit, isRemoved, type Meaning, subjectOf } from "./hit.js";
import { CREDENTIAL_TYPE, DATA_TYPE, DATA_TYPE_OF_AWS, GUARDS, SERVING_TYPE } from "./resource-types.js";

export const resources: Meaning = ({ set }) =>
  set.changes
    .filter(({ values }) => values !== undefined)
    .flatMap((change) => (isRemoved(change) ? removed(change) : weakened(change)));

function removed(change: Change): Hit[] {
  const hit = (rule: RuleId): Hit[] => [
    {
      rule,
      message: fateOf(change),
      subjects: [subjectOf(change)],
      evidence: change.differences.filter(({ forcesReplacement }) => forcesReplacement),
    },
  ];
  if (DATA_TYPE.test(change.type) || DATA_TYPE_OF_AWS.test(change.type))
    return hit("stateful-resource-removed");
  if (change.action === "replace" && CREDENTIAL_TYPE.test(change.type)) return hit("credential-replaced");
  if (!SERVING_TYPE.test(change.type)) return [];
  return hit(change.action === "replace" ? "workload-replaced" : "workload-deleted");
}

function fateOf({ address: thing, action, causes, reason }: Change): Text {
  if (action === "replace") {
    const rest = NOTHING_SAID;
    return phrase("{thing} is deleted and made anew{why}{rest}", { thing, why: because(causes), rest });
  }
  const rest = reason === undefined ? NOTHING_SAID : verbatim(` (${reason})`);
  return phrase("{thing} is deleted{rest}", { thing, rest });
}

/** Guards of a resource that stays: one finding by what they protect. */
function weakened(change: Change): Hit[] {
  if (change.action !== "update") return [];
  const found = new Map<RuleId, string[]>();
  walk(change.values?.before, change.values?.after, "", "", (path, names, before, after) => {
    if (isMarker(before) || isMarker(after)) return;
    for (const { rule, name, weaker } of GUARDS) {
      if (!names.some((candidate) => name.test(candidate)) || !weaker(before, after)) continue;
      found.set(rule, [
        ...(found.get(rule) ?? []),
        `${path} ${show(before ?? null)} → ${show(after ?? null)}`,
      ]);
    }
  });
  return [...found].map(([rule, changes]) => ({
    rule,
    message:
      rule === "storage-shrunk"
        ? phrase("{address} shrinks: {changes}", { address: change.address, changes })
        : phrase("{address} is guarded less: {changes}", { address: change.address, changes }),
    subjects: [subjectOf(change)],
    evidence: change.differences.slice(0, 10),
  }));
}

type Leaf = (path: string, names: string[], before: unknown, after: unknown) => void;

/** Every attribute of both sides, by its path, its name, and its name below that of its block. */
function walk(before: unknown, after: unknown, path: string, name: string, leaf: Leaf): void {
  if (Array.isArray(before) || Array.isArray(after)) {
    const [left, right] = [before, after].map((side) => (Array.isArray(side) ? side : []));
    for (let index = 0; index < Math.max(left?.length ?? 0, right?.length ?? 0); index += 1)
      walk(left?.[index], right?.[index], path, name, leaf);
    return;
  }
  if (!isJson(before) && !isJson(after)) return;
  const [left, right] = [before, after].map((side) => (isJson(side) ? side : {})) as [object, object];
  for (const key of new Set([...Object.keys(left), ...Object.keys(right)])) {
    const [a, b] = [left, right].map((side) =>
      Object.hasOwn(side, key) ? (side as Record<string, unknown>)[key] : undefined,
    );
    const at = path === "" ? key : `${path}.${key}`;
    if (typeof a === "object" && a !== null) walk(a, b, at, key, leaf);
    else if (typeof b === "object" && b !== null) walk(a, b, at, key, leaf);
    else leaf(at, [key, `${name}.${key}`], a, b);
  }
}
