/** Label selectors, as Kubernetes reads them. */
import { labelsAt, listAt, textAt, textsAt } from "../change/read.js";

/** True where the selector picks these labels; an empty selector picks everything. */
export function matches(selector: unknown, labels: Readonly<Record<string, string>>): boolean {
  for (const [key, value] of Object.entries(labelsAt(selector, "matchLabels")))
    if (labels[key] !== value) return false;
  return listAt(selector, "matchExpressions").every((expression) => {
    const [key, operator, values] = [
      textAt(expression, "key") ?? "",
      textAt(expression, "operator"),
      textsAt(expression, "values"),
    ];
    const found = Object.hasOwn(labels, key) ? labels[key] : undefined;
    switch (operator) {
      case "In":
        return found !== undefined && values.includes(found);
      case "NotIn":
        return found === undefined || !values.includes(found);
      case "Exists":
        return found !== undefined;
      case "DoesNotExist":
        return found === undefined;
      default:
        // An operator of the future might pick anything.
        return true;
    }
  });
}
