/** What a rule of the review says, in the two languages of its readers. */
import type { Text } from "../../../config/index.js";
import type { ReviewSeverity, Risk } from "../report-terms.js";

/** Roles that approve; the estate says which team holds each (`platform.yaml`, `review.approvers`). */
export type ApproverRole = "owner" | "platform" | "security" | "data";

export interface ReviewRule {
  risk: Risk;
  severity: ReviewSeverity;
  /** `owner` is the team that owns the application. */
  approver: ApproverRole;
  /** What it finds. */
  title: Text;
  /** Why it matters. */
  rationale: Text;
  /** What to do about it. */
  mitigation: Text;
}
