/** The forms of the report, by name. */
import type { ReviewReport } from "../report-model.js";
import { toJson } from "./json.js";
import { type TerminalOptions, toTerminal } from "./terminal.js";

export const FORMS = ["terminal", "json"] as const;
export type Form = (typeof FORMS)[number];

export function toForm(form: Form, report: ReviewReport, options: TerminalOptions): string {
  return form === "json" ? toJson(report) : toTerminal(report, options);
}
