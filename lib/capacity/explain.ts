/** Explanation: how the figures of a service in a quarter follow from the estate, step by step. */
import { type Estate, type InferenceService, pointerTo, pointerToFile } from "../../config/index.js";
import { explainDemand } from "./explain-demand.js";
import { explainNeed } from "./explain-need.js";
import type { Spent } from "./footprint.js";
import type { QuarterPlan } from "./plan.js";
import { type KnownPool, partOfCard, poolOf } from "./pools.js";
import type { PlacedService, Placement } from "./production.js";
import { ceiling, digits, type Step } from "./step.js";

/** Undefined where the quarter has no such service: none of its pools is planned. */
export function explainService(estate: Estate, quarter: QuarterPlan, name: string): Step[] | undefined {
  const service = estate.ai.services[name];
  const everywhere = quarter.services.filter((one) => one.service === name);
  if (!service || everywhere.length === 0) return undefined;
  return everywhere.flatMap((placed) => {
    const steps = [
      ...explainDemand(estate, service, placed),
      ...placed.needs.flatMap((need) => explainNeed(estate, service, placed, need)),
      ...placed.placements.flatMap((placement) => placementSteps(estate, service, placed, placement)),
      ...footprintSteps(estate, quarter, placed),
    ];
    if (everywhere.length === 1) return steps;
    return steps.map((step) => ({ ...step, name: `${step.name}, ${placed.environment}` }));
  });
}

/** Replicas that run on a pool, and the GPUs that they take. */
function placementSteps(
  estate: Estate,
  { serving }: InferenceService,
  { service, needs, survivesCluster }: PlacedService,
  { pool, replicas, gpus }: Placement,
): Step[] {
  const known = poolOf(estate, pool);
  if (!known) return [];
  const at = (...path: string[]) => pointerTo("ai/services", service, ...path);
  const needed = needs.find((need) => need.pool === pool)?.replicas ?? 0;
  return [
    {
      name: `replicas that run on ${pool}`,
      ...(survivesCluster ? { formula: ceiling(`${needed} ÷ (${needs.length} − 1)`) } : {}),
      value: replicas,
      unit: "replicas",
      note: survivesCluster
        ? "whichever cluster is lost, the others hold all"
        : `of ${needed}, as far as the pools have GPUs, in their order`,
      pointers: [at("survives"), at("serving", "pools")],
    },
    {
      name: `GPUs of ${pool}`,
      ...takenBy(known, serving, replicas),
      value: gpus,
      unit: "GPUs",
      pointers: [pointerTo("ai/pools", pool)],
    },
  ];
}

function takenBy(
  known: KnownPool,
  { gpus, slice }: InferenceService["serving"],
  replicas: number,
): Pick<Step, "formula" | "note"> {
  const { count } = known.group.gpus;
  if (slice !== undefined) {
    const { part, all } = partOfCard(known, slice);
    const note = "its part of all memory slices that a card is cut into";
    return { formula: `${replicas} × ${part} ÷ ${all}`, note };
  }
  const formula = `${replicas} × ${count} ÷ ${Math.floor(count / gpus)}`;
  return count % gpus === 0 ? { formula } : { formula, note: "with what a node leaves unusable to its like" };
}

/** Written-off price, energy and carbon of the quarter. */
function footprintSteps(estate: Estate, { from, to }: QuarterPlan, placed: PlacedService & Spent): Step[] {
  const { ai, platform } = estate;
  const days = Math.round((Date.parse(to) - Date.parse(from)) / DAY) + 1;
  const parts = placed.placements.flatMap(({ pool, gpus }) => {
    const known = poolOf(estate, pool);
    return known && gpus > 0 ? [{ known, gpus }] : [];
  });
  const pools = parts.map(({ known }) => pointerTo("ai/pools", known.name));
  const energy = platform.review?.energy;
  const busy = placed.peak === 0 ? 0 : placed.mean / placed.peak;
  const kilowattHours = digits(placed.kilowattHours);
  return [
    {
      name: "energy of the quarter",
      formula: `(${parts.map((part) => wattsOf(part, busy)).join(" + ") || "0"}) × ${energy?.powerUsageEffectiveness ?? 1} × ${days} × 24 ÷ 1000`,
      value: placed.kilowattHours,
      unit: "kWh",
      note:
        placed.peak === 0
          ? "nobody asks"
          : `cards are busy ${digits(placed.mean)} ÷ ${digits(placed.peak)} of the time, mean over peak`,
      pointers: [...pools, ...parts.map(({ known }) => pointerTo("ai/gpus", known.pool.gpu))],
    },
    {
      name: "cost of the quarter",
      formula: [
        ...parts.map(({ known, gpus }) => {
          const { nodePrice, lifetime } = known.pool.order;
          return `${digits(gpus)} ÷ ${known.group.gpus.count} × ${nodePrice} × ${days} ÷ ${digits((lifetime * 1000) / DAY)}`;
        }),
        `${kilowattHours} × ${ai.sharing?.electricity ?? 0}`,
      ].join(" + "),
      value: placed.euros,
      unit: "euros",
      note: "nodes over their lifetime in days, and energy",
      pointers: [...pools, ...(ai.sharing ? [pointerToFile("ai/sharing")] : [])],
    },
    ...(energy && placed.kilogramsOfCarbon !== undefined
      ? [
          {
            name: "carbon of the quarter",
            formula: `${kilowattHours} × ${energy.gramsPerKilowattHour} ÷ 1000`,
            value: placed.kilogramsOfCarbon,
            unit: "kg CO2e",
            pointers: [pointerToFile("platform", "review", "energy")],
          },
        ]
      : []),
  ];
}

/** Milliseconds. */
const DAY = 24 * 3600 * 1000;

function wattsOf({ known, gpus }: { known: KnownPool; gpus: number }, busy: number): string {
  const { watts, idleWatts } = known.gpu;
  const nodes = `${digits(gpus)} ÷ ${known.group.gpus.count} × ${known.pool.nodeWatts}`;
  return `${nodes} + ${digits(gpus)} × (${idleWatts} + ${digits(busy)} × (${watts} − ${idleWatts}))`;
}
