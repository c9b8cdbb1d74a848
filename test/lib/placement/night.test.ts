import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BACKUP_HOURS, momentOf, VERIFICATION_HOURS } from "../../../lib/placement/night.js";

describe("nightly work", () => {
  it.each([
    ["backups", BACKUP_HOURS],
    ["verifications", VERIFICATION_HOURS],
  ] as const)("keeps %s inside of their hours, whatever the name", (_, hours) => {
    fc.assert(
      fc.property(fc.string(), (name) => {
        const { hour, minute } = momentOf(name, hours);
        expect(hour).toBeGreaterThanOrEqual(hours[0]);
        expect(hour).toBeLessThan(hours[1]);
        expect(minute).toBeGreaterThanOrEqual(0);
        expect(minute).toBeLessThan(60);
        expect(momentOf(name, hours)).toEqual({ hour, minute });
      }),
    );
  });

  it("does not begin all at once", () => {
    const begun = new Map<string, number>();
    for (let index = 0; index < 1200; index++) {
      const { hour, minute } = momentOf(`application-${index}`, BACKUP_HOURS);
      begun.set(`${hour}:${minute}`, (begun.get(`${hour}:${minute}`) ?? 0) + 1);
    }
    expect(Math.max(...begun.values())).toBeLessThan(20);
  });
});
