/** Report of a replay: utilisation, waits, preemptions and GPU-hours by team, from what the pods did. */
import {
  accountsOf,
  type GpuHours,
  type Held,
  type HoursContext,
  hoursOf,
  type Party,
} from "../showback/index.js";
import type { Outcome } from "./outcome.js";

export interface ReportInput extends HoursContext {
  outcomes: readonly Outcome[];
  holdings: readonly Held[];
  /** By project and service. */
  preemptions: ReadonlyMap<string, number>;
  /** Units of each resource on all nodes. */
  capacity: Readonly<Record<string, number>>;
  /** All of these, in cards. */
  cards: number;
  /** Utilisation is counted until then. */
  horizon: number;
  /** The end of the replay: what never ran has waited until then. */
  end: number;
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
  /** Seconds from asking to running; what never ran waits until it is no longer needed, or the end of the replay. */
  waits: Waits;
  /** Hours of cards: used in all, of these borrowed, of these lost to preemption. */
  gpuHours: GpuHours;
  preemptions: number;
}

export interface ReplayReport {
  /** Part of the capacity that was held until the horizon, by resource. */
  resources: { resource: string; capacity: number; utilisation: number }[];
  /** Of all cards together. */
  utilisation: number;
  teams: TeamReport[];
  total: Omit<TeamReport, "team" | "kind">;
}

export function reportOf(input: ReportInput): ReplayReport {
  const hours = hoursOf(input.holdings, input);
  const teams = accountsOf(input.parties)
    .map(({ team, kind, isTheirs }) => ({ team, kind, ...summary(input, hours, isTheirs) }))
    .filter(({ asked, gpuHours }) => asked > 0 || gpuHours.used > 0);
  return { ...utilisation(input), teams, total: summary(input, hours, () => true) };
}

function summary(
  { outcomes, preemptions, end }: ReportInput,
  hours: ReturnType<typeof hoursOf>,
  counts: (one: { who: string }) => boolean,
): Omit<TeamReport, "team" | "kind"> {
  const own = outcomes.filter(({ ask }) => counts(ask));
  return {
    asked: own.length,
    started: own.filter(({ started }) => started !== undefined).length,
    finished: own.filter(({ finished }) => finished !== undefined).length,
    waits: waitsOf(own.map(({ asked, started, gaveUp = end }) => (started ?? gaveUp) - asked)),
    gpuHours: hours(counts),
    preemptions: [...preemptions].reduce((sum, [who, count]) => sum + (counts({ who }) ? count : 0), 0),
  };
}

function waitsOf(waits: readonly number[]): Waits {
  const sorted = waits.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
  const mean = sorted.length === 0 ? 0 : sorted.reduce((sum, wait) => sum + wait, 0) / sorted.length;
  return { mean, p50: at(0.5), p95: at(0.95), longest: sorted.at(-1) ?? 0 };
}

function utilisation({ holdings, capacity, cards, horizon }: ReportInput) {
  const used: Record<string, number> = {};
  let cardsUsed = 0;
  for (const { resource, units, from, to, ...each } of holdings) {
    const held = Math.max(0, Math.min(to, horizon) - from) * units;
    used[resource] = (used[resource] ?? 0) + held;
    cardsUsed += held * each.cards;
  }
  const share = (held: number, of: number) => (of * horizon === 0 ? 0 : held / (of * horizon));
  return {
    resources: Object.entries(capacity).map(([resource, units]) => ({
      resource,
      capacity: units,
      utilisation: share(used[resource] ?? 0, units),
    })),
    utilisation: share(cardsUsed, cards),
  };
}
