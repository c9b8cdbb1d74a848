/** `transhumance check`: is the estate right? */
import { Command } from "commander";
import { openEstate } from "../support/estate.js";
import { type EstateOptions, example, print, withEstate } from "../support/options.js";

export function checkCommand(): Command {
  return withEstate(new Command("check"))
    .description("Checks the estate: shape, references, calendars, dependencies, ledger.")
    .addHelpText("after", example("transhumance check --estate config/estate"))
    .action((options: EstateOptions) => {
      const { estate } = openEstate(options.estate);
      const counts = {
        academies: Object.keys(estate.academies).length,
        applications: Object.keys(estate.applications).length,
        environments: Object.keys(estate.environments).length,
      };
      print(
        { problems: [], ...counts },
        options,
        () =>
          `The estate is right: ${counts.applications} applications, ${counts.academies} academies, ${counts.environments} environments.`,
      );
    });
}
