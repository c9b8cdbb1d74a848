/** Explanation: how the figures of a service in a quarter follow from the estate, step by step. */
import { type Estate, type InferenceService, pointerTo, pointerToFile } from "../../config/index.js";
import { explainDemand } from "./explain-demand.js";
import { explainNeed } from "./explain-need.js";
import type { Spent } from "./footprint.js";
import type { QuarterPlan } from "./plan.js";
import { type KnownPool, partOfCard, poolOf } from "./pools.js";
import type { PlacedService, Placement } from "./production.js";
import { ceiling, digits, type Step, sumOf } from "./step.js";

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
  placed: PlacedService,
  placement: Placement,
): Step[] {
  const { pool, replicas, gpus } = placement;
  const known = poolOf(estate, pool);
  if (!known) return [];
  const at = (...path: string[]) => pointerTo("ai/services", placed.service, ...path);
  return [
    {
      name: `replicas that run on ${pool}`,
      ...runningBy(placed, placement),
      value: replicas,
      unit: "replicas",
      pointers: [at("survives"), at("serving", "pools")],
    },
    ...(placed.survivesCluster && neededOn(placed.needs, pool) > 0 ? [withoutStep(placed, placement)] : []),
    {
      name: `GPUs of ${pool}`,
      ...takenBy(known, serving, replicas),
      value: gpus,
      unit: "GPUs",
      pointers: [pointerTo("ai/pools", pool)],
    },
  ];
}

/** Replicas of a pool: an even part, or what its room and that of the others make of it, or those that are always there. */
function runningBy(
  { needs, placements, survivesCluster }: PlacedService,
  { pool, replicas, least }: Placement,
): Pick<Step, "formula" | "note"> {
  const needed = neededOn(needs, pool);
  const always = replicas === least && least > 0 ? `; ${least} are always there` : "";
  if (!survivesCluster)
    return { note: `of ${needed}, as far as the pools have GPUs, in their order${always}` };
  const measured = needs.filter((need) => need.replicas > 0).length;
  const even = (name: string) => Math.ceil(neededOn(needs, name) / (measured - 1));
  const isEven = (one: Placement) => one.replicas === Math.max(one.least, even(one.pool));
  if (measured < 2 || !placements.every(isEven))
    return { note: `of ${needed}, as evenly as the pools have GPUs${always}` };
  return {
    ...(replicas === even(pool) ? { formula: ceiling(`${needed} ÷ (${measured} − 1)`) } : {}),
    note: `whichever cluster is lost, the others hold all${always}`,
  };
}

const neededOn = (needs: PlacedService["needs"], name: string) =>
  needs.find(({ pool }) => pool === name)?.replicas ?? 0;

/** What the other clusters hold of all requests when this one is lost. */
function withoutStep({ service, needs, placements }: PlacedService, { pool }: Placement): Step {
  const others = placements.filter((one) => one.pool !== pool && neededOn(needs, one.pool) > 0);
  return {
    name: `held without ${pool}`,
    formula: sumOf(others.map((one) => `${one.replicas} ÷ ${neededOn(needs, one.pool)}`)),
    value: others.reduce((sum, one) => sum + one.replicas / neededOn(needs, one.pool), 0),
    unit: "of all requests",
    note: "1 at least, whichever cluster is lost",
    pointers: [pointerTo("ai/services", service, "survives")],
  };
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
