/** `transhumance check`: is the estate right? */
import { Command } from "commander";
import { formatProblem } from "../../config/index.js";
import { warnEstate } from "../../lib/check/index.js";
import { forbids } from "../../lib/policy/index.js";
import { openEstate } from "../support/estate.js";
import { FAILED } from "../support/failure.js";
import { describeFindings, judge } from "../support/judgement.js";
import { type EstateOptions, example, print, withEstate } from "../support/options.js";

export function checkCommand(): Command {
  return withEstate(new Command("check"))
    .description(
      "Checks the estate: shape, references, calendars, dependencies, ledger, planning, the agreed waves, policies.",
    )
    .addHelpText("after", example("transhumance check --estate config/estate"))
    .action((options: EstateOptions) => {
      const opened = openEstate(options, { agreement: true });
      const { estate } = opened;
      const { findings } = judge(opened, []);
      const warnings = warnEstate(opened);
      const counts = {
        academies: Object.keys(estate.academies).length,
        applications: Object.keys(estate.applications).length,
        environments: Object.keys(estate.environments).length,
      };
      const refused = findings.some(forbids);
      if (refused) process.exitCode = FAILED;
      print({ problems: [], warnings, findings, ...counts }, options, () =>
        [
          warnings.map((warning) => `Warning: ${formatProblem(warning)}`).join("\n"),
          describeFindings(findings),
          refused
            ? "The policies refuse the estate."
            : `The estate is right: ${counts.applications} applications, ${counts.academies} academies, ${counts.environments} environments.`,
        ]
          .filter((part) => part !== "")
          .join("\n\n"),
      );
    });
}
