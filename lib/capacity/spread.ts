/** Spread: how many replicas each of several clusters has, of which any may be lost. */
import { roundUp } from "./rounding.js";

/** One cluster: replicas that fit there, and those that would hold all requests alone; 0 where nothing is known to. */
export interface Room {
  fits: number;
  all: number;
}

/**
 * Without any one cluster the others hold all. Parts are even where they fit. A small cluster has what fits there, and the
 * larger ones the more; what no longer fits all of them together is missing on the smallest.
 */
export function spread(rooms: readonly Room[]): number[] {
  const known = rooms.filter(({ all }) => all > 0);
  const { least, most } = bounds(known.map(partOf).toSorted((a, b) => a - b));
  return rooms.map((room) => {
    if (room.all === 0) return 0;
    const part = partOf(room);
    if (part > least && part < most) return room.fits;
    return roundUp((part >= most ? most : least) * room.all);
  });
}

const partOf = ({ fits, all }: Room) => fits / all;

/** The parts that each cluster has at least, whether they fit or not, and at most; `fitting` by size, smallest first. */
function bounds(fitting: readonly number[]): { least: number; most: number } {
  const others = fitting.slice(0, -1);
  if (others.length === 0) return { least: 1, most: 1 };
  const sum = (parts: readonly number[]) => parts.reduce((total, part) => total + part, 0);
  for (const [smaller, part] of others.entries()) {
    const most = (1 - sum(fitting.slice(0, smaller))) / (others.length - smaller);
    if (most <= part) return { least: 0, most };
  }
  const raised = others.findIndex((_, index) => {
    const least = (1 - sum(others.slice(index + 1))) / (index + 1);
    return least <= (fitting[index + 1] as number);
  });
  const lacking = raised < 0 ? others : others.slice(0, raised + 1);
  const least = (1 - sum(others.slice(lacking.length))) / lacking.length;
  return { least, most: Math.max(least, ...others) };
}
