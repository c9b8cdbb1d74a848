/** A task that is to blame for what a level of the objective costs. */

import type { Random } from "../model/random.js";
import type { Schedule } from "../model/schedule.js";
import type { Level } from "../problem.js";

/** Tasks that are compared before one is blamed. */
const COMPARED = 24;

type Blame = (schedule: Schedule, task: number) => number;

const BLAME: Record<Level, Blame> = {
  lateness: ({ model: { due, weight }, end }, task) =>
    due[task]! >= 0 ? weight[task]! * (end[task]! - due[task]!) : Number.NEGATIVE_INFINITY,
  cost: ({ end }, task) => end[task]!,
  makespan: ({ end }, task) => end[task]!,
  completion: ({ model: { weight, earliest }, end }, task) => weight[task]! * (end[task]! - earliest[task]!),
  stability: ({ model: { previousStart, previousWeight }, start }, task) =>
    previousStart[task]! >= 0 ? previousWeight[task]! * Math.abs(start[task]! - previousStart[task]!) : -1,
};

/** The one to blame most of some drawn at random; of a group that costs, one of its last. */
export function pickCostly(schedule: Schedule, random: Random, level: Level): number {
  const { groups } = schedule.model;
  const members =
    level === "cost" && groups.length > 0 ? groups[random.below(groups.length)]!.members : undefined;
  const n = schedule.start.length;
  let worst = -1;
  let most = Number.NEGATIVE_INFINITY;
  for (let tries = 0; tries < COMPARED; tries += 1) {
    const task = members?.length ? members[random.below(members.length)]! : random.below(n);
    const blame = BLAME[level](schedule, task);
    if (worst === -1 || blame > most) {
      worst = task;
      most = blame;
    }
  }
  return worst;
}
