/** `transhumance waves export`: the agreed plan for other tools. */
import { join } from "node:path";
import { Command, Option } from "commander";
import { toCalendars, toCsv, toMilestones } from "../../lib/waves/index.js";
import { openEstate } from "../support/estate.js";
import { Failure } from "../support/failure.js";
import { writeFileAtomically } from "../support/files.js";
import { type EstateOptions, example, print, withEstate } from "../support/options.js";

const FORMATS = ["icalendar", "csv", "gitlab"] as const;

export function wavesExportCommand(): Command {
  return withEstate(new Command("export"))
    .description(
      "Writes the agreed plan as iCalendar per team and academy, as CSV, and as GitLab milestones.",
    )
    .addOption(new Option("--format <formats...>", "only these").choices(FORMATS).default([...FORMATS]))
    .option("--output <folder>", "where the files are written", join("out", "waves"))
    .addHelpText("after", example("transhumance waves export --format icalendar"))
    .action((options: EstateOptions & { format: (typeof FORMATS)[number][]; output: string }) => {
      const { estate } = openEstate(options);
      if (!estate.waves)
        throw new Failure("Nothing is agreed yet: transhumance waves plan writes waves.yaml.");
      const files: Record<string, string> = {
        ...(options.format.includes("icalendar") ? toCalendars(estate) : {}),
        ...(options.format.includes("csv") ? { "waves.csv": toCsv(estate) } : {}),
        ...(options.format.includes("gitlab")
          ? { "milestones.json": `${JSON.stringify(toMilestones(estate), null, 2)}\n` }
          : {}),
      };
      for (const [file, text] of Object.entries(files)) writeFileAtomically(join(options.output, file), text);
      const names = Object.keys(files);
      print(
        { output: options.output, files: names },
        options,
        () => `${names.length} files in ${options.output}.`,
      );
    });
}
