/** Cards: how many of a pool hold so many whole GPUs and slices. */
import type { KnownPool } from "./pools.js";
import { roundUp } from "./rounding.js";

/** What is held of a pool: whole GPUs, those that nodes leave unusable included, or slices of one profile. */
export interface Held {
  slice?: string | undefined;
  units: number;
}

/** Units that each card of a pool offers. */
export const unitsOfCard = ({ group }: KnownPool, slice: string | undefined): number =>
  slice === undefined ? 1 : Math.max(1, group.gpus.mig?.[slice] ?? 0);

/** Units of each slice, by which all that is held of it counts together; of whole GPUs under `undefined`. */
export function unitsBySlice(held: readonly Held[]): Map<string | undefined, number> {
  const units = new Map<string | undefined, number>();
  for (const one of held) units.set(one.slice, (units.get(one.slice) ?? 0) + one.units);
  return units;
}

/**
 * GPUs of a pool that hold all of it. Its cards are cut alike and each offers all profiles of the layout, so that the
 * scarcest one counts; `whole`: a card is needed for a part of it.
 */
export function cardsOf(held: readonly Held[], known: KnownPool, { whole } = { whole: true }): number {
  const units = unitsBySlice(held);
  const cut = [...units].map(([slice, count]) =>
    slice === undefined ? 0 : count / unitsOfCard(known, slice),
  );
  const cards = Math.max(0, ...cut);
  return (units.get(undefined) ?? 0) + (whole ? roundUp(cards) : cards);
}
