/** Workshops: problems whose tasks each need one machine that does one thing at a time. */
import type { Model } from "../../model/model.js";

/** A model seen as a workshop. Tasks and modes are the model's. */
export interface Shop {
  readonly model: Model;
  /** Resource that a mode occupies, by mode; NONE where it needs no machine. */
  readonly machine: Int32Array;
  /** How many tasks a machine has on average, and how many machines there are. */
  readonly tasksPerMachine: number;
  /** Tasks in an order in which every link goes forward. */
  readonly topological: Int32Array;
}

export const NONE = -1;

/**
 * The workshop that a model is; `undefined` where it is none. It is one where the makespan counts first, no calendar,
 * deadline, pin, maximal lag or bridge plays a part, every mode uses at most one resource, from its start to its end,
 * and no two modes fit on a resource at once. Job shops, flexible job shops and flow shops are workshops.
 */
export function asShop(model: Model): Shop | undefined {
  const { horizon, takes, tables, latest, deadline, objective, firstMode, duration } = model;
  if (objective[0] !== "makespan" || takes.amount.length > 0) return undefined;
  if (tables.some((table) => table !== undefined)) return undefined;
  if (latest.some((t) => t < horizon) || deadline.some((t) => t < horizon)) return undefined;
  const machine = machines(model);
  const topological = sortLinks(model);
  if (!machine || !topological) return undefined;
  const used = new Set(machine);
  used.delete(NONE);
  if (used.size === 0 || duration.length < firstMode.length - 1) return undefined;
  return { model, machine, topological, tasksPerMachine: model.tasks.length / used.size };
}

/** The machine of each mode; `undefined` where some mode needs more than a machine. */
function machines({ uses, duration, resources, capacity, horizon }: Model): Int32Array | undefined {
  const machine = new Int32Array(duration.length).fill(NONE);
  const least = new Int32Array(resources.length).fill(0x7fffffff);
  const most = new Int32Array(resources.length);
  for (let mode = 0; mode < duration.length; mode += 1) {
    const u = uses.first[mode]!;
    const count = uses.first[mode + 1]! - u;
    if (count === 0) continue;
    if (count > 1 || uses.from[u] !== 0 || uses.to[u] !== duration[mode]) return undefined;
    const resource = uses.resource[u]!;
    machine[mode] = resource;
    least[resource] = Math.min(least[resource]!, uses.amount[u]!);
    most[resource] = Math.max(most[resource]!, uses.amount[u]!);
  }
  for (let resource = 0; resource < resources.length; resource += 1) {
    if (most[resource] === 0) continue;
    const given = capacity.subarray(resource * horizon, (resource + 1) * horizon);
    if (given.some((amount) => amount >= 2 * least[resource]! || amount < most[resource]!)) return undefined;
  }
  return machine;
}

/** Kahn's algorithm over links that must be kept and run forward in time; `undefined` where some do not. */
function sortLinks({ tasks, links }: Model): Int32Array | undefined {
  for (let link = 0; link < links.count; link += 1)
    if (links.cost[link]! >= 0 || links.lag[link]! < 0 || links.toEnd[link]) return undefined;
  const waits = new Int32Array(tasks.length);
  for (let link = 0; link < links.count; link += 1) waits[links.to[link]!]! += 1;
  const order = new Int32Array(tasks.length);
  let count = 0;
  for (let task = 0; task < tasks.length; task += 1) if (waits[task] === 0) order[count++] = task;
  for (let next = 0; next < count; next += 1) {
    const { first, list } = links.outOf;
    for (let k = first[order[next]!]!; k < first[order[next]! + 1]!; k += 1) {
      const task = links.to[list[k]!]!;
      waits[task]! -= 1;
      if (waits[task] === 0) order[count++] = task;
    }
  }
  return count === tasks.length ? order : undefined;
}
