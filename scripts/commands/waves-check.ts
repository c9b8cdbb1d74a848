/** `transhumance waves check`: is the agreed plan still feasible? */
import { Command } from "commander";
import { formatProblem, pointerTo, showValue } from "../../config/index.js";
import { checkAgreement } from "../../lib/agreement/index.js";
import { openEstate } from "../support/estate.js";
import { Failure } from "../support/failure.js";
import { type EstateOptions, example, print, withEstate } from "../support/options.js";

export function wavesCheckCommand(): Command {
  return withEstate(new Command("check"))
    .description(
      "Says whether the agreed plan still keeps every fact of the estate, and which facts broke it.",
    )
    .addHelpText("after", example("transhumance waves check"))
    .action((options: EstateOptions) => {
      const { estate, locate } = openEstate(options);
      if (!estate.waves)
        throw new Failure("Nothing is agreed yet: transhumance waves plan writes waves.yaml.");
      const { findings, late } = checkAgreement(estate);
      const problems = findings.map(({ pointer, value, message, hint, facts }) => ({
        ...locate(pointer),
        path: "",
        ...(value === undefined ? {} : { value: showValue(value) }),
        message,
        ...(hint === undefined ? {} : { hint }),
        facts: facts.map((fact) => locate(fact)),
      }));
      if (problems.length > 0) {
        const lines = problems.map(({ facts, ...problem }) => {
          const places = facts.map(({ file, line }) => `${file}:${line}`).slice(0, 4);
          return `${formatProblem(problem)}${places.length > 0 ? ` (because of ${places.join(", ")})` : ""}`;
        });
        throw new Failure([...lines, `The agreed plan breaks ${problems.length} facts.`].join("\n"), {
          problems,
          late,
        });
      }
      print({ problems, late }, options, () =>
        [
          "The agreed plan keeps every fact.",
          ...late.map(({ application, academy, site, endOfLife, leaves }) => {
            const { file, line } = locate(pointerTo("sites", site, "endOfLife"));
            return `Late: ${application} in ${academy} leaves ${site} in ${leaves}, after its end of life on ${endOfLife} (${file}:${line}).`;
          }),
        ].join("\n"),
      );
    });
}
