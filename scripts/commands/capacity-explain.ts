/** `transhumance capacity explain`: how figures of the plan follow from the estate. */
import { Command } from "commander";
import { didYouMean, type Estate, type LoadedEstate, list } from "../../config/index.js";
import {
  explainProject,
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
    .argument(
      "[name]",
      "an inference service or a project; the GPUs of all pools together where it is left out",
    )
    .description(
      "Says step by step how figures of a quarter follow from the estate, so that each can be recomputed by hand: of an inference service its demand, the rows that it is sized by, replicas, GPUs, cost, carbon; of a project the load of its jobs and notebooks, slots, waits, GPUs; else the GPUs needed and delivered by pool, and their proportion.",
    )
    .option("--quarter <name>", "such as 2027-Q1; the quarter of today where it is left out")
    .addHelpText("after", example("transhumance capacity explain resume-dossiers --quarter 2027-Q1"))
    .action((name: string | undefined, { quarter: asked, ...options }: ExplainOptions) => {
      const { estate, locate } = openEstate(options);
      const subject = name === undefined ? undefined : subjectNamed(estate, name);
      const quarter = quarterNamed(estate, asked);
      const steps = subject === undefined ? explainQuarter(estate, quarter) : subject.explain(quarter);
      const located = steps.map((step): Located => ({ ...step, places: step.pointers.map(locate) }));
      const told = {
        ...(subject === undefined ? {} : { [subject.kind]: name }),
        quarter: quarter.quarter,
        steps: located,
      };
      print(told, options, () =>
        [`${name ?? "All pools"} in ${quarter.quarter}`, ...located.flatMap(describe)].join("\n"),
      );
    });
}

interface Subject {
  kind: "service" | "project";
  explain: (quarter: QuarterPlan) => Step[];
}

function subjectNamed(estate: Estate, name: string): Subject {
  const { services, projects } = estate.ai;
  if (Object.hasOwn(services, name)) {
    return { kind: "service", explain: (quarter) => explainService(estate, quarter, name) ?? [] };
  }
  if (Object.hasOwn(projects, name)) {
    return { kind: "project", explain: (quarter) => explainProject(estate, quarter, name) ?? [] };
  }
  const names = [...Object.keys(services), ...Object.keys(projects)];
  const hint = didYouMean(name, names);
  const allowed = names.length === 0 ? "none, the estate has neither" : list(names, 60);
  throw new Failure(
    `"${name}" is no inference service and no project; allowed: ${allowed}${hint ? `; ${hint}` : ""}`,
  );
}

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
