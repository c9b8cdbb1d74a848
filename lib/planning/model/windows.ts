/** Between which starts a task may stand, given where its neighbours stand. */
import type { Model } from "./model.js";
import type { Schedule } from "./schedule.js";
import { UNPLACED } from "./schedule.js";

/** First start whose end, in `mode`, is not before `end`. */
export function startEndingFrom(model: Model, mode: number, end: number): number {
  const duration = model.duration[mode]!;
  const pauses = model.tables[mode]?.pauses;
  if (!pauses || duration === 0 || end <= 0) return end - duration;
  const lastWorked = pauses.openBefore[Math.min(end - 1, model.horizon)]!;
  const first = lastWorked - duration + 1;
  return first <= 0 ? 0 : (pauses.open[first] ?? model.horizon + 1);
}

/** Last start whose end, in `mode`, is not after `end`; negative where there is none. */
export function startEndingBy(model: Model, mode: number, end: number): number {
  const duration = model.duration[mode]!;
  const pauses = model.tables[mode]?.pauses;
  if (!pauses || duration === 0 || end <= 0) return end - duration;
  const first = pauses.openBefore[Math.min(end, model.horizon)]! - duration;
  return first < 0 ? -1 : pauses.open[first]!;
}

/** Least start that the task's own facts and the placed tasks before it leave. */
export function lowerBound(schedule: Schedule, task: number, mode: number): number {
  const { model, start, end, dropped } = schedule;
  const { into, from, fromEnd, toEnd, lag } = model.links;
  let bound = model.earliest[task]!;
  for (let k = into.first[task]!; k < into.first[task + 1]!; k += 1) {
    const link = into.list[k]!;
    const other = from[link]!;
    if (start[other] === UNPLACED || dropped[link]) continue;
    const event = (fromEnd[link] ? end[other]! : start[other]!) + lag[link]!;
    const least = toEnd[link] ? startEndingFrom(model, mode, event) : event;
    if (least > bound) bound = least;
  }
  return bound;
}

/** Greatest start that the task's own facts and the placed tasks after it leave. */
export function upperBound(schedule: Schedule, task: number, mode: number): number {
  const { model, start, dropped } = schedule;
  const { outOf, to } = model.links;
  const latest = startEndingBy(model, mode, model.deadline[task]!);
  let bound = Math.min(latest, model.latest[task]!);
  for (let k = outOf.first[task]!; k < outOf.first[task + 1]!; k += 1) {
    const link = outOf.list[k]!;
    if (start[to[link]!] === UNPLACED || dropped[link]) continue;
    const most = latestForLink(schedule, link, mode);
    if (most < bound) bound = most;
  }
  return bound;
}

/** Greatest start of a link's `from`, in `mode`, that its placed `to` leaves. */
export function latestForLink({ model, start, end }: Schedule, link: number, mode: number): number {
  const { to, fromEnd, toEnd, lag } = model.links;
  const event = (toEnd[link] ? end[to[link]!]! : start[to[link]!]!) - lag[link]!;
  return fromEnd[link] ? startEndingBy(model, mode, event) : event;
}
