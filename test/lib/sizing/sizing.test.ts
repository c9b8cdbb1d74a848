import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Academy, Application } from "../../../config/index.js";
import { dataSize, replicas, volumeSize } from "../../../lib/sizing/index.js";
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
