/** `transhumance runbook`: the steps of one installation's move. */
import { Command, Option } from "commander";
import type { Language } from "../../config/index.js";
import { runbook } from "../../lib/runbook/index.js";
import { demandInstallation, openEstate } from "../support/estate.js";
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
      demandInstallation(estate, application, academy);
      const markdown = runbook(estate, application, academy, options.language);
      if (markdown === undefined) throw new Failure(`${application} is not installed in ${academy}.`);
      print({ application, academy, language: options.language, markdown }, options, () =>
        markdown.trimEnd(),
      );
    });
}
