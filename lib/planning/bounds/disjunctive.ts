/** What follows from tasks that cannot overlap: windows get smaller, and some close. */
import type { Model } from "../model/model.js";
import type { Windows } from "./windows.js";

/** Tasks of which no two can work at once, with the least periods that each works. */
export interface Rivals {
  tasks: Int32Array;
  duration: Int32Array;
}

/** More rivals on one resource cost too much: their square is worked through again and again. */
const MOST_RIVALS = 400;

/**
 * By resource, the tasks that need more than half of what there ever is, in all of their modes, from start to end and
 * without a pause: in the pause of one another one could work.
 */
export function rivals({ resources, capacity, horizon, cumulative, tasks, ...model }: Model): Rivals[] {
  const { firstMode, uses, duration, tables } = model;
  return resources.flatMap((_, resource) => {
    if (cumulative[resource]) return [];
    const most = capacity
      .subarray(resource * horizon, (resource + 1) * horizon)
      .reduce((a, b) => Math.max(a, b), 0);
    const needsHalf = (mode: number): boolean => {
      if (tables[mode]?.pauses) return false;
      for (let u = uses.first[mode]!; u < uses.first[mode + 1]!; u += 1)
        if (uses.resource[u] === resource && uses.to[u]! - uses.from[u]! === duration[mode])
          return 2 * uses.amount[u]! > most;
      return false;
    };
    const members = Int32Array.from(tasks.keys()).filter((task) => {
      for (let mode = firstMode[task]!; mode < firstMode[task + 1]!; mode += 1)
        if (!needsHalf(mode)) return false;
      return true;
    });
    if (members.length < 2 || members.length > MOST_RIVALS) return [];
    const shortest = members.map((task) =>
      duration.subarray(firstMode[task], firstMode[task + 1]).reduce((a, b) => Math.min(a, b)),
    );
    return [{ tasks: members, duration: shortest }];
  });
}

/**
 * Makes windows smaller by edge finding until nothing moves; false where that closes a window: no plan keeps them.
 *
 * Valid: take rivals S and another one, i. Work of S and i begins no earlier than the least earliest start of S and i,
 * and is as long as all of their durations. If that goes past the latest end of S, the last of them is none of S; so i
 * comes after all of S, and no earlier than any subset of S can have ended: its earliest start plus its durations. The
 * mirror image holds for latest ends. If S alone does not fit between its earliest start and its latest end, there is
 * no plan.
 * Source of the algorithm: Baptiste, Le Pape and Nuijten, «Constraint-Based Scheduling» (2001), edge finding.
 */
export function findEdges(windows: Windows, sets: readonly Rivals[]): boolean {
  for (let hasMoved = true; hasMoved; ) {
    hasMoved = false;
    for (const set of sets) {
      const moves = edgesOf(windows, set);
      if (!moves) return false;
      for (const { task, start, end } of moves) {
        windows.tighten(task, start, end);
        if (windows.closed !== -1) return false;
        hasMoved = true;
      }
    }
  }
  return true;
}

interface Tightening {
  task: number;
  start: number;
  end: number;
}

function edgesOf(
  { earliestStart, latestEnd }: Windows,
  { tasks, duration }: Rivals,
): Tightening[] | undefined {
  const from = tasks.map((task) => earliestStart[task]!);
  const to = tasks.map((task) => latestEnd[task]!);
  const starts = earliestAfter(from, to, duration);
  // Read backwards, latest ends are earliest starts.
  const ends =
    starts &&
    earliestAfter(
      to.map((end) => -end),
      from.map((start) => -start),
      duration,
    );
  if (!starts || !ends) return undefined;
  const moves: Tightening[] = [];
  for (let i = 0; i < tasks.length; i += 1)
    if (starts[i]! > from[i]! || -ends[i]! < to[i]!)
      moves.push({ task: tasks[i]!, start: starts[i]!, end: -ends[i]! });
  return moves;
}

/** Earliest starts after edge finding; `undefined` where some set of rivals does not fit between its limits. */
function earliestAfter(from: Int32Array, to: Int32Array, duration: Int32Array): Int32Array | undefined {
  const n = from.length;
  const order = Int32Array.from({ length: n }, (_, i) => i).sort((a, b) => from[a]! - from[b]!);
  const result = from.slice();
  const endBy = new Float64Array(n);
  for (const limit of new Set(to)) {
    let work = 0;
    let end = Number.NEGATIVE_INFINITY;
    for (let k = n - 1; k >= 0; k -= 1) {
      const i = order[k]!;
      if (to[i]! <= limit) {
        work += duration[i]!;
        end = Math.max(end, from[i]! + work);
        if (end > limit) return undefined;
      }
      endBy[i] = end;
    }
    let latest = Number.NEGATIVE_INFINITY;
    for (let k = 0; k < n; k += 1) {
      const i = order[k]!;
      if (to[i]! <= limit) {
        latest = Math.max(latest, from[i]! + work);
        work -= duration[i]!;
        continue;
      }
      if (from[i]! + work + duration[i]! > limit) result[i] = Math.max(result[i]!, endBy[i]!);
      if (latest + duration[i]! > limit) result[i] = Math.max(result[i]!, end);
    }
  }
  return result;
}
