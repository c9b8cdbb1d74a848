/** MIG: whether slices fit one card together. Order matters where a profile has several starts: all are tried. */
import type { Mig } from "../../config/index.js";

/** Slices of one card by profile. */
export type Mix = Record<string, number>;

/** A place for every slice of the mix, as profile and start; undefined where there is none. */
export function placeMix(mig: Mig, mix: Mix): { profile: string; start: number }[] | undefined {
  const wanted = Object.entries(mix)
    .flatMap(([profile, count]) => Array<string>(count).fill(profile))
    // Large ones first: fewer ways to try.
    .toSorted((a, b) => (mig.profiles[b]?.memorySlices ?? 0) - (mig.profiles[a]?.memorySlices ?? 0));
  if (Object.entries(mix).some(([profile, count]) => count > (mig.profiles[profile]?.most ?? 0)))
    return undefined;
  const compute = wanted.reduce((sum, profile) => sum + (mig.profiles[profile]?.computeSlices ?? 0), 0);
  if (compute > mig.computeSlices) return undefined;
  return place(mig, wanted, Array<boolean>(mig.memorySlices).fill(false));
}

function place(
  mig: Mig,
  [profile, ...others]: string[],
  taken: readonly boolean[],
): { profile: string; start: number }[] | undefined {
  if (profile === undefined) return [];
  const { starts, memorySlices } = mig.profiles[profile] as Mig["profiles"][string];
  for (const start of starts) {
    const end = start + memorySlices;
    if (end > mig.memorySlices || taken.slice(start, end).includes(true)) continue;
    const rest = place(
      mig,
      others,
      taken.map((is, slice) => is || (slice >= start && slice < end)),
    );
    if (rest) return [{ profile, start }, ...rest];
  }
  return undefined;
}

/**
 * Every mix of a full card: one to which, as its slices lie, none of these profiles can be added. The order in which
 * slices are made decides how they lie: with 3g.40gb at 0 three 1g.10gb fill an H100, at 4 four do.
 */
export function fullMixes(mig: Mig, profiles = Object.keys(mig.profiles)): Mix[] {
  const full = new Map<string, Mix>();
  const visited = new Set<string>();
  const visit = (mix: Mix, taken: readonly boolean[], compute: number) => {
    const counts = profiles.map((profile) => mix[profile] ?? 0).join();
    const state = `${counts}/${taken.map(Number).join("")}`;
    if (visited.has(state)) return;
    visited.add(state);
    let more = false;
    for (const profile of profiles) {
      const { starts, memorySlices, computeSlices, most } = mig.profiles[profile] as Mig["profiles"][string];
      if ((mix[profile] ?? 0) >= most || compute + computeSlices > mig.computeSlices) continue;
      for (const start of starts) {
        const end = start + memorySlices;
        if (end > mig.memorySlices || taken.slice(start, end).includes(true)) continue;
        more = true;
        visit(
          { ...mix, [profile]: (mix[profile] ?? 0) + 1 },
          taken.map((is, slice) => is || (slice >= start && slice < end)),
          compute + computeSlices,
        );
      }
    }
    if (!more) full.set(counts, mix);
  };
  visit({}, Array<boolean>(mig.memorySlices).fill(false), 0);
  return [...full.values()];
}
