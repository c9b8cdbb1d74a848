/** A bound on what is paid for every period in which something is not finished yet. */
import type { Supply } from "./supply.js";

/** Something that costs `weight` for each period from `from` on in which one of its tasks has not ended. */
export interface Item {
  weight: number;
  from: number;
  /** Least end of the last of its tasks. */
  earliestEnd: number;
  tasks: readonly number[];
}

/**
 * Least total of weight × max(0, end − from) over the items, an item ending with its last task.
 *
 * Proof. The total is the sum over periods t of the weights of the items with from ≤ t that end after t. Take one t.
 * Items with earliestEnd > t are among those. Of the others, those that have ended by t have had all that they need of
 * a resource, which together is at most its supply by t; so the rest needs at least the excess E of the need of all over
 * the supply. The cheapest such rest weighs at least as much as the cheapest fractional one, which takes items by least
 * weight per need until E is covered (Dantzig), rounded up as weights are whole. The largest of these over the resources
 * is a bound at t, and the sum over t is one of the total. No item is paid before its `from`. A task in several items
 * is counted in none of them (its need would be counted twice).
 */
export function unfinishedBound(
  items: readonly Item[],
  supplies: readonly Supply[],
  horizon: number,
  isLate: () => boolean,
): number {
  const owners = new Map<number, number>();
  for (const { tasks } of items) for (const task of tasks) owners.set(task, (owners.get(task) ?? 0) + 1);
  const needs = supplies.map(({ need }) =>
    items.map(({ tasks }) =>
      tasks.reduce((total, task) => total + (owners.get(task) === 1 ? need[task]! : 0), 0),
    ),
  );
  const orders = needs.map((need) =>
    Int32Array.from(items.keys())
      .filter((item) => need[item]! > 0)
      .sort((a, b) => items[a]!.weight / need[a]! - items[b]!.weight / need[b]!),
  );
  // Later periods would add nothing, or only where a cumulative supply shrinks: to leave periods out is valid.
  const settled = items.reduce((last, { from, earliestEnd }) => Math.max(last, from, earliestEnd), 0);
  let total = 0;
  for (let t = 0; t < horizon; t += 1) {
    let certain = 0;
    for (const { weight, from, earliestEnd } of items) if (from <= t && earliestEnd > t) certain += weight;
    let most = 0;
    for (const [index, { by }] of supplies.entries())
      most = Math.max(most, excessWeight(items, needs[index]!, orders[index]!, by[t]!, t));
    total += certain + most;
    if ((t >= settled && certain + most === 0) || isLate()) break;
  }
  return total;
}

function excessWeight(
  items: readonly Item[],
  need: readonly number[],
  order: Int32Array,
  supply: number,
  t: number,
): number {
  const isOpen = ({ from, earliestEnd }: Item) => from <= t && earliestEnd <= t;
  let excess = -supply;
  for (const item of order) if (isOpen(items[item]!)) excess += need[item]!;
  let weight = 0;
  for (const item of order) {
    if (excess <= 0) break;
    if (!isOpen(items[item]!)) continue;
    weight += items[item]!.weight * Math.min(1, excess / need[item]!);
    excess -= need[item]!;
  }
  return Math.ceil(weight - 1e-6);
}
