/** Showback: the GPU-hours of a period by team, from what Workloads held. */
import { accountsOf, type GpuHours, type HoursContext, hoursOf, type Party } from "./hours.js";
import { holdingsOf, type Period, type Usage } from "./workload.js";

export interface Showback {
  teams: (TeamShowback & Pick<Party, "team" | "kind">)[];
  total: TeamShowback;
}

export interface TeamShowback {
  /** That held GPUs in the period. */
  workloads: number;
  /** Hours of cards: used in all, of these borrowed, of these at most lost to preemption. */
  gpuHours: GpuHours;
  /** Of these workloads, in their whole life. */
  preemptions: number;
}

export interface ShowbackContext extends HoursContext {
  /** Cards that one unit of a resource is worth where nobody says which GPUs a Workload had. */
  cards(resource: string): number;
}

/** `now`, in seconds since 1970, ends what still runs. Usages of no party are left out. */
export function showbackOf(
  usages: readonly Usage[],
  context: ShowbackContext,
  period: Period,
  now: number,
): Showback {
  const held = usages
    .filter(({ namespace }) => context.parties.has(namespace))
    .map((usage) => ({ usage, holdings: holdingsOf(usage, context.cards, period, now) }))
    .filter(({ holdings }) => holdings.length > 0);
  const hours = hoursOf(
    held.flatMap(({ holdings }) => holdings),
    context,
  );
  const of = (isTheirs: (one: { who: string }) => boolean): TeamShowback => {
    const own = held.filter(({ usage }) => isTheirs({ who: usage.namespace }));
    return {
      workloads: own.length,
      gpuHours: hours(isTheirs),
      preemptions: own.reduce((sum, { usage }) => sum + usage.evictions.preempted, 0),
    };
  };
  return {
    teams: accountsOf(context.parties).map(({ team, kind, isTheirs }) => ({ team, kind, ...of(isTheirs) })),
    total: of(() => true),
  };
}
