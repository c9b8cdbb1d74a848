import { describe, expect, it } from "vitest";
import { checkCalendar } from "../../../lib/calendar/index.js";
import { academy, estate, freeze, year } from "./estate.js";

type Days = [string, string];
const school2026 = (hiver: Days = ["2027-02-20", "2027-03-07"], ete: Days = ["2027-07-03", "2027-09-01"]) =>
  year("2026-09-01", "2027-07-02", {
    noel: { zones: { B: ["2026-12-19", "2027-01-03"] } },
    hiver: { zones: { B: hiver } },
    ete: { zones: { B: ete } },
  });
const check = (calendars: Record<string, ReturnType<typeof year>>, academies = { lille: academy("B") }) =>
  checkCalendar(estate({ calendars, academies: academies as never }));

describe("school years", () => {
  const school2027 = year("2027-09-02", "2028-07-03", {});

  it("that follow on one another are fine, whatever their files are called", () => {
    expect(check({ later: school2027, earlier: school2026() })).toEqual([]);
  });

  it("that leave days neither of school nor of holidays are found", () => {
    expect(check({ y27: school2027, y26: school2026(undefined, ["2027-07-03", "2027-08-30"]) })).toEqual([
      {
        pointer: "calendars/y27.yaml#/begins",
        value: "2027-09-02",
        message: "leaves 2 days after 2027-08-30, the last day of y26, that are neither school nor holidays",
        allowed: "2027-08-31",
        hint: "let the summer holidays of y26 last until 2027-09-01, or add the school year between",
      },
    ]);
  });

  it("that overlap are found", () => {
    const [finding] = check({ y26: school2026(), y27: year("2027-09-01", "2028-07-03", {}) });
    expect(finding?.message).toBe("begins 1 day too early: y26 lasts until 2027-09-01");
  });
});

describe("holidays of one zone", () => {
  it("that overlap are found at the later", () => {
    expect(check({ y26: school2026(["2027-01-03", "2027-01-17"]) })).toEqual([
      {
        pointer: "calendars/y26.yaml#/holidays/hiver/zones/B",
        value: { from: "2027-01-03", to: "2027-01-17" },
        message: 'overlaps "noel" of zone B, which lasts until 2027-01-03',
        allowed: "from 2027-01-04 on",
        hint: 'let "noel" end sooner, or "hiver" begin later',
      },
    ]);
  });

  it("that are written out of order are found", () => {
    const [finding] = check({ y26: school2026(["2026-02-20", "2026-03-07"]) });
    expect(finding?.message).toBe('is written after "noel" of zone B, but comes before it');
  });

  it("are compared with those that an academy has instead", () => {
    const calendar = school2026();
    calendar.holidays.hiver = {
      zones: { B: { from: "2027-02-20", to: "2027-03-07" } },
      academies: { lille: { from: "2027-01-01", to: "2027-01-17" } },
    };
    expect(check({ y26: calendar }).map(({ pointer }) => pointer)).toEqual([
      "calendars/y26.yaml#/holidays/hiver/academies/lille",
    ]);
  });
});

describe("an academy with a calendar of its own", () => {
  const academies = { lille: academy("B"), corse: academy("own"), mayotte: academy("own", "Indian/Mayotte") };

  it("that has no holidays in a school year is found, once for all such academies", () => {
    expect(check({ y26: school2026() }, academies)).toEqual([
      {
        pointer: "calendars/y26.yaml#/holidays",
        value: ["noel", "hiver", "ete"],
        message: "have no dates for corse, mayotte, which follow no zone",
        hint: "write them under `academies` of each holiday, or under zone `own` where they share them",
      },
    ]);
  });

  it("is content with those of zone own", () => {
    const calendar = school2026();
    calendar.holidays.noel = { zones: { own: { from: "2026-12-19", to: "2027-01-03" } }, academies: {} };
    expect(check({ y26: calendar }, academies)).toEqual([]);
  });
});

it("A freeze wholly outside the horizon is fine", () => {
  expect(checkCalendar(estate({ freezes: { old: freeze("2020-01-01", "2020-12-31") } }))).toEqual([]);
});
