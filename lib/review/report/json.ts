/** The report as JSON; its schema is docs/reference/review.schema.json. */
import type { ReviewReport } from "../report-model.js";

export const toJson = (report: ReviewReport): string => JSON.stringify(report, null, 2);
