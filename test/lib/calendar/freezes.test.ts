import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Freeze } from "../../../config/index.js";
import { firstDay, freezesOf, lastDay, weeksBetween } from "../../../lib/calendar/index.js";
import { allowed, application, estate, freeze, verdict } from "./estate.js";

describe("a freeze", () => {
  it("takes every week that it touches, be it by its Sunday: cutovers happen at the weekend", () => {
    const world = estate({ freezes: { census: freeze("2027-01-10", "2027-01-18") } });
    expect(verdict(world, "2027-W01")).toEqual({
      week: "2027-W01",
      allowed: false,
      reasons: [{ freeze: "census", severity: "forbidden" }],
    });
    expect(
      ["2026-W53", "2027-W02", "2027-W03", "2027-W04"].map((week) => verdict(world, week)?.allowed),
    ).toEqual([true, false, false, true]);
  });

  it("only advises against a week where it discourages", () => {
    const world = estate({
      freezes: { summer: freeze("2027-05-15", "2027-09-15", { severity: "discouraged" }) },
    });
    expect(verdict(world, "2027-W23")).toEqual({
      week: "2027-W23",
      allowed: true,
      reasons: [{ freeze: "summer", severity: "discouraged" }],
    });
  });

  it("wins over holidays", () => {
    const world = estate({
      applications: { siecle: application({ cutover: "holidays" }) },
      freezes: { census: freeze("2027-02-22", "2027-02-26") },
    });
    expect(allowed(world)).not.toContain("2027-W08");
    expect(verdict(world, "2027-W08")?.reasons).toEqual([
      { freeze: "census", severity: "forbidden" },
      { holiday: "hiver" },
    ]);
  });

  it("concerns only the applications that name it, where it is for listed ones", () => {
    const world = estate({
      applications: { siecle: application(), opale: application({ freezes: ["closing"] }) },
      freezes: { closing: freeze("2026-12-14", "2027-01-15", { applications: "listed" }) },
    });
    expect(freezesOf(world, "siecle", "lille")).toEqual([]);
    expect(freezesOf(world, "opale", "lille").map(({ id }) => id)).toEqual(["closing"]);
    expect(verdict(world, "2026-W52", "lille", "siecle")?.allowed).toBe(true);
    expect(verdict(world, "2026-W52", "lille", "opale")?.allowed).toBe(false);
  });

  it("concerns only the zones or the academies of its scope", () => {
    const world = estate({
      freezes: {
        ski: freeze("2027-01-04", "2027-01-10", { scope: { kind: "zones", zones: ["A", "C"] } }),
        fair: freeze("2027-01-11", "2027-01-17", { scope: { kind: "academies", academies: ["lille"] } }),
      },
    });
    expect(freezesOf(world, "siecle", "lyon").map(({ id }) => id)).toEqual(["ski"]);
    expect(freezesOf(world, "siecle", "lille").map(({ id }) => id)).toEqual(["fair"]);
  });

  it("never adds an allowed week, and all allowed weeks lie within the horizon", () => {
    const days = weeksBetween("2026-10-01", "2027-12-31").map(firstDay);
    const scopes = fc.constantFrom<Freeze["scope"]>(
      { kind: "national" },
      { kind: "zones", zones: ["A"] },
      { kind: "academies", academies: ["lille"] },
    );
    const some = fc
      .record({
        bounds: fc.tuple(fc.constantFrom(...days), fc.constantFrom(...days)),
        scope: scopes,
        severity: fc.constantFrom("forbidden" as const, "discouraged" as const),
        applications: fc.constantFrom("all" as const, "listed" as const),
      })
      .map(({ bounds, ...parts }) => {
        const [from = "", to = ""] = bounds.toSorted();
        return freeze(from, to, parts);
      });
    fc.assert(
      fc.property(fc.array(some, { maxLength: 4 }), some, fc.boolean(), (freezes, added, holidays) => {
        const named = Object.fromEntries(freezes.map((each, at) => [`f${at}`, each]));
        const applications = {
          siecle: application({ freezes: ["f0", "f1", "new"], cutover: holidays ? "holidays" : "any-week" }),
        };
        const before = estate({ applications, freezes: named });
        const after = estate({ applications, freezes: { ...named, new: added } });
        for (const name of ["lille", "lyon"]) {
          expect(allowed(before, name)).toEqual(expect.arrayContaining(allowed(after, name)));
          for (const week of allowed(before, name)) {
            expect(firstDay(week) >= before.platform.horizon.from).toBe(true);
            expect(lastDay(week) <= before.platform.horizon.to).toBe(true);
          }
        }
      }),
    );
  });
});
