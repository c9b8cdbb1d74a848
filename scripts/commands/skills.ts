/** `transhumance skills`: what the plan asks of whom, and what would help. */
import { Command } from "commander";
import { type SkillsReport, skillsReport } from "../../lib/waves/index.js";
import { openEstate } from "../support/estate.js";
import { example, print, table } from "../support/options.js";
import { planOrFail, type SolvingOptions, whileSolving, withSolving } from "../support/waves.js";

export function skillsCommand(): Command {
  return withSolving(new Command("skills"), 10)
    .description(
      "Compares what the plan asks of each team and skill with what people can do, by quarter, and weighs hiring and training by planning again; --time for each plan.",
    )
    .addHelpText("after", example("transhumance skills --time 10"))
    .action(async (options: SolvingOptions) => {
      const { estate, locate } = openEstate(options);
      const report = await whileSolving("Weighing", options, async (solving) => {
        const { outcome, report: found } = await skillsReport(estate, solving);
        await planOrFail(outcome, estate, locate, solving);
        return found as SkillsReport;
      });
      print(report, options, () => describe(report));
    });
}

const one = (value: number) => value.toFixed(1);

function describe({ rows, lateness, ways }: SkillsReport): string {
  return [
    table(
      ["team", "skill", "quarter", "demand", "supply", "shortage"],
      rows.map(({ team, skill, quarter, demand, supply, shortage }) => [
        team,
        skill,
        quarter,
        one(demand),
        one(supply),
        one(shortage),
      ]),
    ),
    "In person-weeks. Shortage: what would be asked for beyond the supply if people were no limit.",
    `The plan has ${lateness} weeks of lateness.`,
    ways.length > 0
      ? table(
          ["change", "person-weeks", "lateness removed", "weeks earlier", "removed per person-week"],
          ways.map((way) => [
            way.change,
            way.personWeeks,
            way.latenessRemoved,
            way.weeksEarlier,
            way.latenessRemovedPerPersonWeek.toFixed(2),
          ]),
        )
      : "Nobody is short of anything: no hiring or training was weighed.",
  ].join("\n");
}
