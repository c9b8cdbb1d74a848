/** Report of a replay: utilisation, waits, preemptions and GPU-hours by team, from what the pods did. */
import type { Ask } from "./ask.js";

/** One pod that held GPUs; times in seconds of the trace. */
export interface Holding {
  ask: Ask;
  from: number;
  /** The end of the replay where it still held them. */
  to: number;
  /** It was taken away before its work was done. */
  preempted: boolean;
}

export interface Outcome {
  ask: Ask;
  /** When it was really asked for. */
  asked: number;
  /** When all its pods ran for the first time; absent where they never did. */
  started?: number;
  finished?: number;
}

/** Who asks for what share. */
export interface Party {
  team: string;
  kind: "production" | "innovation";
  /** Share of the team where teams compete. */
  weight: number;
  /** The ClusterQueue. */
  queue: string;
}

export interface ReportInput {
  outcomes: readonly Outcome[];
  holdings: readonly Holding[];
  /** By project and service. */
  parties: ReadonlyMap<string, Party>;
  /** Units of each resource on all nodes. */
  capacity: Readonly<Record<string, number>>;
  /** Cards that one unit of a resource is worth: 1 for a whole GPU, its part of the memory for a slice. */
  cards: Readonly<Record<string, number>>;
  /** Units that are a queue's own, by queue and resource. */
  nominal: ReadonlyMap<string, Readonly<Record<string, number>>>;
  /** The end of the last arrival: utilisation is counted until then. */
  horizon: number;
  resourceOf(ask: Ask): string;
}

export interface Waits {
  mean: number;
  p50: number;
  p95: number;
  longest: number;
}

export interface TeamReport {
  team: string;
  kind: Party["kind"];
  asked: number;
  started: number;
  finished: number;
  /** Seconds from asking to running; what never ran waits until the end of the replay. */
  waits: Waits;
  /** Hours of cards: used in all, of these borrowed, of these lost to preemption. */
  gpuHours: { used: number; borrowed: number; lost: number };
  preemptions: number;
}

export interface ReplayReport {
  /** Part of the capacity that was held until the last arrival, by resource. */
  resources: { resource: string; capacity: number; utilisation: number }[];
  /** Of all cards together. */
  utilisation: number;
  teams: TeamReport[];
  total: Omit<TeamReport, "team" | "kind">;
}

const HOUR = 3600;

export function reportOf(input: ReportInput): ReplayReport {
  const borrowed = borrowedHours(input);
  const named = (party: Party) => `${party.kind} ${party.team}`;
  const parties = [...new Map([...input.parties.values()].map((party) => [named(party), party])).values()];
  const teams = parties
    .map(({ team, kind }) => {
      const isTheirs = ({ ask }: { ask: Ask }) => {
        const party = input.parties.get(ask.who);
        return party?.team === team && party.kind === kind;
      };
      return { team, kind, ...summary(input, isTheirs, borrowed) };
    })
    .filter(({ asked }) => asked > 0)
    .toSorted((a, b) => (`${b.kind} ${a.team}` < `${a.kind} ${b.team}` ? -1 : 1));
  return { ...utilisation(input), teams, total: summary(input, () => true, borrowed) };
}

function summary(
  { outcomes, holdings, cards, resourceOf }: ReportInput,
  counts: (one: { ask: Ask }) => boolean,
  borrowed: ReadonlyMap<Holding, number>,
): Omit<TeamReport, "team" | "kind"> {
  const own = outcomes.filter(counts);
  const held = holdings.filter(counts);
  const end = Math.max(0, ...holdings.map(({ to }) => to), ...outcomes.map(({ asked }) => asked));
  const hoursOf = ({ ask, from, to }: Holding) =>
    ((to - from) / HOUR) * ask.gpus * (cards[resourceOf(ask)] ?? 1);
  const sum = (some: readonly Holding[], hours: (one: Holding) => number) =>
    some.reduce((total, one) => total + hours(one), 0);
  const lost = held.filter(({ preempted }) => preempted);
  return {
    asked: own.length,
    started: own.filter(({ started }) => started !== undefined).length,
    finished: own.filter(({ finished }) => finished !== undefined).length,
    waits: waitsOf(own.map(({ asked, started }) => (started ?? end) - asked)),
    gpuHours: {
      used: sum(held, hoursOf),
      borrowed: sum(held, (one) => borrowed.get(one) ?? 0),
      lost: sum(lost, hoursOf),
    },
    preemptions: Math.round(lost.reduce((total, { ask }) => total + 1 / ask.pods, 0)),
  };
}

function waitsOf(waits: readonly number[]): Waits {
  const sorted = waits.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
  const mean = sorted.length === 0 ? 0 : sorted.reduce((sum, wait) => sum + wait, 0) / sorted.length;
  return { mean, p50: at(0.5), p95: at(0.95), longest: sorted.at(-1) ?? 0 };
}

function utilisation({ holdings, capacity, cards, horizon, resourceOf }: ReportInput) {
  const used: Record<string, number> = {};
  for (const { ask, from, to } of holdings) {
    const resource = resourceOf(ask);
    const seconds = Math.max(0, Math.min(to, horizon) - from);
    used[resource] = (used[resource] ?? 0) + seconds * ask.gpus;
  }
  const share = (held: number, of: number) => (of * horizon === 0 ? 0 : held / (of * horizon));
  const inCards = (units: Readonly<Record<string, number>>) =>
    Object.entries(units).reduce((sum, [resource, amount]) => sum + amount * (cards[resource] ?? 1), 0);
  return {
    resources: Object.entries(capacity).map(([resource, units]) => ({
      resource,
      capacity: units,
      utilisation: share(used[resource] ?? 0, units),
    })),
    utilisation: share(inCards(used), inCards(capacity)),
  };
}

/**
 * Hours of cards that each holding had beyond what was its queue's own: at each moment, what a queue holds above its
 * nominal quota is borrowed, and every pod of the queue carries its part of it.
 */
function borrowedHours({ holdings, parties, nominal, cards, resourceOf }: ReportInput): Map<Holding, number> {
  const borrowed = new Map<Holding, number>();
  const byQueue = new Map<string, Holding[]>();
  for (const one of holdings) {
    const key = `${parties.get(one.ask.who)?.queue} ${resourceOf(one.ask)}`;
    byQueue.set(key, [...(byQueue.get(key) ?? []), one]);
  }
  for (const group of byQueue.values()) {
    const [first] = group;
    if (first === undefined) continue;
    const resource = resourceOf(first.ask);
    const own = nominal.get(parties.get(first.ask.who)?.queue ?? "")?.[resource] ?? 0;
    const moments = [...new Set(group.flatMap(({ from, to }) => [from, to]))].toSorted((a, b) => a - b);
    const starts = group.toSorted((a, b) => a.from - b.from);
    const active = new Set<Holding>();
    let next = 0;
    for (const [index, moment] of moments.entries()) {
      const until = moments[index + 1];
      if (until === undefined) break;
      for (const one of active) if (one.to <= moment) active.delete(one);
      for (let one = starts[next]; one !== undefined && one.from <= moment; one = starts[next]) {
        if (one.to > moment) active.add(one);
        next += 1;
      }
      const held = [...active].reduce((sum, { ask }) => sum + ask.gpus, 0);
      if (held <= own) continue;
      const part = (held - own) / held;
      for (const one of active) {
        const hours = ((until - moment) / HOUR) * one.ask.gpus * part * (cards[resource] ?? 1);
        borrowed.set(one, (borrowed.get(one) ?? 0) + hours);
      }
    }
  }
  return borrowed;
}
