import { describe, expect, it } from "vitest";
import { checkCalendar } from "../../../lib/calendar/index.js";
import { academy, application, estate, freeze, ledger, type TestEstate } from "./estate.js";

/** Nothing may be cut over before 8 March 2027, and the site closes in the middle of February. */
const closing = (parts: Partial<TestEstate> = {}) =>
  estate({
    sites: { north: { endOfLife: "2027-02-17" } },
    freezes: {
      winter: freeze("2026-11-01", "2027-03-07"),
      fair: freeze("2027-01-11", "2027-01-17"),
    },
    ...parts,
  });

describe("a site that closes before its installations may be cut over", () => {
  it("is found at its end of life, with its installations, the first allowed week and the way out", () => {
    expect(checkCalendar(closing())).toEqual([
      {
        pointer: "sites/north.yaml#/endOfLife",
        value: "2027-02-17",
        message:
          "comes before any week in which 2 installations may be cut over: siecle in lille, siecle in lyon",
        allowed: "2027-03-14 or later, the end of 2027-W10, by when each has had an allowed week",
        hint: 'move the end of life to 2027-03-14 or later, or lift freeze "winter", which forbids 11 of the weeks before it (enough for 2 of 2)',
      },
    ]);
  });

  it("is one finding for many installations, of which a few are named", () => {
    const applications = Object.fromEntries(["a", "b", "c", "d", "e"].map((id) => [id, application()]));
    const [finding, ...others] = checkCalendar(closing({ applications }));
    expect(others).toEqual([]);
    expect(finding?.message).toMatch(/10 installations .*: a in lille, .* and 4 more$/);
  });

  it("names the week by which all of its installations may be cut over", () => {
    const applications = { siecle: application(), lsu: application({ freezes: ["exams"] }) };
    const world = closing({ applications });
    world.freezes.exams = freeze("2027-03-01", "2027-06-30", { applications: "listed" });
    expect(checkCalendar(world)[0]?.allowed).toMatch(/^2027-07-11 or later, the end of 2027-W27/);
  });

  it("names no date where an installation has no allowed week in the horizon at all", () => {
    const world = closing();
    world.freezes.winter = freeze("2026-11-01", "2027-12-31");
    const [finding] = checkCalendar(world);
    expect(finding).not.toHaveProperty("allowed");
    expect(finding?.hint).toMatch(/^lift freeze "winter"/);
  });

  it("proposes to lift no freeze where none alone stands in the way", () => {
    const world = closing({ freezes: {}, applications: { siecle: application({ cutover: "holidays" }) } });
    world.freezes.noel = freeze("2026-12-21", "2027-01-03");
    world.freezes.again = freeze("2026-12-21", "2027-01-03");
    expect(checkCalendar(world)[0]?.hint).toBe("move the end of life to 2027-02-28 or later");
  });

  it("does not count weeks that have begun before today", () => {
    const world = estate({ sites: { north: { endOfLife: "2027-02-17" } } });
    expect(checkCalendar(world)).toEqual([]);
    const late = { ...world, platform: { ...world.platform, today: "2027-02-09" } };
    expect(checkCalendar(late)).toHaveLength(1);
  });

  it("needs the whole week, to its Sunday", () => {
    const world = (endOfLife: string) => closing({ sites: { north: { endOfLife } } });
    expect(checkCalendar(world("2027-03-13"))).toHaveLength(1);
    expect(checkCalendar(world("2027-03-14"))).toEqual([]);
  });
});

describe("an installation", () => {
  it.each(["cutover", "soaked", "decommissioned"] as const)(
    "that is %s no longer needs its site",
    (stage) => {
      const migrations = { siecle: ledger({ lille: stage, lyon: stage }) };
      expect(checkCalendar(closing({ migrations }))).toEqual([]);
    },
  );

  it.each(["inventoried", "staged", "replicating", "rehearsed", "rolled-back"] as const)(
    "that is %s still needs its site",
    (stage) => {
      const migrations = { siecle: ledger({ lille: stage, lyon: "soaked" }) };
      expect(checkCalendar(closing({ migrations }))[0]?.message).toMatch(
        /1 installation .*: siecle in lille$/,
      );
    },
  );

  it("is on no site where the application is installed centrally or not used by the academy", () => {
    const central = application({ installed: "centrally" });
    const elsewhere = application({ academies: ["paris"] });
    expect(checkCalendar(closing({ applications: { central, elsewhere } }))).toEqual([]);
  });
});

describe("a partial estate", () => {
  it.each(["platform", "academies", "applications", "sites", "calendars", "freezes", "migrations"] as const)(
    "is checked without its %s",
    (part) => {
      const { [part]: _, ...rest } = closing();
      expect(() => checkCalendar(rest)).not.toThrow();
    },
  );

  it("skips an academy whose site nobody wrote", () => {
    expect(checkCalendar(closing({ academies: { lille: academy("B", "Europe/Paris", "lost") } }))).toEqual(
      [],
    );
  });
});
