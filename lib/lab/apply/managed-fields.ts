/** Who owns which field: managed fields read against the object that they speak of. */
import type { LiveObject, ManagedFields } from "./types.js";

/** One field of one manager. */
export interface OwnedField {
  /** As people write paths: `.spec.template.spec.containers[name="web"].image`. */
  path: string;
  value: unknown;
}

/**
 * The leaf fields of one manager's entry that `live` still has. Format of `fieldsV1`: `f:<name>` is a field,
 * `k:<keys>` the list element with these keys, `v:<value>` an element of a set, `.` the thing itself. Source:
 * sigs.k8s.io/structured-merge-diff, `fieldpath`.
 */
export function ownedFields(live: LiveObject, { fieldsV1 = {} }: ManagedFields): OwnedField[] {
  const fields: OwnedField[] = [];
  const walk = (value: unknown, owned: Record<string, unknown>, path: string): void => {
    const steps = Object.entries(owned).filter(([step]) => step !== ".");
    if (steps.length === 0 && path !== "") fields.push({ path, value });
    for (const [step, below] of steps) {
      const found = follow(value, step);
      if (found === undefined) continue;
      walk(found.value, below as Record<string, unknown>, `${path}${found.step}`);
    }
  };
  walk(live, fieldsV1, "");
  return fields;
}

function follow(value: unknown, step: string): { value: unknown; step: string } | undefined {
  const word = step.slice(2);
  if (step.startsWith("f:")) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, word)) return undefined;
    return { value: (value as Record<string, unknown>)[word], step: fieldStep(word) };
  }
  if (!Array.isArray(value)) return undefined;
  if (step.startsWith("v:")) {
    const wanted = JSON.parse(word) as unknown;
    const found = value.find((element) => element === wanted);
    return found === undefined ? undefined : { value: found, step: `[=${word}]` };
  }
  const keys = Object.entries(JSON.parse(word) as Record<string, unknown>);
  const found = value.find((element) => keys.every(([key, wanted]) => element[key] === wanted));
  return found === undefined ? undefined : { value: found, step: elementStep(keys) };
}

/** `.image`, or `["app.kubernetes.io/name"]` where a dot would mislead. */
export const fieldStep = (name: string): string =>
  /^[A-Za-z_$][\w$-]*$/.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`;

/** `[name="web"]`. */
export const elementStep = (keys: [string, unknown][]): string =>
  `[${keys.map(([key, value]) => `${key}=${JSON.stringify(value)}`).join(",")}]`;
