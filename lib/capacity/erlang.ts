/**
 * Erlang's formulas: how many servers a load needs where what finds none is refused (B) or waits (C).
 * Source: A. K. Erlang, 1917; the usual recursion over servers (ITU-T E.501), written out.
 */
import { ROUNDING, roundUp } from "./rounding.js";

/** Erlangs beyond which chance no longer matters: what exceeds the servers is refused. */
const FLUID = 1e12;

/** Part that is refused of `load` erlangs at `servers` servers: 1 ÷ (1 + s ÷ load + s × (s − 1) ÷ load² + …). */
export function erlangB(servers: number, load: number): number {
  if (load === 0) return 0;
  if (load > FLUID) return Math.max(0, 1 - servers / load);
  let sum = 1;
  let term = 1;
  for (let left = servers; left > 0; left -= 1) {
    term *= left / load;
    sum += term;
    if (sum === Infinity || (left < load && term < sum * Number.EPSILON ** 2)) break;
  }
  return 1 / sum;
}

/** Part that waits of `load` erlangs at `servers` servers; 1 where they cannot keep up. */
export function erlangC(servers: number, load: number): number {
  if (load >= servers) return load === 0 ? 0 : 1;
  const refused = erlangB(servers, load);
  return refused / (1 - (load / servers) * (1 - refused));
}

/** Part that waits longer than the goal's longest wait; holding times are exponential. */
export function waitsLonger(
  servers: number,
  load: number,
  { holding, longest }: Pick<WaitGoal, "holding" | "longest">,
): number {
  if (load >= servers) return load === 0 ? 0 : 1;
  return erlangC(servers, load) * Math.exp((-(servers - load) * longest) / holding);
}

/** The least servers of which at most `refused` of the load finds none free. */
export function serversForRefusal(load: number, refused: number): number {
  return least(load === 0 ? 0 : 1, (servers) => erlangB(servers, load) <= refused);
}

export interface WaitGoal {
  /** Seconds that a job takes on average. */
  holding: number;
  /** Seconds that a job waits at most … */
  longest: number;
  /** … with this probability. */
  probability: number;
  /** Of the servers, on average, at most. */
  utilisation: number;
}

/** The least servers at which waits keep to the goal. */
export function serversForWait(load: number, goal: WaitGoal): number {
  const busy = Math.max(0, roundUp(load / goal.utilisation));
  return least(busy, (servers) => waitsLonger(servers, load, goal) <= 1 - goal.probability + ROUNDING);
}

/** The least number from `from` on that suffices, where all larger ones do as well: ever larger steps, then halves. */
function least(from: number, suffices: (servers: number) => boolean): number {
  if (suffices(from)) return from;
  let low = from;
  let step = 1;
  for (; !suffices(low + step); step *= 2) low += step;
  let high = low + step;
  for (let middle = low; ; ) {
    middle = Math.floor((low + high) / 2);
    if (middle <= low || middle >= high) return high;
    if (suffices(middle)) high = middle;
    else low = middle;
  }
}
