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
