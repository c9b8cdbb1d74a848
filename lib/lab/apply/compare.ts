/** How two objects differ, field by field, elements of lists matched by their keys. */
import { elementStep, fieldStep } from "./managed-fields.js";

export interface FieldDifference {
  /** `.spec.template.spec.containers[name="web"].image`. */
  path: string;
  /** Absent where the field is new. */
  before?: unknown;
  /** Absent where the field goes. */
  after?: unknown;
}

/** Keys by which Kubernetes merges lists, most telling first. Source: `x-kubernetes-list-map-keys` of its schemas. */
const LIST_KEYS = ["name", "containerPort", "port", "mountPath", "topologyKey", "type", "key", "ip", "uid"];

/** Differences between two JSON values, in the order of `before`. */
export function differences(before: unknown, after: unknown, path = ""): FieldDifference[] {
  if (Object.is(before, after)) return [];
  if (isMap(before) && isMap(after)) {
    const names = new Set([...Object.keys(before), ...Object.keys(after)]);
    return [...names].flatMap((name) => differences(before[name], after[name], `${path}${fieldStep(name)}`));
  }
  if (Array.isArray(before) && Array.isArray(after)) {
    const key = keyOf([...before, ...after]);
    const [old, young] = [byKey(before, key), byKey(after, key)];
    const steps = new Set([...old.keys(), ...young.keys()]);
    return [...steps].flatMap((step) => differences(old.get(step), young.get(step), `${path}${step}`));
  }
  return [
    {
      path,
      ...(before === undefined ? {} : { before }),
      ...(after === undefined ? {} : { after }),
    },
  ];
}

const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The key that every element has; elements without one are told apart by position. */
const keyOf = (elements: unknown[]): string | undefined =>
  LIST_KEYS.find((key) => elements.every((element) => isMap(element) && element[key] !== undefined));

function byKey(elements: unknown[], key: string | undefined): Map<string, unknown> {
  const keyed = new Map(
    elements.map((element, index) => [
      key === undefined ? `[${index}]` : elementStep([[key, (element as Record<string, unknown>)[key]]]),
      element,
    ]),
  );
  return keyed.size === elements.length ? keyed : byKey(elements, undefined);
}
