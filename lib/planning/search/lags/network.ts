/** Project problems as networks of lags: least distances between the starts of all tasks, as far as they are known. */
import type { Model } from "../../model/model.js";
import { hasMaximalLags } from "../repair.js";

/** No least distance. */
export const NONE = -1_000_000_000;
/** Of more tasks, all distances cost too much. */
const MOST_TASKS = 150;

export interface Network {
  readonly model: Model;
  /** Tasks, and after them the origin of time. */
  readonly nodes: number;
  /** Least distances by the problem's facts: start(b) ≥ start(a) + distance[a × nodes + b]. */
  readonly distance: Int32Array;
  /** What each task uses, by resource × tasks + task. */
  readonly use: Int32Array;
  readonly capacity: Int32Array;
}

/**
 * The network of a problem with maximal lags whose makespan counts first, whose tasks have one mode and use the same from
 * start to end, and whose capacities and calendars never change; undefined for others and where lags contradict.
 */
export function asNetwork(model: Model): Network | undefined {
  const n = model.tasks.length;
  if (n > MOST_TASKS || model.objective[0] !== "makespan" || !hasMaximalLags(model)) return undefined;
  if (model.duration.length > n || model.takes.amount.length > 0 || model.tables.some(Boolean))
    return undefined;
  const { uses, duration, horizon, links, resources } = model;
  const use = new Int32Array(resources.length * n);
  for (let task = 0; task < n; task += 1)
    for (let u = uses.first[task]!; u < uses.first[task + 1]!; u += 1) {
      if (uses.from[u] !== 0 || uses.to[u] !== duration[task]) return undefined;
      use[uses.resource[u]! * n + task] = uses.amount[u]!;
    }
  const capacity = Int32Array.from(resources, (_, resource) => model.capacity[resource * horizon]!);
  if (model.capacity.some((amount, cell) => amount !== capacity[Math.floor(cell / horizon)]))
    return undefined;
  if (links.cost.some((cost) => cost >= 0)) return undefined;
  const network = { model, nodes: n + 1, distance: emptyDistances(n + 1), use, capacity };
  return fillDistances(network) ? network : undefined;
}

function emptyDistances(nodes: number): Int32Array {
  const distance = new Int32Array(nodes * nodes).fill(NONE);
  for (let node = 0; node < nodes; node += 1) distance[node * nodes + node] = 0;
  return distance;
}

function fillDistances({ model, nodes, distance }: Network): boolean {
  const { links, duration, earliest, latest, deadline } = model;
  const origin = nodes - 1;
  for (let task = 0; task < origin; task += 1) {
    const last = Math.min(latest[task]!, deadline[task]! - duration[task]!);
    if (!addDistance(distance, nodes, origin, task, earliest[task]!)) return false;
    if (!addDistance(distance, nodes, task, origin, -last)) return false;
  }
  for (let link = 0; link < links.count; link += 1) {
    const [from, to] = [links.from[link]!, links.to[link]!];
    const lag =
      links.lag[link]! +
      (links.fromEnd[link] ? duration[from]! : 0) -
      (links.toEnd[link] ? duration[to]! : 0);
    if (!addDistance(distance, nodes, from, to, lag)) return false;
  }
  return true;
}

/** Makes start(b) ≥ start(a) + least hold, with all that follows; false, having changed nothing, where nothing can. */
export function addDistance(
  distance: Int32Array,
  nodes: number,
  a: number,
  b: number,
  least: number,
): boolean {
  if (distance[a * nodes + b]! >= least) return true;
  if (distance[b * nodes + a]! + least > 0) return false;
  for (let i = 0; i < nodes; i += 1) {
    if (distance[i * nodes + a] === NONE) continue;
    const before = distance[i * nodes + a]! + least;
    if (before <= distance[i * nodes + b]!) continue;
    for (let j = 0; j < nodes; j += 1) {
      if (distance[b * nodes + j] === NONE) continue;
      const whole = before + distance[b * nodes + j]!;
      if (whole > distance[i * nodes + j]!) distance[i * nodes + j] = whole;
    }
  }
  return true;
}
