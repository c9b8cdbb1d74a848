/** GPU-hours by whoever held them: used, of these borrowed, of these lost. One arithmetic for replays and clusters. */

/** Who asks, on whose account. */
export interface Party {
  team: string;
  kind: "production" | "innovation";
  /** The ClusterQueue. */
  queue: string;
}

/** GPUs that were held for a while; times in seconds, from whatever origin. */
export interface Held {
  /** A project or an inference service. */
  who: string;
  /** As Kubernetes names it. */
  resource: string;
  units: number;
  /** That one unit is worth: 1 for a whole GPU, its part of the memory for a slice. */
  cards: number;
  from: number;
  to: number;
  /** They were taken away before the work was done. */
  preempted: boolean;
}

export interface GpuHours {
  used: number;
  borrowed: number;
  lost: number;
}

export interface HoursContext {
  /** By project and service. */
  parties: ReadonlyMap<string, Party>;
  /** Units that are a queue's own, by queue and resource. */
  nominal: ReadonlyMap<string, Readonly<Record<string, number>>>;
}

const HOUR = 3600;

/** Answers the hours, in cards, of those that count; what is borrowed depends on all that is held. */
export function hoursOf<One extends Held>(
  holdings: readonly One[],
  context: HoursContext,
): (counts: (one: One) => boolean) => GpuHours {
  const borrowed = borrowedHours(holdings, context);
  const hours = ({ units, cards, from, to }: Held) => ((to - from) / HOUR) * units * cards;
  const sum = (some: readonly One[], of: (one: One) => number) =>
    some.reduce((total, one) => total + of(one), 0);
  return (counts) => {
    const own = holdings.filter(counts);
    return {
      used: sum(own, hours),
      borrowed: sum(own, (one) => borrowed.get(one) ?? 0),
      lost: sum(
        own.filter(({ preempted }) => preempted),
        hours,
      ),
    };
  };
}

/** One account a team and kind, in order: innovation after production, then by name. */
export function accountsOf(
  parties: ReadonlyMap<string, Party>,
): (Pick<Party, "team" | "kind"> & { isTheirs(one: { who: string }): boolean })[] {
  const accounts = [
    ...new Map([...parties.values()].map(({ team, kind }) => [`${kind} ${team}`, { team, kind }])).values(),
  ];
  return accounts
    .toSorted((a, b) => (`${b.kind} ${a.team}` < `${a.kind} ${b.team}` ? -1 : 1))
    .map(({ team, kind }) => ({
      ...{ team, kind },
      isTheirs: ({ who }) => parties.get(who)?.team === team && parties.get(who)?.kind === kind,
    }));
}

/**
 * Hours of cards that each holding had beyond what was its queue's own: at each moment, what a queue holds above its
 * nominal quota is borrowed, and everything in the queue carries its part of it.
 */
function borrowedHours<One extends Held>(
  holdings: readonly One[],
  { parties, nominal }: HoursContext,
): Map<One, number> {
  const borrowed = new Map<One, number>();
  const byQueue = new Map<string, One[]>();
  for (const one of holdings) {
    const key = `${parties.get(one.who)?.queue} ${one.resource}`;
    byQueue.set(key, [...(byQueue.get(key) ?? []), one]);
  }
  for (const group of byQueue.values()) {
    const [first] = group;
    if (first === undefined) continue;
    const { resource } = first;
    const own = nominal.get(parties.get(first.who)?.queue ?? "")?.[resource] ?? 0;
    const moments = [...new Set(group.flatMap(({ from, to }) => [from, to]))].toSorted((a, b) => a - b);
    const starts = group.toSorted((a, b) => a.from - b.from);
    const active = new Set<One>();
    let next = 0;
    for (const [index, moment] of moments.entries()) {
      const until = moments[index + 1];
      if (until === undefined) break;
      for (const one of active) if (one.to <= moment) active.delete(one);
      for (let one = starts[next]; one !== undefined && one.from <= moment; one = starts[next]) {
        if (one.to > moment) active.add(one);
        next += 1;
      }
      const held = [...active].reduce((sum, { units }) => sum + units, 0);
      if (held <= own) continue;
      const part = (held - own) / held;
      for (const one of active) {
        const hours = ((until - moment) / HOUR) * one.units * part * one.cards;
        borrowed.set(one, (borrowed.get(one) ?? 0) + hours);
      }
    }
  }
  return borrowed;
}
