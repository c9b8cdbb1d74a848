/** `transhumance review`: what a change really does, to whom, and whether it may pass. */
import { Command, InvalidArgumentError, Option } from "commander";
import type { Language } from "../../config/index.js";
import { FORMS, type Form, type ReviewReport, toForm } from "../../lib/review/index.js";
import { Failure } from "../support/failure.js";
import { writeFileAtomically } from "../support/files.js";
import { example, keyOptions, withRemoval } from "../support/options.js";
import type { SavedReviewOptions } from "../support/review-saved.js";

interface ReviewOptions extends SavedReviewOptions {
  saved?: true;
  post?: true;
  dryRun?: true;
  base?: string;
  trustCode?: true;
  plan?: string[];
  template?: string[];
  format: Form;
  output?: string;
  also?: [Form, string][];
  details?: true;
  link?: string;
  language?: Language;
}

const EXIT_CODES =
  "\nExit code: 0 may pass, 2 needs approval, 3 may not pass, 1 error (nothing was judged).\n";

export function reviewCommand(): Command {
  return withRemoval(new Command("review"))
    .description(
      "Says what a change really does, to whom, and whether it may pass: risk first, meaning before attributes.",
    )
    .option(
      "--base <ref>",
      "compare the estate at hand with the one of this Git ref; with --saved or --plan: what no plan shows of it, such as stages",
    )
    .option("--trust-code", "with --base: build the ref with its own code, which executes it")
    .option(
      "--plan <files...>",
      "plans as JSON (`terraform show -json`), each as `file` or `stack=file`; `-` reads standard input",
    )
    .option("--template <before and after...>", "two CloudFormation templates, JSON or YAML")
    .option("--saved", "the plans that `transhumance plan` saved; with a key, they are attested for apply")
    .addOption(keyOptions.key())
    .addOption(keyOptions.identity())
    .addOption(new Option("--format <form>", "form of the report").choices(FORMS).default("terminal"))
    .option("--output <file>", "write the report to a file instead of printing it")
    .option("--also <form=file...>", "write other forms of the same report too", readForm)
    .option("--link <address>", "in Markdown: where the whole report is, for what does not fit")
    .option(
      "--post",
      "write the report as the one comment of the merge request at hand; GITLAB_TOKEN holds the token",
    )
    .option("--dry-run", "with --post: print where the comment would go, and its text")
    .option("--details", "on the terminal: every attribute, address and reason")
    .addOption(
      new Option(
        "--language <language>",
        "of the report for people: French for a page and English for all else unless it is named",
      ).choices(["fr", "en"]),
    )
    .addHelpText(
      "after",
      EXIT_CODES + example("transhumance review --plan plan.json --format markdown --output review.md"),
    )
    .action(async (options: ReviewOptions) => {
      const report = await judge(options);
      const form = options.json ? "json" : options.format;
      const colour = options.output === undefined && process.stdout.isTTY === true && !process.env.NO_COLOR;
      const { link, language } = options;
      const text = toForm(form, report, { colour, details: options.details ?? false, link, language });
      if (options.output === undefined) process.stdout.write(text === "" ? "" : `${text}\n`);
      else writeFileAtomically(options.output, text === "" ? "" : `${text}\n`);
      for (const [also, file] of options.also ?? []) {
        writeFileAtomically(
          file,
          `${toForm(also, report, { colour: false, details: true, link, language })}\n`,
        );
      }
      if (options.post)
        await post(toForm("markdown", report, { colour: false, details: false, link, language }), options);
      process.exitCode = report.verdict.exitCode;
    });
}

function readForm(text: string, before: [Form, string][] = []): [Form, string][] {
  const [, name = "", file = ""] = /^([^=]*)=(.+)$/.exec(text) ?? [];
  const form = FORMS.find((known) => known === name);
  if (form !== undefined) return [...before, [form, file]];
  throw new InvalidArgumentError(`Write form=file; the forms are ${FORMS.join(", ")}.`);
}

async function post(comment: string, { dryRun, language }: ReviewOptions): Promise<void> {
  const { mergeRequestAtHand, postReview } = await import("../support/post-review.js");
  const target = mergeRequestAtHand(process.env, dryRun);
  const place = `${target.project}!${target.iid} on ${target.server}`;
  if (dryRun) {
    process.stderr.write(`The comment of ${place} would be:\n${comment || "(none: nothing changes)"}\n`);
    return;
  }
  process.stderr.write(`The comment of ${place}: ${await postReview(comment, target, language)}.\n`);
}

/** Each source brings its own code along: a plan is judged without what synthesis and signatures need. */
async function judge(options: ReviewOptions): Promise<ReviewReport> {
  const { base, plan, template, saved, estate, today, environment, cluster, only, trustCode } = options;
  const given = [plan, template, saved].filter((source) => source !== undefined).length;
  if (given > 1 || (given === 0 && base === undefined) || (template !== undefined && base !== undefined)) {
    throw new Failure(
      "Give one source to review: --base <ref>, --plan <files>, --saved or --template <before> <after>; --base may come with --plan or --saved.",
    );
  }
  if (saved) return (await import("../support/review-saved.js")).reviewSaved(options);
  if (plan !== undefined || template !== undefined) {
    const { reviewPlans, reviewTemplates } = await import("../support/review-plans.js");
    return template === undefined ? reviewPlans(plan ?? [], options) : reviewTemplates(template);
  }
  return (await import("../support/review-estate.js")).reviewEstate({
    base: base ?? "",
    estate,
    today,
    environment,
    cluster,
    only,
    trustCode: trustCode ?? false,
  });
}
