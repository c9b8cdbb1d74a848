/** Check: what is wrong with GPUs, pools, models and services beyond their shapes. */
import {
  type Estate,
  type EstatePointer,
  type InferenceService,
  list,
  pointerTo,
} from "../../config/index.js";
import { checkContext, checkStart } from "./check-context.js";
import { checkJobs } from "./check-jobs.js";
import { checkLayouts } from "./check-layouts.js";
import { warnMinima } from "./check-minima.js";
import { checkPermissions } from "./check-permissions.js";
import { checkPools, warnDeliveries } from "./check-pools.js";
import { checkRoom, findingOf } from "./check-room.js";
import { checkThroughput } from "./check-throughput.js";
import { type CapacityFinding, gibibytes } from "./finding.js";
import { planCapacity } from "./plan.js";
import { type KnownPool, type PoolEstate, poolOf } from "./pools.js";
import { podKinds, strandedOn } from "./room.js";
import { describeUnowned } from "./unowned.js";

/** Part of a GPU's memory for weights and cache. Source: vLLM, default of `--gpu-memory-utilization`. */
const USABLE = 0.9;

export function checkCapacity(estate: Estate): CapacityFinding[] {
  const findings = [...checkGpus(estate), ...checkPermissions(estate)];
  return findings.length > 0 ? findings : checkBounds(estate);
}

/**
 * What is right, and costs GPUs: nodes without a quota, pods that leave some of a full node unused, replicas that leave
 * none for one more, and work that finds none where production's peak leaves too few.
 */
export function warnCapacity(estate: Estate): CapacityFinding[] {
  const kinds = podKinds(estate);
  const stranded = Object.keys(estate.ai.pools)
    .flatMap((name) => poolOf(estate, name) ?? [])
    .flatMap((known) => strandedOn(known, kinds).map(findingOf));
  return [...warnDeliveries(estate), ...stranded, ...warnMinima(estate), ...warnUnowned(estate)];
}

/** In the quarter that has begun; later ones are the plan's to tell. */
function warnUnowned(estate: Estate): CapacityFinding[] {
  return planCapacity(estate, { quarters: 1 })
    .unowned.filter(({ lacking }) => lacking !== null)
    .map((one) => ({
      pointer: one.pointer,
      value: one.work,
      message: describeUnowned(one),
      allowed: "a pool that serves innovation and offers what it asks for, or work that is `interruptible`",
      hint: "name such a pool, or order nodes: `transhumance capacity` says how many",
    }));
}

/** What is wrong on whatever day plans start from. */
export function checkGpus(estate: PoolEstate): CapacityFinding[] {
  const pools = checkPools(estate);
  return [
    ...pools,
    // A node group whose pool is misnamed, or not read, has no layout: told once.
    ...(pools.length > 0 || !poolsAreKnown(estate) ? [] : checkLayouts(estate)),
    ...checkThroughput(estate),
    ...checkRoom(estate),
    ...checkJobs(estate),
    ...Object.entries(estate.ai.services).flatMap(([name, service]) => checkService(estate, name, service)),
  ];
}

/** Pools that name nothing, and names of pools that are none, are told already. */
function poolsAreKnown(estate: PoolEstate): boolean {
  const { pools, services, projects } = estate.ai;
  const named = [
    ...Object.keys(pools),
    ...Object.values(services).flatMap(({ serving }) => serving.pools),
    ...Object.values(projects).flatMap((project) => project.pools),
  ];
  return named.every((pool) => poolOf(estate, pool) !== undefined);
}

/** What the quarter that has begun needs may run; later ones are the plan's to tell. */
function checkBounds(estate: Estate): CapacityFinding[] {
  if (Object.keys(estate.ai.services).length === 0) return [];
  return planCapacity(estate, { quarters: 1 }).bounds.map(({ service, max, quarter, pool, replicas }) => ({
    pointer: pointerTo("ai/services", service, "serving", "replicas", "max"),
    value: max,
    message: `is less than the ${replicas} replicas that ${quarter} needs on ${pool}`,
    allowed: `at least ${replicas}`,
    hint: "raise it; `transhumance capacity explain` says how the replicas follow",
  }));
}

