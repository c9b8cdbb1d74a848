/** The forms of the report, by name. */
import type { ReviewReport } from "../report-model.js";
import { toHtml } from "./html.js";
import { toJunit } from "./junit.js";
import { type MarkdownOptions, toMarkdown } from "./markdown.js";
import { toSarif } from "./sarif.js";
import { type TerminalOptions, toTerminal } from "./terminal.js";

export const FORMS = ["terminal", "markdown", "html", "json", "sarif", "junit"] as const;
export type Form = (typeof FORMS)[number];

export function toForm(form: Form, report: ReviewReport, options: TerminalOptions & MarkdownOptions): string {
  switch (form) {
    case "terminal":
      return toTerminal(report, options);
    case "markdown":
      return toMarkdown(report, options);
    case "html":
      return toHtml(report);
    case "json":
      return JSON.stringify(report, null, 2);
    case "sarif":
      return toSarif(report);
    case "junit":
      return toJunit(report);
  }
}
