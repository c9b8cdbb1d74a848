import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { erlangB, erlangC, serversForRefusal, serversForWait } from "../../../lib/capacity/erlang.js";

const goal = { holding: 1, longest: 0, utilisation: 1 };

describe("Erlang's formulas", () => {
  it.each([
    { load: 20, refused: 30, fifth: 26, twentieth: 29 },
    { load: 60, refused: 75, fifth: 69, twentieth: 75 },
    { load: 150, refused: 170, fifth: 164, twentieth: 173 },
  ])("agree with published tables at $load erlangs", ({ load, refused, fifth, twentieth }) => {
    expect(serversForRefusal(load, 0.01)).toBe(refused);
    expect(serversForWait(load, { ...goal, probability: 0.8 })).toBe(fifth);
    expect(serversForWait(load, { ...goal, probability: 0.95 })).toBe(twentieth);
  });

  it("refuse half of one erlang at one server, and let as many wait as it is busy", () => {
    expect(erlangB(1, 1)).toBeCloseTo(0.5, 12);
    expect(erlangC(1, 0.3)).toBeCloseTo(0.3, 12);
  });

  it("need nothing where nothing is asked for", () => {
    expect(serversForRefusal(0, 0.01)).toBe(0);
    expect(serversForWait(0, { ...goal, probability: 0.9 })).toBe(0);
  });

  it("keep servers below the utilisation that is allowed", () => {
    expect(serversForWait(8, { holding: 1, longest: 1e6, probability: 0.5, utilisation: 0.8 })).toBe(10);
  });

  it("agree with the recursion over servers", () => {
    const loads = fc.double({ min: 0.01, max: 400, noNaN: true });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 500 }), loads, (servers, load) => {
        let refused = 1;
        for (let count = 1; count <= servers; count += 1)
          refused = (load * refused) / (count + load * refused);
        fc.pre(refused > 1e-290);
        expect(erlangB(servers, load) / refused).toBeCloseTo(1, 9);
      }),
    );
  });

  it("answer for any load that growth may lead to", () => {
    for (const load of [1e5, 1e9, 1e12, 1e13, 1e40]) {
      expect(serversForRefusal(load, 0.01) / load).toBeCloseTo(0.99, 2);
      expect(serversForWait(load, { ...goal, probability: 0.9 }) / load).toBeCloseTo(1, 2);
    }
  });
});