function checkService(estate: PoolEstate, name: string, service: InferenceService): CapacityFinding[] {
  const { serving, survives, model, precision } = service;
  const at = (...path: (string | number)[]) => pointerTo("ai/services", name, ...path);
  const pools = serving.pools.map((pool) => poolOf(estate, pool));
  const clusters = pools.map((known) => known && `${known.pool.environment}/${known.pool.cluster}`);
  // What names nothing is told already.
  const known = model in estate.ai.models;
  const precisions = Object.keys(estate.ai.models[model]?.precisions ?? {});
  return [
    ...strictest(
      pools.flatMap((known, index) => (known ? [{ known, index }] : [])),
      ({ known, index }) => checkHolds(estate, service, known, at, index),
    ),
    ...clusters.flatMap((cluster, index) =>
      cluster === undefined || clusters.indexOf(cluster) === index
        ? []
        : [
            {
              pointer: at("serving", "pools", index),
              value: serving.pools[index],
              message: `is in ${cluster}, as is ${serving.pools[clusters.indexOf(cluster)]}`,
              allowed: "one pool a cluster",
              hint: "leave one of them out",
            },
          ],
    ),
    ...(survives.cluster && !clusters.includes(undefined) && !severalClusters(pools)
      ? [
          {
            pointer: at("survives", "cluster"),
            value: true,
            message: "cannot hold: all its pools are in one cluster of their environment",
            hint: "name a pool of another cluster of it in `serving.pools`",
          },
        ]
      : []),
    ...(!known || precisions.includes(precision)
      ? []
      : [
          {
            pointer: at("precision"),
            value: precision,
            message: `is no precision that ${model} is kept in`,
            allowed: list(precisions),
            hint: `choose one of them, or add it to ai/models/${model}.yaml`,
          },
        ]),
    ...checkContext(estate.ai, service, at),
  ];
}

/** One environment at least has pools of several clusters; in others, such as recette, it may have fewer. */
const severalClusters = (pools: readonly (KnownPool | undefined)[]) =>
  pools.some((one) =>
    pools.some(
      (other) =>
        one?.pool.environment === other?.pool.environment && one?.pool.cluster !== other?.pool.cluster,
    ),
  );

/** Findings of several pools at one place are one: that of the pool with the least room. */
function strictest(
  pools: { known: KnownPool; index: number }[],
  findingsOf: (pool: { known: KnownPool; index: number }) => CapacityFinding[],
): CapacityFinding[] {
  const roomOf = ({ gpu, group }: KnownPool) => gpu.memory * group.gpus.count;
  const found = pools.toSorted((a, b) => roomOf(a.known) - roomOf(b.known)).flatMap(findingsOf);
  return found.filter(({ pointer }, index) => found.findIndex((one) => one.pointer === pointer) === index);
}

/** A replica fits a node, and its weights and cache fit its GPUs. */
function checkHolds(
  { ai }: PoolEstate,
  { serving, model, precision, demand }: InferenceService,
  { name, gpu, group }: KnownPool,
  at: (...path: (string | number)[]) => EstatePointer,
  index: number,
): CapacityFinding[] {
  const { gpus, slice, concurrency } = serving;
  if (slice === undefined && gpus > group.gpus.count) {
    return [
      {
        pointer: at("serving", "gpus"),
        value: gpus,
        message: `is more than one node of ${name} has`,
        allowed: `at most ${group.gpus.count}`,
        hint: "a replica runs on one node: take fewer GPUs, or another pool",
      },
    ];
  }
  const { weights } = ai.models[model]?.precisions[precision] ?? {};
  const memory = slice === undefined ? gpus * gpu.memory : gpu.mig?.profiles[slice]?.memory;
  if (weights === undefined || memory === undefined) return [];
  const tokens = Object.values(demand.profiles).reduce(
    (sum, { share, prompt, answer }) => sum + share * (prompt + answer),
    0,
  );
  const perRequest = tokens * (ai.models[model]?.kvBytesPerToken ?? 0);
  const room = USABLE * memory - weights;
  if (concurrency * perRequest <= room) return checkStart(ai, { serving, model }, room, at);
  const fits = Math.max(0, Math.floor(room / perRequest));
  return [
    {
      pointer: fits > 0 ? at("serving", "concurrency") : at("serving", "pools", index),
      value: fits > 0 ? concurrency : name,
      message: `has no room: ${gibibytes(weights)} of weights and ${gibibytes(concurrency * perRequest)} of cache for ${concurrency} requests of ${Math.round(tokens)} tokens exceed ${gibibytes(USABLE * memory)}, ${100 * USABLE} % of ${gibibytes(memory)}`,
      allowed: fits > 0 ? `a concurrency of at most ${fits}` : "a model that fits",
      hint: "lower `concurrency`, take more GPUs or another precision",
    },
  ];
}
