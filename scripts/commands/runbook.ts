/** `transhumance runbook`: the steps of one installation's move. */
import { Command, Option } from "commander";
import { didYouMean, list } from "../../config/index.js";
import { type Language, runbook } from "../../lib/runbook/index.js";
import { openEstate } from "../support/estate.js";
import { Failure } from "../support/failure.js";
import { type EstateOptions, example, print, withEstate } from "../support/options.js";

export function runbookCommand(): Command {
  return withEstate(new Command("runbook"))
    .argument("<application>")
    .argument("<academy>")
    .description(
      "Prints the steps, commands, people, checks and way back of one installation's move, as Markdown.",
    )
    .addOption(new Option("--language <language>", "of the runbook").choices(["fr", "en"]).default("fr"))
    .addHelpText("after", example("transhumance runbook siecle lille --language en"))
    .action((application: string, academy: string, options: EstateOptions & { language: Language }) => {
      const { estate } = openEstate(options);
      const known = (noun: "application" | "academy", value: string, things: object) => {
        if (Object.hasOwn(things, value)) return;
        const names = Object.keys(things);
        const hint = didYouMean(value, names);
        throw new Failure(`"${value}" is no ${noun}; allowed: ${list(names, 60)}${hint ? `; ${hint}` : ""}`);
      };
      known("application", application, estate.applications);
      known("academy", academy, estate.academies);
      const markdown = runbook(estate, application, academy, options.language);
      if (markdown === undefined) throw new Failure(`${application} is not installed in ${academy}.`);
      print({ application, academy, language: options.language, markdown }, options, () =>
        markdown.trimEnd(),
      );
    });
}
