/** `transhumance capacity`: do GPUs keep up with what AI needs? */
import { Command, InvalidArgumentError } from "commander";
import {
  type CapacityPlan,
  describeStranded,
  describeUnowned,
  planCapacity,
  type QuarterPlan,
} from "../../lib/capacity/index.js";
import { gpus } from "../support/capacity.js";
import { openEstate } from "../support/estate.js";
import { Failure } from "../support/failure.js";
import { type EstateOptions, example, print, table, withEstate } from "../support/options.js";
import { capacityExplainCommand } from "./capacity-explain.js";

const LEAST_QUARTERS = 1;
const MOST_QUARTERS = 40;

interface CapacityCommandOptions extends EstateOptions {
  quarters: number;
  environment?: string;
}

export function capacityCommand(): Command {
  return withEstate(new Command("capacity"))
    .enablePositionalOptions()
    .addCommand(capacityExplainCommand().exitOverride().showHelpAfterError("(see --help)"))
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
  const { band, quarters, orders, unmeasured, stranded, unowned } = plan;
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
        show(quarter),
        quarter.proportion === null ? "" : quarter.status,
        show(quarter.production),
        show(quarter.innovation),
        show(quarter.sensitivity.low),
        show(quarter.sensitivity.high),
      ]),
    ),
    describePools(plan),
    describeServices(quarters),
    ...describeBehind(plan),
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
    ...describeLosses(quarters[0]),
    ...plan.bounds.map(
      ({ service, max, quarter, pool, replicas }) =>
        `Bounded: ${service} may have ${max} replicas in a cluster, ${quarter} needs ${replicas} on ${pool}: raise serving.replicas.max.`,
    ),
    ...unmeasured.map(
      ({ service, pool, profiles, unmet = [] }) =>
        `Unmeasured: ${service} (${profiles.join(", ")}) on ${pool}: ${unmet.length === 0 ? "no measurement fits" : `${unmet.join(", ")} fits, and meets its goals at no load`}; nothing is counted for it there.`,
    ),
    ...stranded.map((one) => `Stranded: ${one.by} ${describeStranded(one)}.`),
    ...unowned.map((one) => `Unowned: ${one.project} ${one.work} ${describeUnowned(one)}.`),
  ].join("\n");
}

/** Where nothing is needed there is no proportion: GPUs are idle, or there are none. */
const show = ({ proportion, status }: Pick<QuarterPlan, "proportion" | "status">) =>
  proportion === null ? status : proportion.toFixed(2);

/** Quarters that are told in detail: the first, the one in which capacity falls behind, and the last. */
function told({ quarters, behind }: CapacityPlan): QuarterPlan[] {
  const short = quarters.find(({ quarter }) => quarter === behind?.quarter);
  return [...new Set([quarters[0], short, quarters.at(-1)])].flatMap((quarter) => quarter ?? []);
}

function describePools(plan: CapacityPlan): string {
  const rows = told(plan).flatMap(({ quarter, pools }) =>
    pools.map(({ pool, nodes, demand, capacity, shortfall }) => [
      ...[quarter, pool, nodes, demand, capacity],
      shortfall,
    ]),
  );
  return rows.length === 0
    ? "No pools."
    : table(["quarter", "pool", "nodes", "GPUs needed", "delivered", "missing"], rows);
}

/** `at once` is what one replica takes within the goals; `sized by` names the rows in ai/throughput/. */
function describeServices(quarters: readonly QuarterPlan[]): string {
  const rows = [...new Set([quarters[0], quarters.at(-1)])].flatMap((quarter) =>
    (quarter?.services ?? []).map(({ service, requests, peak, needs, placements, euros, ...spent }) => [
      quarter?.quarter ?? "",
      service,
      Object.keys(requests).length,
      peak.toFixed(2),
      needs[0]?.queue?.concurrency ?? "",
      placements.map(({ pool, replicas }) => `${replicas} ${pool}`).join("\n"),
      sizedBy(needs),
      Math.round(euros),
      Math.round(spent.kilowattHours),
      spent.kilogramsOfCarbon === undefined ? "" : Math.round(spent.kilogramsOfCarbon),
    ]),
  );
  const head = [
    ...["quarter", "service", "academies", "requests/s", "at once", "replicas", "sized by"],
    ...["euros", "kWh", "kg CO2e"],
  ];
  return rows.length === 0 ? "No inference services." : table(head, rows);
}

/** Rows whose latency meets the goals stand alone; the others say why they do not, and profiles without a row their name. */
function sizedBy(needs: QuarterPlan["services"][number]["needs"]): string {
  const rows = needs.flatMap(({ profiles }) =>
    profiles.map(({ profile, basis, measurement = `${profile}: nothing` }) =>
      basis === "latency" ? measurement : `${measurement} (${basis})`,
    ),
  );
  return [...new Set(rows)].join("\n");
}

/** What the first quarter's clusters carry for each other. */
function describeLosses(quarter: QuarterPlan | undefined): string[] {
  const lacking = (name: string) => {
    const { shortfall = 0 } = quarter?.pools.find(({ pool }) => pool === name) ?? {};
    return shortfall === 0 ? "" : ` (which lacks ${gpus(shortfall)})`;
  };
  return (quarter?.losses ?? []).map(({ environment, cluster, services }) => {
    const carried = services.flatMap(({ service, carried }) =>
      Object.entries(carried).map(
        ([pool, replicas]) => `${service} by ${replicas} in ${pool}${lacking(pool)}`,
      ),
    );
    return `Without ${environment}/${cluster}: ${carried.join(", ") || "no service is left"}.`;
  });
}

function describeBehind({ behind, behindIf, quarters }: CapacityPlan): string[] {
  if (quarters.every(({ status }) => status === "none"))
    return ["No GPUs are needed, and none are delivered."];
  const missing = Object.entries(behind?.pools ?? {}).map(([pool, gpus]) => `${gpus} in ${pool}`);
  const when = (quarter: string | null) =>
    quarter === null ? "it keeps up" : `it falls behind in ${quarter}`;
  const ahead = quarters.length === 1 ? "1 quarter" : `${quarters.length} quarters`;
  return [
    behind
      ? `Capacity falls behind in ${behind.quarter}: ${gpus(behind.gpus)} ${behind.gpus === 1 ? "is" : "are"} missing (${missing.join(", ")}).`
      : `Capacity keeps up for ${ahead}.`,
    `With low growth ${when(behindIf.low)}, with high growth ${when(behindIf.high)}.`,
  ];
}
