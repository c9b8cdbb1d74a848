import { describe, expect, it } from "vitest";
import { cutoverWeeks, freezesOf, holidaysOf } from "../../../lib/calendar/index.js";
import { academy, allowed, application, estate, freeze, verdict, year } from "./estate.js";

describe("an application that may be cut over in any week", () => {
  it("is judged in every week of the horizon, over the year's end", () => {
    const weeks = cutoverWeeks(estate(), "siecle", "lille").map(({ week }) => week);
    expect(weeks).toHaveLength(52);
    expect(weeks.slice(3, 6)).toEqual(["2026-W52", "2026-W53", "2027-W01"]);
    expect(allowed(estate())).toEqual(weeks);
  });

  it("learns in which weeks its academy is on holiday, zone by zone", () => {
    expect(verdict(estate(), "2027-W07", "lyon")?.reasons).toEqual([{ holiday: "hiver" }]);
    expect(verdict(estate(), "2027-W07", "lille")?.reasons).toEqual([]);
  });

  it("is not cut over in a week that the horizon cuts in two", () => {
    const world = estate({
      platform: { today: "2026-12-02", horizon: { from: "2026-12-02", to: "2026-12-18" } },
    });
    expect(cutoverWeeks(world, "siecle", "lille")).toEqual([
      { week: "2026-W49", allowed: false, reasons: [{ outsideHorizon: true }] },
      { week: "2026-W50", allowed: true, reasons: [] },
      { week: "2026-W51", allowed: false, reasons: [{ outsideHorizon: true }] },
    ]);
  });
});

describe("an application that is cut over in holidays only", () => {
  const world = (holidays: Parameters<typeof year>[2] = {}) =>
    estate({
      applications: { siecle: application({ cutover: "holidays" }) },
      calendars: {
        "school-year-2026": year("2026-09-01", "2027-07-02", {
          noel: { zones: { A: ["2026-12-19", "2027-01-03"], B: ["2026-12-19", "2027-01-03"] } },
          hiver: { zones: { A: ["2027-02-13", "2027-02-28"], B: ["2027-02-20", "2027-03-07"] } },
          ...holidays,
        }),
      },
      academies: { lille: academy("B"), lyon: academy("A"), mayotte: academy("own", "Indian/Mayotte") },
    });

  it("waits for the holidays of the academy's zone, also over a year of 53 weeks", () => {
    expect(allowed(world(), "lille")).toEqual(["2026-W52", "2026-W53", "2027-W08", "2027-W09"]);
    expect(allowed(world(), "lyon")).toEqual(["2026-W52", "2026-W53", "2027-W07", "2027-W08"]);
    expect(verdict(world(), "2027-W07", "lille")).toEqual({
      week: "2027-W07",
      allowed: false,
      reasons: [{ outsideHolidays: true }],
    });
  });

  it("needs the whole week, for an academy whose holidays begin in the middle of one", () => {
    const island = world({ hiver: { academies: { mayotte: ["2027-03-17", "2027-03-29"] } } });
    expect(allowed(island, "mayotte")).toEqual(["2027-W12"]);
  });

  it("follows the academy's own dates rather than its zone's", () => {
    const special = world({
      hiver: {
        zones: { B: ["2027-02-20", "2027-03-07"] },
        academies: { lille: ["2027-03-20", "2027-03-28"] },
      },
    });
    expect(holidaysOf(special, "lille").at(-1)).toEqual({
      calendar: "school-year-2026",
      name: "hiver",
      from: "2027-03-20",
      to: "2027-03-28",
    });
    expect(allowed(special, "lille")).toEqual(["2026-W52", "2026-W53", "2027-W12"]);
  });

  it("is cut over in no week at all in an academy without holidays", () => {
    expect(allowed(world(), "mayotte")).toEqual([]);
  });
});

describe("an estate in which something is missing", () => {
  it("gives no weeks, freezes or holidays rather than an error", () => {
    expect(cutoverWeeks({}, "siecle", "lille")).toEqual([]);
    expect(cutoverWeeks(estate(), "nothing", "lille")).toEqual([]);
    expect(cutoverWeeks(estate(), "siecle", "atlantis")).toEqual([]);
    expect(freezesOf(estate(), "siecle", "atlantis")).toEqual([]);
    expect(holidaysOf(estate(), "atlantis")).toEqual([]);
  });

  it("skips a freeze that an application names but nobody wrote", () => {
    expect(
      freezesOf(estate({ applications: { siecle: application({ freezes: ["lost"] }) } }), "siecle", "lille"),
    ).toEqual([]);
  });
});

describe("an estate of full size", () => {
  it("has its 1,300 installations judged over three years in less than half a second", () => {
    const names = (prefix: string, count: number) =>
      Array.from({ length: count }, (_, at) => `${prefix}${at}`);
    const freezes = names("f", 30);
    const world = estate({
      platform: { today: "2026-11-30", horizon: { from: "2026-11-30", to: "2029-11-30" } },
      academies: Object.fromEntries(names("a", 30).map((id, at) => [id, academy(at % 2 ? "A" : "B")])),
      freezes: Object.fromEntries(
        freezes.map((id, at) => [
          id,
          freeze(`2027-0${(at % 9) + 1}-01`, `2027-0${(at % 9) + 1}-20`, { applications: "listed" }),
        ]),
      ),
      applications: Object.fromEntries(
        names("p", 44).map((id, at) => [id, application({ freezes: freezes.slice(at % 20, (at % 20) + 8) })]),
      ),
    });
    let weeks = 0;
    for (const app of Object.keys(world.applications)) {
      for (const name of Object.keys(world.academies)) weeks += cutoverWeeks(world, app, name).length;
    }
    expect(weeks).toBe(44 * 30 * 157);
  });
});
