/** `transhumance capacity explain`: how figures of the plan follow from the estate. */
import { Command } from "commander";
import type { Estate, LoadedEstate } from "../../config/index.js";
import {
  explainQuarter,
  explainService,
  planCapacity,
  type QuarterPlan,
  type Step,
} from "../../lib/capacity/index.js";
import { openEstate } from "../support/estate.js";
import { Failure } from "../support/failure.js";
import { type EstateOptions, example, print, withEstate } from "../support/options.js";

/** Quarters ahead that may be asked about. */
const AHEAD = 40;

interface ExplainOptions extends EstateOptions {
  quarter?: string;
}

type Located = Step & { places: ReturnType<LoadedEstate["locate"]>[] };

export function capacityExplainCommand(): Command {
  return withEstate(new Command("explain"))
    .argument("[service]", "an inference service; the GPUs of all pools together where it is left out")
    .description(
      "Says step by step how figures of a quarter follow from the estate, so that each can be recomputed by hand: of an inference service its demand, the rows that it is sized by, replicas, GPUs, cost, carbon; else the GPUs needed and delivered by pool, and their proportion.",
    )
    .option("--quarter <name>", "such as 2027-Q1; the quarter of today where it is left out")
    .addHelpText("after", example("transhumance capacity explain resume-dossiers --quarter 2027-Q1"))
    .action((service: string | undefined, { quarter: name, ...options }: ExplainOptions) => {
      const { estate, locate } = openEstate(options);
      const quarter = quarterNamed(estate, name);
      const steps = (service === undefined ? explainQuarter : stepsOf(service))(estate, quarter);
      const located = steps.map((step): Located => ({ ...step, places: step.pointers.map(locate) }));
      const told = {
        ...(service === undefined ? {} : { service }),
        quarter: quarter.quarter,
        steps: located,
      };
      print(told, options, () =>
        [`${service ?? "All pools"} in ${quarter.quarter}`, ...located.flatMap(describe)].join("\n"),
      );
    });
}

const stepsOf = (service: string) => (estate: Estate, quarter: QuarterPlan) => {
  const steps = explainService(estate, quarter, service);
  if (steps) return steps;
  const allowed = quarter.services.map((one) => one.service).join(", ") || "none, the estate has no services";
  throw new Failure(`"${service}" is no inference service; allowed: ${allowed}`);
};

function quarterNamed(estate: Estate, name: string | undefined): QuarterPlan {
  const { quarters } = planCapacity(estate, { quarters: name === undefined ? 1 : AHEAD });
  const found = name === undefined ? quarters[0] : quarters.find(({ quarter }) => quarter === name);
  if (found) return found;
  const [first, last] = [quarters[0]?.quarter, quarters.at(-1)?.quarter];
  throw new Failure(`--quarter: "${name}" is no quarter ahead; allowed: ${first} to ${last}`);
}

function describe({ name, formula, value, unit, note, places }: Located): string[] {
  const figure = `${value.toLocaleString("en", { maximumSignificantDigits: 6 })} ${unit}`;
  const where = [...new Set(places.map(({ file, line }) => `${file}:${line}`))];
  return [
    `${name}: ${formula === undefined ? "" : `${formula} = `}${figure}`,
    ...(note === undefined ? [] : [`    ${note}`]),
    ...(where.length === 0 ? [] : [`    ${where.join(", ")}`]),
  ];
}
