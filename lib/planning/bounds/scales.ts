/** Scales through which amounts of a resource are seen, so that sums show what cannot fit side by side. */
import type { Model } from "../model/model.js";

export interface Scale {
  amount(amount: number): number;
  /** What there is before each period, on this scale (horizon + 1 of them). */
  by: Float64Array;
}

/** Steps of each kind of scale at most: more are rarely of use. */
const MOST_STEPS = 12;

/**
 * The amounts as they are, and, where the capacity C never changes, dual feasible functions f: wherever amounts fit
 * into C together, their f fit into f(C). For each step k up to C / 2:
 *
 * - Amounts above C − k count as C, those below k as nothing, the others as they are. Valid: beside an amount above
 *   C − k there is room only for such that count as nothing; without one, nothing counts as more than it is.
 * - Amounts a below C / 2 count as 2⌊a / k⌋, C / 2 as ⌊C / k⌋, others as 2⌊C / k⌋ − 2⌊(C − a) / k⌋, and C as 2⌊C / k⌋.
 *   Valid: ⌊a / k⌋ of several is at most that of their sum. So beside one a above C / 2 the others count as at most
 *   2⌊(C − a) / k⌋; beside a half they count as at most 2⌊C / 2k⌋ ≤ ⌊C / k⌋.
 *
 * Source: Carlier, Clautiaux and Moukrim, «New reduction procedures and lower bounds for the two-dimensional bin
 * packing problem with fixed orientation», Computers & Operations Research 34 (2007).
 */
export function scalesOf(model: Model, resource: number): Scale[] {
  const scales: Scale[] = [{ amount: (amount) => amount, by: capacityBy(model, resource) }];
  const whole = constantCapacity(model, resource);
  if (whole === undefined) return scales;
  const constant = (amount: number) => Float64Array.from({ length: model.horizon + 1 }, (_, t) => amount * t);
  for (const k of stepsUpTo(Math.floor(whole / 2))) {
    scales.push({ amount: (a) => (a > whole - k ? whole : a < k ? 0 : a), by: scales[0]!.by });
    const all = 2 * Math.floor(whole / k);
    scales.push({
      amount: (a) => {
        if (2 * a < whole) return 2 * Math.floor(a / k);
        return 2 * a === whole ? all / 2 : all - 2 * Math.floor((whole - a) / k);
      },
      by: constant(all),
    });
  }
  return scales;
}

/** What there is of a renewable resource in every period; `undefined` where it is cumulative or changes. */
export function constantCapacity(
  { capacity, cumulative, horizon }: Model,
  resource: number,
): number | undefined {
  const given = capacity.subarray(resource * horizon, (resource + 1) * horizon);
  return !cumulative[resource] && given.every((amount) => amount === given[0]) ? given[0] : undefined;
}

function stepsUpTo(most: number): number[] {
  const stride = Math.max(1, Math.ceil(most / MOST_STEPS));
  return Array.from({ length: Math.floor(most / stride) }, (_, index) => (index + 1) * stride);
}

function capacityBy({ capacity, horizon }: Model, resource: number): Float64Array {
  const by = new Float64Array(horizon + 1);
  for (let t = 0; t < horizon; t += 1) by[t + 1] = by[t]! + capacity[resource * horizon + t]!;
  return by;
}
