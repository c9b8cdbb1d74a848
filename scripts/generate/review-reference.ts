/** Reference of the review: its rules for people, and the JSON Schema of its report for programs. */
import { z } from "zod";
import { EXIT_CODES, REPORT_SCHEMA, type ReviewRule, RULES, reportSchema } from "../../lib/review/index.js";
import { code, page, pageHead, table } from "./markdown.js";

const ReviewReport = await reportSchema();

export function generateReviewReference(): Record<string, string> {
  const { $schema, ...schema } = z.toJSONSchema(ReviewReport);
  return {
    "docs/reference/review.md": rulesPage(),
    "docs/reference/review.schema.json": `${JSON.stringify({ $schema, $id: REPORT_SCHEMA, title: "Report of transhumance review", ...schema }, null, 2)}\n`,
  };
}

function rulesPage(): string {
  const codes = Object.entries(EXIT_CODES).map(([decision, exitCode]) => `${exitCode} ${decision}`);
  return page(
    pageHead(
      "Rules of the review",
      `Exit code of \`transhumance review\`: ${codes.join(", ")}; 1 is an error, and nothing was judged.`,
      "`platform.yaml` says how grave a rule is here (`review.severities`) and which team holds each role " +
        "(`review.approvers`); a waiver with `rule` excuses named subjects. [Policies](policies.md) are judged besides. " +
        "The report as JSON follows [review.schema.json](review.schema.json).",
    ),
    table(
      ["Rule", "Risk", "Severity", "Approver", "Finding", "Why", "What to do"],
      (Object.entries(RULES) as [string, ReviewRule][]).map(
        ([id, { risk, severity, approver, title, rationale, mitigation }]) => [
          code(id),
          risk,
          severity,
          approver,
          title.en,
          rationale.en,
          mitigation.en,
        ],
      ),
    ),
  );
}
