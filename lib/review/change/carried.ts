/** CloudFormation templates that Terraform carries as text, as they stand before anything is hidden in them. */
import { hides } from "../plan/format.js";
import { at, textAt } from "./read.js";

/** The resource that carries one. Source: Terraform's provider aws, `aws_cloudformation_stack`. */
export const CARRIER = "aws_cloudformation_stack";

/** Arguments without which it cannot be changed in place. Source: the same, `ForceNew` of its schema. */
export const FIXED = ["name", "disable_rollback", "on_failure", "timeout_in_minutes"];

/** Texts of templates; kept in memory only, since what is secret in them is hidden resource by resource. */
export interface Carried {
  before?: string;
  after?: string;
}

/** Undefined for every other type, and where the text is masked: then it stays hidden as a whole. */
export function carriedBy(
  type: string,
  before: unknown,
  after: unknown,
  masks: readonly unknown[] = [],
): Carried | undefined {
  if (type !== CARRIER || masks.some((mask) => hides(at(mask, "template_body")))) return undefined;
  const [then, now] = [before, after].map((side) => textAt(side, "template_body"));
  return { ...(then === undefined ? {} : { before: then }), ...(now === undefined ? {} : { after: now }) };
}
