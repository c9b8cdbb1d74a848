/**
 * Erlang's formulas: how many servers a load needs where what finds none is refused (B) or waits (C).
 * Source: A. K. Erlang, 1917; the recursion over servers is the usual one (ITU-T E.501).
 */

/** Part that is refused of `load` erlangs at `servers` servers. */
export function erlangB(servers: number, load: number): number {
  let refused = 1;
  for (let count = 1; count <= servers; count += 1) refused = (load * refused) / (count + load * refused);
  return load === 0 ? 0 : refused;
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
  const busy = Math.max(0, Math.ceil(load / goal.utilisation - ROUNDING));
  return least(busy, (servers) => waitsLonger(servers, load, goal) <= 1 - goal.probability + ROUNDING);
}

const ROUNDING = 1e-9;

function least(from: number, suffices: (servers: number) => boolean): number {
  let servers = from;
  while (!suffices(servers)) servers += 1;
  return servers;
}
