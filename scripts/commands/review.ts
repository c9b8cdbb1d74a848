/** `transhumance review`: what a change really does, to whom, and whether it may pass. */
import { Command, Option } from "commander";
import { FORMS, type Form, toForm } from "../../lib/review/index.js";
import { Failure } from "../support/failure.js";
import { writeFileAtomically } from "../support/files.js";
import { example, type SelectionOptions, withSelection } from "../support/options.js";
import { reviewPlans } from "../support/review-plans.js";

interface ReviewOptions extends SelectionOptions {
  plan?: string[];
  format: Form;
  output?: string;
  details?: true;
}

const EXIT_CODES = "\nExit code: 0 may pass, 2 needs approval, 3 may not pass, 1 error (nothing was judged).\n";

export function reviewCommand(): Command {
  return withSelection(new Command("review"))
    .description("Says what a change really does, to whom, and whether it may pass: risk first, meaning before attributes.")
    .option("--plan <files...>", "plans as JSON (`terraform show -json`), each as `file` or `stack=file`; `-` reads standard input")
    .addOption(new Option("--format <form>", "form of the report").choices(FORMS).default("terminal"))
    .option("--output <file>", "write the report to a file instead of printing it")
    .option("--details", "on the terminal: every attribute, address and reason")
    .addHelpText("after", EXIT_CODES + example("transhumance review --plan plan.json --format markdown --output review.md"))
    .action((options: ReviewOptions) => {
      if (options.plan === undefined) throw new Failure("Nothing to review: give --plan <files>.");
      const report = reviewPlans(options.plan, options.estate);
      const form = options.json ? "json" : options.format;
      const colour = options.output === undefined && process.stdout.isTTY === true && !process.env.NO_COLOR;
      const text = toForm(form, report, { colour, details: options.details ?? false });
      if (options.output === undefined) process.stdout.write(`${text}\n`);
      else writeFileAtomically(options.output, `${text}\n`);
      process.exitCode = report.verdict.exitCode;
    });
}
