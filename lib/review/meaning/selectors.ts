/** Label selectors, as Kubernetes reads them. */
import { isJson } from "../../kubernetes/index.js";
import { labelsAt, listAt, textAt, textsAt } from "../change/read.js";

type Labels = Readonly<Record<string, string>>;
type Matcher = (labels: Labels) => boolean;

/** A selector is asked for every namespace and every workload: it is read once. */
const matchers = new WeakMap<object, Matcher>();

/** True where the selector picks these labels; an empty selector picks everything. */
export function matches(selector: unknown, labels: Labels): boolean {
  if (!isJson(selector)) return true;
  let matcher = matchers.get(selector);
  if (matcher === undefined) {
    matcher = matcherOf(selector);
    matchers.set(selector, matcher);
  }
  return matcher(labels);
}

/**
 * Namespace selectors in the JSON of a policy, in Terraform's words or in Kubernetes': none, one whose first label is
 * caught, or any other.
 */
const IN_JSON =
  /"namespace_?[sS]elector":(null|\[\]|\[?\{(?:"match_expressions":(?:\[\]|null),)?"match_?[lL]abels":\{("[^"]*":"[^"]*")|)/g;

/**
 * A quick look at the JSON of a policy: false where none of its selectors can pick namespaces that have no other labels
 * than those of `pairs`, each as `"key":"value"`. Most policies need not be rendered then.
 */
export function mayPick(json: string, pairs: ReadonlySet<string>): boolean {
  return (
    json.includes("\\") ||
    [...json.matchAll(IN_JSON)].some(
      ([, written, first]) => written === "" || (first !== undefined && pairs.has(first)),
    )
  );
}

/** A label as JSON writes it. */
export const pairOf = (key: string, value: string): string =>
  `${JSON.stringify(key)}:${JSON.stringify(value)}`;

function matcherOf(selector: unknown): Matcher {
  const pairs = Object.entries(labelsAt(selector, "matchLabels"));
  const expressions = listAt(selector, "matchExpressions").map(expressionOf);
  return (labels) =>
    pairs.every(([key, value]) => labels[key] === value) && expressions.every((holds) => holds(labels));
}

function expressionOf(expression: unknown): Matcher {
  const key = textAt(expression, "key") ?? "";
  const values = textsAt(expression, "values");
  const valueIn = (labels: Labels) => (Object.hasOwn(labels, key) ? labels[key] : undefined);
  const isIn = (labels: Labels) => {
    const value = valueIn(labels);
    return value !== undefined && values.includes(value);
  };
  switch (textAt(expression, "operator")) {
    case "In":
      return isIn;
    case "NotIn":
      return (labels) => !isIn(labels);
    case "Exists":
      return (labels) => valueIn(labels) !== undefined;
    case "DoesNotExist":
      return (labels) => valueIn(labels) === undefined;
    default:
      // An operator of the future might pick anything.
      return () => true;
  }
}
