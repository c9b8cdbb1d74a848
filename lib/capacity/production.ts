/** Production: where replicas of services run in a quarter, and what is kept for a lost node or cluster. */
import type { Estate, InferenceService } from "../../config/index.js";
import { type Held, unitsBySlice, unitsOfCard } from "./cards.js";
import { type Demand, demandIn, type Growth } from "./demand.js";
import { needOn, type ServiceNeed } from "./need.js";
import { gpusTaken, type KnownPool } from "./pools.js";
import type { Quarter } from "./quarters.js";
import { roundDown, roundUp } from "./rounding.js";
import { spread } from "./spread.js";

export interface Placement {
  pool: string;
  /** Of each replica, where it does not take whole GPUs. */
  slice?: string;
  replicas: number;
  /** GPUs that they take: parts of cards by slices; those of a node that they leave unusable to their like included. */
  gpus: number;
  /** Replicas that are there even while nobody asks: `serving.replicas.min`, where the service runs. */
  least: number;
}

/** A service in one of the environments that it has pools in: each has users of its own. */
export interface PlacedService extends Demand {
  service: string;
  environment: string;
  /** What it would need on each of its pools alone, in the order of its preference. */
  needs: (ServiceNeed & { pool: string })[];
  /** Replicas that meet the goals, on the first of its pools. */
  replicas: number;
  /** Whether the goals are met as measured, in all profiles, on all pools that it has replicas on. */
  goalsMet: boolean;
  /** Those that run, the ones for a lost cluster included. */
  placements: Placement[];
  /** Its goals are met whichever cluster is lost. */
  survivesCluster: boolean;
  /** GPUs are kept on its pools for a lost node. */
  keepsNode: boolean;
}

export function placeServices(
  estate: Estate,
  pools: readonly KnownPool[],
  quarter: Quarter,
  growth: Growth,
  delivered: ReadonlyMap<string, number>,
): PlacedService[] {
  const taken: (Held & { pool: string })[] = [];
  const free: Free = (known, slice) =>
    taken
      .filter((one) => one.pool === known.name && one.slice === slice)
      .reduce(
        (left, { units }) => left - units,
        (delivered.get(known.name) ?? 0) * unitsOfCard(known, slice),
      );
  return Object.entries(estate.ai.services).flatMap(([name, service]) => {
    const own = service.serving.pools.flatMap((pool) => pools.find((known) => known.name === pool) ?? []);
    return [...new Set(own.map(({ pool }) => pool.environment))].map((environment): PlacedService => {
      const demand = demandIn(estate, service, quarter, growth, academiesOf(estate, environment));
      const needs = own
        .filter(({ pool }) => pool.environment === environment)
        .map((known) => ({ known, need: needOn(estate, service, known, demand.peak) }));
      const survivesCluster = service.survives.cluster && needs.length > 1;
      const asked = survivesCluster ? everywhere(needs, service, free) : inOrder(needs, service, free);
      const least = demand.runs ? service.serving.replicas.min : 0;
      const placements = needs.flatMap(({ known }, index) => {
        const replicas = Math.max(least, asked[index] ?? 0);
        const isUsed = survivesCluster || index === 0 || replicas > 0;
        return isUsed ? [{ ...placement(known, service, replicas), least }] : [];
      });
      taken.push(...placements.map((one) => ({ pool: one.pool, ...heldBy(one) })));
      return {
        ...{ service: name, environment },
        ...demand,
        needs: needs.map(({ known, need }) => ({ pool: known.name, ...need })),
        replicas: needs[0]?.need.replicas ?? 0,
        goalsMet: needs.every(({ need }, index) => need.goalsMet || (index > 0 && asked[index] === 0)),
        ...{ placements, survivesCluster },
        keepsNode: service.survives.node && !survivesCluster,
      };
    });
  });
}

function academiesOf({ environments, academies }: Estate, environment: string): string[] {
  const present = environments[environment]?.academies ?? "all";
  return present === "all" ? Object.keys(academies) : present;
}

type Needs = readonly { known: KnownPool; need: ServiceNeed }[];

/** Units of a slice, or whole GPUs, that are left of a pool. */
type Free = (known: KnownPool, slice: string | undefined) => number;

const fitting = (known: KnownPool, service: InferenceService, free: Free): number => {
  const { slice, units } = heldBy(placement(known, service, 1));
  return Math.max(0, roundDown(free(known, slice) / units));
};

/** Whatever cluster is lost, the others hold all replicas. */
const everywhere = (needs: Needs, service: InferenceService, free: Free): number[] =>
  spread(needs.map(({ known, need }) => ({ fits: fitting(known, service, free), all: need.replicas })));

/** In the first pool, as far as it has GPUs, then in the next; what finds none stays needed in the first that is measured. */
function inOrder(needs: Needs, service: InferenceService, free: Free): number[] {
  let part = 1;
  const fitted = needs.map(({ known, need }) => {
    const wanted = roundUp(part * need.replicas);
    const replicas = Math.max(0, Math.min(wanted, fitting(known, service, free)));
    if (need.replicas > 0) part = Math.max(0, part - replicas / need.replicas);
    return replicas;
  });
  const first = needs.findIndex(({ need }) => need.replicas > 0);
  return fitted.map((replicas, index) =>
    index === first ? replicas + roundUp(part * (needs[index]?.need.replicas ?? 0)) : replicas,
  );
}

const placement = (known: KnownPool, { serving }: InferenceService, replicas: number) => ({
  pool: known.name,
  ...(serving.slice === undefined ? {} : { slice: serving.slice }),
  replicas,
  gpus: replicas * gpusTaken(known, serving.gpus, serving.slice),
});

const heldBy = ({ slice, replicas, gpus }: Omit<Placement, "least">): Held => ({
  slice,
  units: slice === undefined ? gpus : replicas,
});

const placedOn = (services: readonly PlacedService[], pool: string) =>
  services.flatMap(({ placements, ...service }) =>
    placements.filter((one) => one.pool === pool).map((one) => ({ ...service, ...one, held: heldBy(one) })),
  );

export const heldByServices = (services: readonly PlacedService[], { name }: KnownPool): Held[] =>
  placedOn(services, name).map(({ held }) => held);

/** What services hold of a pool on average, as replicas follow demand. */
export const busyOf = (services: readonly PlacedService[], { name }: KnownPool): Held[] =>
  placedOn(services, name).map(({ held: { slice, units }, replicas, least, mean, peak }) => ({
    slice,
    units: replicas === 0 ? 0 : units * Math.max(least / replicas, peak === 0 ? 0 : mean / peak),
  }));

/**
 * What is kept of a pool for a lost node: what one node offers, or all that services which survive it hold, where that is
 * less. A service that survives the loss of a cluster survives that of a node as well.
 */
export function keptForNode(services: readonly PlacedService[], known: KnownPool): Held[] {
  const kept = placedOn(services, known.name).flatMap(({ keepsNode, held }) => (keepsNode ? [held] : []));
  return [...unitsBySlice(kept)].map(([slice, units]) => ({
    slice,
    units: Math.min(known.group.gpus.count * unitsOfCard(known, slice), units),
  }));
}
