/** Look-up tables of calendars: where a task may start, and when it then ends. */

/** What a task of one mode may do, start by start; `undefined` tables stand for «any start, no pause». */
export interface StartTable {
  /** First allowed start from a period on, by period; the horizon + 1 where there is none. */
  next: Int32Array;
  /** Last allowed start up to a period, by period; -1 where there is none. */
  previous: Int32Array;
  /** Of a task that pauses. */
  pauses?: Pauses;
}

export interface Pauses {
  /** Open periods before a period, by period (horizon + 1 of them). */
  openBefore: Int32Array;
  /** The open periods in order. */
  open: Int32Array;
}

export interface StartRules {
  /** Periods [from, to) in which it may not work. */
  closed: readonly (readonly [number, number])[];
  pauses: boolean;
  /** Periods [from, to) in which it may start; absent: any. */
  starts?: readonly (readonly [number, number])[] | undefined;
}

/** The table of a task of `duration` worked periods within `horizon` periods. */
export function startTable(horizon: number, duration: number, rules: StartRules): StartTable {
  const { closed, pauses, starts } = rules;
  const isClosed = flags(horizon, closed);
  const mayStart = starts ? flags(horizon + 1, starts) : new Uint8Array(horizon + 1).fill(1);
  const openBefore = new Int32Array(horizon + 1);
  for (let t = 0; t < horizon; t += 1) openBefore[t + 1] = openBefore[t]! + 1 - isClosed[t]!;
  const allowed = (t: number): boolean => {
    if (!mayStart[t] || t + duration > horizon) return false;
    if (!pauses || duration === 0) return openBefore[t + duration]! - openBefore[t]! === duration;
    return !isClosed[t] && openBefore[horizon]! - openBefore[t]! >= duration;
  };
  const next = new Int32Array(horizon + 2).fill(horizon + 1);
  const previous = new Int32Array(horizon + 2).fill(-1);
  for (let t = horizon; t >= 0; t -= 1) next[t] = allowed(t) ? t : next[t + 1]!;
  for (let t = 0; t <= horizon + 1; t += 1)
    previous[t] = t <= horizon && next[t] === t ? t : t > 0 ? previous[t - 1]! : -1;
  if (!pauses) return { next, previous };
  const open = Int32Array.from({ length: horizon }, (_, t) => t).filter((t) => !isClosed[t]);
  return { next, previous, pauses: { openBefore, open } };
}

function flags(length: number, windows: readonly (readonly [number, number])[]): Uint8Array {
  const result = new Uint8Array(length);
  for (const [from, to] of windows) result.fill(1, from, Math.max(from, to));
  return result;
}
