/** An order in which every task comes after those that it must follow, as far as there is one. */
import type { Links } from "./model.js";

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
