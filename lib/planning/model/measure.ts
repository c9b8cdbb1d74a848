/** What a schedule is worth: how far it is from keeping the hard facts, then its levels. */
import type { Level } from "../problem.js";
import { type Schedule, UNPLACED } from "./schedule.js";

/** Worth of a schedule: [broken, ...levels of the objective], each to be made as small as can be. */
export type Worth = Float64Array;

type Measure = (schedule: Schedule) => number;

const MEASURES: Record<Level, Measure> = {
  lateness: ({ model: { due, weight }, end }) => {
    let total = 0;
    for (let i = 0; i < due.length; i += 1)
      if (due[i]! >= 0 && end[i]! > due[i]!) total += weight[i]! * (end[i]! - due[i]!);
    return total;
  },
  cost: (schedule) => groupCost(schedule) + bridgeCost(schedule) + modeCost(schedule),
  makespan: ({ end }) => {
    let last = 0;
    for (let i = 0; i < end.length; i += 1) if (end[i]! > last) last = end[i]!;
    return last;
  },
  completion: ({ model: { weight }, end }) => {
    let total = 0;
    for (let i = 0; i < end.length; i += 1) if (end[i]! > 0) total += weight[i]! * end[i]!;
    return total;
  },
  stability: ({ model: { previousStart, previousWeight }, start }) => {
    let total = 0;
    for (let i = 0; i < start.length; i += 1)
      if (previousStart[i]! >= 0 && start[i] !== UNPLACED)
        total += previousWeight[i]! * Math.abs(start[i]! - previousStart[i]!);
    return total;
  },
};

/** Measures a schedule into `worth`; with `isKnownSound` without looking for what is broken. */
export function measure(schedule: Schedule, worth: Worth, isKnownSound = false): void {
  const { objective } = schedule.model;
  worth[0] = isKnownSound ? 0 : broken(schedule);
  for (let level = 0; level < objective.length; level += 1)
    worth[level + 1] = MEASURES[objective[level]!](schedule);
}

/** Negative if `a` is better, positive if `b` is. */
export function compareWorth(a: Worth, b: Worth): number {
  for (let level = 0; level < a.length; level += 1) if (a[level] !== b[level]) return a[level]! - b[level]!;
  return 0;
}

/** Tasks that stand nowhere count as the whole horizon, the others by how far they are outside their windows. */
function broken(schedule: Schedule): number {
  const { model, start, end } = schedule;
  let total = 0;
  for (let i = 0; i < start.length; i += 1) {
    if (start[i] === UNPLACED) total += model.horizon;
    else {
      if (end[i]! > model.deadline[i]!) total += end[i]! - model.deadline[i]!;
      if (start[i]! > model.latest[i]!) total += start[i]! - model.latest[i]!;
    }
  }
  const { links } = model;
  for (let link = 0; link < links.count; link += 1)
    if (links.cost[link]! < 0) total += shortfall(schedule, link);
  return total;
}

/** Periods by which a link is missed. */
function shortfall({ model: { links }, start, end }: Schedule, link: number): number {
  const a = links.from[link]!;
  const b = links.to[link]!;
  if (start[a] === UNPLACED || start[b] === UNPLACED) return 0;
  const before = (links.fromEnd[link] ? end[a]! : start[a]!) + links.lag[link]!;
  const after = links.toEnd[link] ? end[b]! : start[b]!;
  return before > after ? before - after : 0;
}

function groupCost({ model: { groups }, end }: Schedule): number {
  let total = 0;
  for (let g = 0; g < groups.length; g += 1) {
    const { cost, from, members } = groups[g]!;
    let last = from;
    for (let k = 0; k < members.length; k += 1) if (end[members[k]!]! > last) last = end[members[k]!]!;
    total += cost * (last - from);
  }
  return total;
}

/** Once per precedence, even where both its least and its most periods are missed. */
function bridgeCost(schedule: Schedule): number {
  const { cost, precedence, count } = schedule.model.links;
  let total = 0;
  let paid = -1;
  for (let link = 0; link < count; link += 1) {
    if (cost[link]! <= 0 || paid === precedence[link] || shortfall(schedule, link) === 0) continue;
    paid = precedence[link]!;
    total += cost[link]!;
  }
  return total;
}

function modeCost({ model: { modeCost }, mode }: Schedule): number {
  let total = 0;
  for (let i = 0; i < mode.length; i += 1) total += modeCost[mode[i]!]!;
  return total;
}
