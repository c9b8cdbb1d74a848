import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Academy, Application } from "../../../config/index.js";
import { dataSize, disruptionBudget, replicas, volumeSize } from "../../../lib/sizing/index.js";
import { minimalEstate } from "../../support/estate.js";

const { applications, academies } = minimalEstate().estate;
const eleves = applications.eleves as Application;
const agendas = applications.agendas as Application;
const lille = academies.lille as Academy;
const GIBIBYTE = 1024 ** 3;

describe("sizes", () => {
  it("of data are the base and as much again for each establishment", () => {
    expect(dataSize(eleves, { ...lille, establishments: 100 })).toBe(
      (eleves.database?.size.base ?? 0) + 100 * (eleves.database?.size.perEstablishment ?? 0),
    );
  });

  it("of volumes are whole gibibytes that hold the data with room to grow", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2000 }), (establishments) => {
        const academy = { ...lille, establishments };
        const volume = volumeSize(eleves, academy, 100);
        expect(volume % GIBIBYTE).toBe(0);
        expect(volume).toBeGreaterThanOrEqual(dataSize(eleves, academy) * 1.5);
      }),
    );
  });

  it("of a shared volume are what is stated, whatever academies there are", () => {
    expect(volumeSize(agendas, undefined, 100)).toBe(agendas.database?.storage);
  });

  it("of releases never fall when an academy grows, and keep their floor at any scale", () => {
    fc.assert(
      fc.property(
        fc.nat(2000),
        fc.nat(500),
        fc.integer({ min: 1, max: 100 }),
        (establishments, more, scale) => {
          const small = replicas(eleves, establishments, scale);
          expect(replicas(eleves, establishments + more, scale).max).toBeGreaterThanOrEqual(small.max);
          expect(small.max).toBeGreaterThanOrEqual(small.min);
          expect(small.min).toBe(eleves.web.replicas.min);
        },
      ),
    );
  });
});

describe("a disruption budget", () => {
  const away = (budget: string, size: number): number => {
    const percent = /^(\d+)%$/.exec(budget)?.[1];
    // As Kubernetes scales it. Source: kubernetes, pkg/controller/disruption, `GetScaledValueFromIntOrPercent(…, true)`.
    return percent === undefined ? Number(budget) : Math.ceil((size * Number(percent)) / 100);
  };
  const range = fc.tuple(fc.integer({ min: 1, max: 400 }), fc.nat(400)).map(([min, more]) => ({
    min,
    max: min + more,
  }));

  it("lets the fullest of evenly filled zones go, whatever the autoscaler chose", () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 9 }), range, fc.nat(400), (zones, sizes, chosen) => {
        const size = Math.min(sizes.max, sizes.min + chosen);
        expect(away(disruptionBudget(zones, sizes), size)).toBeGreaterThanOrEqual(Math.ceil(size / zones));
      }),
    );
  });

  it("lets no more go than a zone, where there are fewer than a hundred replicas over three", () => {
    for (let max = 2; max < 100; max += 1) {
      expect(away(disruptionBudget(3, { min: 2, max }), max)).toBe(Math.ceil(max / 3));
    }
  });

  it("never lets all go, unless there is one alone", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9 }), range, (zones, { min, max }) => {
        fc.pre(min > 1);
        expect(away(disruptionBudget(zones, { min, max }), min)).toBeLessThan(min);
      }),
    );
  });
});
