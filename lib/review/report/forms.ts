/** The forms of the report, by name. */
import type { Language } from "../../../config/index.js";
import type { ReviewReport } from "../report-model.js";
import { toHtml } from "./html.js";
import { toJunit } from "./junit.js";
import { type MarkdownOptions, toMarkdown } from "./markdown.js";
import { toSarif } from "./sarif.js";
import { type TerminalOptions, toTerminal } from "./terminal.js";

export const FORMS = ["terminal", "markdown", "html", "json", "sarif", "junit"] as const;
export type Form = (typeof FORMS)[number];

export interface FormOptions extends Omit<TerminalOptions & MarkdownOptions, "language"> {
  /** By default French for pages and English for all else; what programs read is always English. */
  language?: Language | undefined;
}

export function toForm(form: Form, report: ReviewReport, options: FormOptions): string {
  switch (form) {
    case "terminal":
      return toTerminal(report, { ...options, language: options.language ?? "en" });
    case "markdown":
      return toMarkdown(report, { ...options, language: options.language ?? "en" });
    case "html":
      return toHtml(report, options.language ?? "fr");
    case "json":
      return JSON.stringify(report, null, 2);
    case "sarif":
      return toSarif(report);
    case "junit":
      return toJunit(report);
  }
}
