import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { loadEstate, type Mig } from "../../../config/index.js";
import { fullMixes, placeMix } from "../../../lib/capacity/mig.js";
import { DEFAULT_ESTATE } from "../../../scripts/support/options.js";

const mig = loadEstate(DEFAULT_ESTATE).estate.ai?.gpus["h100-80gb"]?.mig as Mig;
const profiles = Object.keys(mig.profiles).filter((profile) => !profile.includes("+"));

describe("slices of an H100", () => {
  it("fill the card in 38 ways, 14 of them without 1g.20gb", () => {
    const others = profiles.filter((profile) => profile !== "1g.20gb");
    expect(fullMixes(mig, profiles)).toHaveLength(38);
    expect(fullMixes(mig, others)).toHaveLength(14);
  });

  it("leave three or four small ones beside 3g.40gb, as it lies", () => {
    const beside = fullMixes(mig, ["1g.10gb", "3g.40gb"]).filter((mix) => mix["3g.40gb"] === 1);
    expect(beside.map((mix) => mix["1g.10gb"]).toSorted()).toEqual([3, 4]);
  });

  it("of an H200 fill it in as many ways, and as NVIDIA's own layouts do", () => {
    const other = loadEstate(DEFAULT_ESTATE).estate.ai?.gpus["h200-141gb"]?.mig as Mig;
    const names = Object.keys(other.profiles).filter((profile) => !profile.includes("+"));
    expect(fullMixes(other, names)).toHaveLength(38);
    // Source: NVIDIA/mig-parted, config-default.yaml @1400787: `all-balanced` and `all-<profile>` of the H200.
    expect(placeMix(other, { "1g.18gb": 2, "2g.35gb": 1, "3g.71gb": 1 })).toBeDefined();
    const alone = { "1g.18gb": 7, "1g.35gb": 4, "2g.35gb": 3, "3g.71gb": 2, "4g.71gb": 1, "7g.141gb": 1 };
    for (const [profile, count] of Object.entries(alone)) {
      expect(placeMix(other, { [profile]: count })).toBeDefined();
      expect(placeMix(other, { [profile]: count + 1 })).toBeUndefined();
    }
  });

  it.each<[Record<string, number>, boolean]>([
    [{ "1g.10gb": 7 }, true],
    [{ "1g.10gb": 8 }, false],
    [{ "3g.40gb": 2, "1g.10gb": 1 }, false],
    [{ "4g.40gb": 1, "3g.40gb": 1 }, true],
    [{ "2g.20gb": 3, "1g.10gb": 1 }, true],
    [{ "7g.80gb": 1, "1g.10gb": 1 }, false],
    [{ "1g.10gb+me": 2 }, false],
  ])("%j fit: %s", (mix, fits) => {
    expect(placeMix(mig, mix) !== undefined).toBe(fits);
  });

  it("never overlap, begin where they may, and keep fitting when one is taken away", () => {
    const mixes = fc.record(Object.fromEntries(profiles.map((profile) => [profile, fc.nat(4)])));
    fc.assert(
      fc.property(mixes, (mix) => {
        const placed = placeMix(mig, mix);
        if (!placed) return;
        const taken = placed.flatMap(({ profile, start }) => {
          expect(mig.profiles[profile]?.starts).toContain(start);
          return Array.from(
            { length: mig.profiles[profile]?.memorySlices ?? 0 },
            (_, slice) => start + slice,
          );
        });
        expect(new Set(taken).size).toBe(taken.length);
        expect(taken.every((slice) => slice < mig.memorySlices)).toBe(true);
        for (const [profile, count] of Object.entries(mix)) {
          if (count > 0) expect(placeMix(mig, { ...mix, [profile]: count - 1 })).toBeDefined();
        }
      }),
    );
  });
});
