/** `transhumance capacity`: do GPUs keep up with what AI needs? */
import { Command, InvalidArgumentError } from "commander";
import { type CapacityPlan, planCapacity, type QuarterPlan } from "../../lib/capacity/index.js";
import { openEstate } from "../support/estate.js";
import { Failure } from "../support/failure.js";
import { type EstateOptions, example, print, table, withEstate } from "../support/options.js";

const LEAST_QUARTERS = 1;
const MOST_QUARTERS = 40;

interface CapacityCommandOptions extends EstateOptions {
  quarters: number;
  environment?: string;
}

export function capacityCommand(): Command {
  return withEstate(new Command("capacity"))
    .description("Says quarter by quarter whether GPUs keep up with what AI needs, and what to order when.")
    .option("--quarters <number>", "quarters to look ahead", readQuarters, 12)
    .option("--environment <name>", "only the pools of this environment")
    .addHelpText("after", example("transhumance capacity --quarters 8"))
    .action(({ quarters, environment, ...options }: CapacityCommandOptions) => {
      const { estate } = openEstate(options);
      if (environment !== undefined && !Object.hasOwn(estate.environments, environment)) {
        const allowed = Object.keys(estate.environments).join(", ");
        throw new Failure(`--environment: "${environment}" is not in the estate; allowed: ${allowed}`);
      }
      const plan = planCapacity(estate, { quarters, environment });
      print(plan, options, () => describe(plan));
    });
}

function readQuarters(text: string): number {
  const quarters = Number(text);
  if (Number.isInteger(quarters) && quarters >= LEAST_QUARTERS && quarters <= MOST_QUARTERS) return quarters;
  throw new InvalidArgumentError(`It must be a whole number from ${LEAST_QUARTERS} to ${MOST_QUARTERS}.`);
}

function describe(plan: CapacityPlan): string {
  const { band, quarters, orders, unmeasured } = plan;
  return [
    `GPUs needed and delivered; in proportion from ${band.low} to ${band.high}.`,
    table(
      [
        "quarter",
        "needed",
        "delivered",
        "proportion",
        "",
        "production",
        "innovation",
        "low growth",
        "high growth",
      ],
      quarters.map((quarter) => [
        quarter.quarter,
        quarter.demand,
        quarter.capacity,
        show(quarter.proportion),
        quarter.status,
        show(quarter.production.proportion),
        show(quarter.innovation.proportion),
        show(quarter.sensitivity.low.proportion),
        show(quarter.sensitivity.high.proportion),
      ]),
    ),
    describeServices(quarters),
    describeBehind(plan),
    ...(orders.length === 0
      ? []
      : [
          table(
            ["order by", "nodes", "pool", "needed in", "euros", "ordered today"],
            orders.map(({ orderBy, nodes, pool, quarter, price, earliest, late }) => [
              orderBy,
              nodes,
              pool,
              quarter,
              price,
              late ? `late: ${earliest}` : "in time",
            ]),
          ),
        ]),
    ...unmeasured.map(
      ({ service, profiles }) =>
        `Unmeasured: ${service} (${profiles.join(", ")}): no measurement fits, nothing is counted for it.`,
    ),
  ].join("\n");
}

const show = (proportion: number | null) => (proportion === null ? "" : proportion.toFixed(2));

/** Services in the first and in the last quarter. */
function describeServices(quarters: readonly QuarterPlan[]): string {
  const rows = [...new Set([quarters[0], quarters.at(-1)])].flatMap((quarter) =>
    (quarter?.services ?? []).map(({ service, requests, peak, placements, goalsMet, euros, ...spent }) => [
      quarter?.quarter ?? "",
      service,
      Object.keys(requests).length,
      peak.toFixed(2),
      placements.map(({ pool, replicas }) => `${replicas} ${pool}`).join(", "),
      goalsMet ? "measured" : "not measured",
      Math.round(euros),
      Math.round(spent.kilowattHours),
      spent.kilogramsOfCarbon === undefined ? "" : Math.round(spent.kilogramsOfCarbon),
    ]),
  );
  const head = [
    "quarter",
    "service",
    "academies",
    "requests/s",
    "replicas",
    "p95",
    "euros",
    "kWh",
    "kg CO2e",
  ];
  return rows.length === 0 ? "No inference services." : table(head, rows);
}

function describeBehind({ behind, quarters }: CapacityPlan): string {
  return behind
    ? `Capacity falls behind in ${behind.quarter}: ${behind.gpus} GPUs are missing.`
    : `Capacity keeps up for ${quarters.length} quarters.`;
}
