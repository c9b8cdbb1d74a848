/** `transhumance status`: where the move stands, and whether AI has its GPUs. */
import { Command } from "commander";
import { migrationStatus } from "../../lib/migration/index.js";
import { describeCapacity, summarizeCapacity } from "../support/capacity.js";
import { openEstate } from "../support/estate.js";
import { type EstateOptions, example, print, table, withEstate } from "../support/options.js";

export function statusCommand(): Command {
  return withEstate(new Command("status"))
    .description(
      "Says where the move stands: installations by stage, sites still open; and whether GPUs keep up.",
    )
    .addHelpText("after", example("transhumance status"))
    .action((options: EstateOptions) => {
      const { estate } = openEstate(options);
      const status = migrationStatus(estate);
      const result = {
        installations: status.installations,
        installationsByStage: status.byStage,
        openSites: status.openSites,
        closableSites: status.closableSites,
        capacity: summarizeCapacity(estate),
      };
      print(result, options, () =>
        [
          `${status.installations} installations`,
          table(["stage", "installations"], Object.entries(status.byStage)),
          `${status.openSites.length} sites still open, ${status.closableSites.length} that nothing needs any more`,
          table(
            ["site", "end of life", "installations"],
            status.openSites.map(({ site, endOfLife, installations }) => [site, endOfLife, installations]),
          ),
          ...describeCapacity(result.capacity),
        ].join("\n"),
      );
    });
}
