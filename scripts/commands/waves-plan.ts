/** `transhumance waves plan`: writes the agreed plan. */
import { join } from "node:path";
import { Command } from "commander";
import { planWaves, writeWaves } from "../../lib/waves/index.js";
import { openEstate } from "../support/estate.js";
import { readIfThere, replaceUnchanged } from "../support/files.js";
import { example, print } from "../support/options.js";
import {
  objectiveTable,
  planOrFail,
  type SolvingOptions,
  whileSolving,
  withSolving,
} from "../support/waves.js";

export function wavesPlanCommand(): Command {
  return withSolving(new Command("plan"), 60)
    .description(
      "Plans when each installation leaves its site, and writes waves.yaml, staying close to the plan before.",
    )
    .option("--dry-run", "write nothing")
    .addHelpText("after", example("transhumance waves plan --time 60"))
    .action(async (options: SolvingOptions & { dryRun?: true }) => {
      const path = join(options.estate, "waves.yaml");
      const before = readIfThere(path);
      const { estate, locate } = openEstate(options);
      const { plan, model } = await whileSolving("Planning", options, async (solving) => {
        const outcome = await planWaves(estate, solving);
        const plan = await planOrFail(outcome, estate, locate, { ...solving, seconds: 5 });
        return { plan, model: outcome.model };
      });
      if (!options.dryRun) replaceUnchanged(path, before, writeWaves(plan.waves));
      const waves = Object.keys(plan.waves.waves);
      const { status, objective, gap, statistics } = plan;
      const result = {
        status,
        installations: model.chains.size,
        waves: waves.length,
        first: waves[0],
        last: waves.at(-1),
        objective,
        gap,
        statistics,
        ...(options.dryRun ? {} : { file: path }),
      };
      print(result, options, () =>
        [
          `${result.installations} installations in ${result.waves} waves, ${result.first} to ${result.last}${options.dryRun ? "" : `, in ${path}`}.`,
          objectiveTable(plan),
          `${status === "optimal" ? "Proved best." : `At most ${(100 * gap).toFixed(1)} % from the best, level by level.`} ${statistics.steps} schedules in ${statistics.seconds.toFixed(1)} s.`,
        ].join("\n"),
      );
    });
}
