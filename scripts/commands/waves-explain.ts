/** `transhumance waves explain`: what keeps an installation from moving earlier. */
import { Command } from "commander";
import type { LoadedEstate } from "../../config/index.js";
import { type Explanation, explain } from "../../lib/waves/index.js";
import { demandInstallation, openEstate } from "../support/estate.js";
import { Failure } from "../support/failure.js";
import { example, print, table } from "../support/options.js";
import { type SolvingOptions, whileSolving, withSolving } from "../support/waves.js";

export function wavesExplainCommand(): Command {
  return withSolving(new Command("explain"), 2)
    .argument("<application>")
    .argument("<academy>")
    .description(
      "Says which facts keep an installation from moving earlier, and what a change of each would gain, tried by solving again; --time for each.",
    )
    .addHelpText("after", example("transhumance waves explain siecle lille"))
    .action(async (application: string, academy: string, options: SolvingOptions) => {
      const { estate, locate } = openEstate(options);
      demandInstallation(estate, application, academy);
      if (!estate.waves)
        throw new Failure("Nothing is agreed yet: transhumance waves plan writes waves.yaml.");
      const explanation = await whileSolving("Explaining", options, (solving) =>
        explain(estate, application, academy, solving),
      );
      if (!explanation) {
        throw new Failure(
          `${application} in ${academy} has no week in waves.yaml: it is cut over, or no installation.`,
        );
      }
      const reasons = located(explanation.reasons, locate);
      const chain = explanation.chain.map((one) => ({ ...one, reasons: located(one.reasons, locate) }));
      const gains = explanation.gains.map((gain) => ({ ...gain, change: gain.change.text }));
      const told = { ...explanation, reasons, chain, gains };
      print(told, options, () => describe(told));
    });
}

type Located = { text: string; week?: string; places: { file: string; line: number; column: number }[] };

const located = (
  reasons: Explanation["reasons"],
  locate: LoadedEstate["locate"],
): (Explanation["reasons"][number] & Located)[] =>
  reasons.map((reason) => ({ ...reason, places: reason.pointers.map((pointer) => locate(pointer)) }));

type Told = Omit<Explanation, "gains"> & {
  reasons: Located[];
  gains: { change: string; week: string; weeks: number }[];
};

function describe(explanation: Told): string {
  const { application, academy, week, site, endOfLife, leaves, earliest, reasons, chain, gains } =
    explanation;
  const tell = ({ text, week: forbidden, places: [place] }: Located) =>
    `- ${forbidden ? `not in ${forbidden}: ` : ""}${text}${place ? ` (${place.file}:${place.line})` : ""}`;
  return [
    `${application} in ${academy} is cut over in ${week} and leaves ${site} in ${leaves}; the site closes on ${endOfLife}.`,
    "What keeps it from being earlier:",
    ...reasons.map(tell),
    ...chain.flatMap((one) => [
      `${one.application} is cut over in ${one.week}:`,
      ...(one.reasons as unknown as Located[]).map(tell),
    ]),
    earliest < week ? `It could be in ${earliest} with no fact changed, and everybody else as agreed.` : "",
    "What a change would gain, everybody else as agreed:",
    table(
      ["change", "earliest week", "weeks earlier"],
      gains.map((gain) => [gain.change, gain.week, gain.weeks]),
    ),
  ]
    .filter((line) => line !== "")
    .join("\n");
}
