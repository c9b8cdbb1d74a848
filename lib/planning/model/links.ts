/** What must come how long after what, by number. */
import type { PlanningProblem } from "../problem.js";
import { type Adjacency, adjacency } from "./adjacency.js";

/** event(to) ≥ event(from) + lag, an event being the task's start or its end. */
export interface Links {
  readonly count: number;
  readonly from: Int32Array;
  readonly to: Int32Array;
  readonly fromEnd: Uint8Array;
  readonly toEnd: Uint8Array;
  readonly lag: Int32Array;
  /** The precedence that it comes from. */
  readonly precedence: Int32Array;
  /** What it costs not to keep it; -1: it must be kept. */
  readonly cost: Float64Array;
  /** Links into and out of a task: in.list[in.first[i]…]. */
  readonly into: Adjacency;
  readonly outOf: Adjacency;
}

export function compileLinks(problem: PlanningProblem, number: ReadonlyMap<string, number>): Links {
  const links = problem.precedences.flatMap(({ from, to, type, min, max, cost = -1 }, precedence) => {
    const [fromEnd, toEnd] = [type.startsWith("finish"), type.endsWith("finish")];
    const [a, b] = [number.get(from) ?? -1, number.get(to) ?? -1];
    const forward = { from: a, to: b, fromEnd, toEnd, lag: min, precedence, cost };
    const backward = { from: b, to: a, fromEnd: toEnd, toEnd: fromEnd, precedence, cost };
    return max === undefined ? [forward] : [forward, { ...backward, lag: -max }];
  });
  const n = number.size;
  return {
    count: links.length,
    from: Int32Array.from(links, ({ from }) => from),
    to: Int32Array.from(links, ({ to }) => to),
    fromEnd: Uint8Array.from(links, ({ fromEnd }) => Number(fromEnd)),
    toEnd: Uint8Array.from(links, ({ toEnd }) => Number(toEnd)),
    lag: Int32Array.from(links, ({ lag }) => lag),
    precedence: Int32Array.from(links, ({ precedence }) => precedence),
    cost: Float64Array.from(links, ({ cost }) => cost),
    into: adjacency(
      n,
      links.map(({ to }) => to),
    ),
    outOf: adjacency(
      n,
      links.map(({ from }) => from),
    ),
  };
}

/**
 * Kahn's algorithm. Where a cycle leaves no task free, one goes on that waits only for precedences with a cost,
 * or else the first one left.
 */
export function sortTopologically(n: number, links: Links): Int32Array {
  const waits = new Int32Array(n);
  const mustWait = new Int32Array(n);
  const count = (link: number, change: number) => {
    if (links.lag[link]! < 0) return;
    waits[links.to[link]!]! += change;
    if (links.cost[link]! < 0) mustWait[links.to[link]!]! += change;
  };
  for (let link = 0; link < links.count; link += 1) count(link, 1);
  const result = new Int32Array(n);
  const isTaken = new Uint8Array(n);
  let taken = 0;
  const take = (task: number) => {
    isTaken[task] = 1;
    result[taken++] = task;
  };
  for (let task = 0; task < n; task += 1) if (waits[task] === 0) take(task);
  for (let next = 0; next < n; next += 1) {
    if (next === taken) {
      const free = mustWait.findIndex((waiting, task) => waiting === 0 && !isTaken[task]);
      take(free >= 0 ? free : isTaken.indexOf(0));
    }
    const task = result[next]!;
    for (let k = links.outOf.first[task]!; k < links.outOf.first[task + 1]!; k += 1) {
      const link = links.outOf.list[k]!;
      count(link, -1);
      if (waits[links.to[link]!] === 0 && !isTaken[links.to[link]!]) take(links.to[link]!);
    }
  }
  return result;
}
