/** Why Terraform plans what it plans, in words. Source: Terraform, «JSON Output Format», `action_reason`. */
import type { Path } from "../plan/format.js";

const REASONS: Record<string, string> = {
  replace_because_tainted: "an earlier apply failed half-way (tainted)",
  replace_because_cannot_update: "cannot be changed in place",
  replace_by_request: "asked for with -replace",
  replace_by_triggers: "triggered by another resource (replace_triggered_by)",
  delete_because_no_resource_config: "no longer declared",
  delete_because_no_module: "its module is no longer declared",
  delete_because_no_move_target: "moved to an address that is not declared",
  delete_because_wrong_repetition: "`count` or `for_each` came or went",
  delete_because_count_index: "`count` became smaller",
  delete_because_each_key: "its key left `for_each`",
  read_because_config_unknown: "its configuration is known only after apply",
  read_because_dependency_pending: "depends on something that changes first",
};

export const reasonOf = (reason: string | undefined): string | undefined =>
  reason === undefined
    ? undefined
    : Object.hasOwn(REASONS, reason)
      ? REASONS[reason]
      : reason.replaceAll("_", " ");

/** `["spec", 0, "selector", 0, "match_labels"]` as `spec.selector.matchLabels` for objects, with `[0]` for others. */
export function causeOf(path: Path, ofObject: boolean): string {
  const steps = path.filter((step) => !(ofObject && typeof step === "number"));
  return steps
    .map((step, index) => {
      if (typeof step === "number") return `[${step}]`;
      const name = ofObject
        ? step.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())
        : step;
      return index === 0 ? name : `.${name}`;
    })
    .join("")
    .replace(/^manifest\./, "");
}

/** True where the attribute at `path` is, holds or is inside what forces the replacement. */
export function isCause(path: string, causes: readonly string[]): boolean {
  const plain = path.replace(/\[[^\]]*\]/g, "");
  return causes.some((cause) => {
    const known = cause.replace(/\[[^\]]*\]/g, "");
    return known === plain || plain.startsWith(`${known}.`) || known.startsWith(`${plain}.`);
  });
}
