import fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import { describe, expect, it } from "vitest";
import { firstDay, lastDay, weekOf, weeksBetween } from "../../../lib/calendar/index.js";

const day = fc
  .integer({ min: 0, max: 40_000 })
  .map((days) => Temporal.PlainDate.from("1990-01-01").add({ days }).toString());

describe("a week", () => {
  it.each([
    ["2026-12-28", "2026-W53", "the long year 2026 has 53 weeks"],
    ["2027-01-03", "2026-W53", "whose last ends in January"],
    ["2027-01-04", "2027-W01", "and is followed by the first"],
    ["2027-12-31", "2027-W52", "2027 has 52"],
    ["2028-01-02", "2027-W52", ""],
    ["2029-12-31", "2030-W01", "a December day may be in the next year's first"],
    ["2028-02-29", "2028-W09", ""],
  ])("holds %s as %s: %s", (date, week) => {
    expect(weekOf(date)).toBe(week);
  });

  it("runs from Monday to Sunday", () => {
    expect([firstDay("2026-W53"), lastDay("2026-W53")]).toEqual(["2026-12-28", "2027-01-03"]);
  });

  it.each(["2027-W53", "2027-W00", "2027-09", "2027-W9", ""])(
    "is not %j, and the error says what is",
    (week) => {
      expect(() => firstDay(week)).toThrow(/is no ISO week; allowed/);
      expect(() => firstDay(week)).toThrow(JSON.stringify(week));
    },
  );

  it("holds no day that does not exist", () => {
    expect(() => weekOf("2027-02-29")).toThrow(RangeError);
  });

  it("is given back by its first and its last day", () => {
    fc.assert(
      fc.property(day, (date) => {
        const week = weekOf(date);
        expect([weekOf(firstDay(week)), weekOf(lastDay(week))]).toEqual([week, week]);
        expect(firstDay(week) <= date && date <= lastDay(week)).toBe(true);
      }),
    );
  });

  it("agrees with Temporal's own ISO week", () => {
    fc.assert(
      fc.property(day, (date) => {
        const { yearOfWeek, weekOfYear } = Temporal.PlainDate.from(date);
        expect(weekOf(date)).toBe(`${yearOfWeek}-W${String(weekOfYear).padStart(2, "0")}`);
      }),
    );
  });
});

describe("the weeks between two days", () => {
  it("include those that lie only partly between", () => {
    expect(weeksBetween("2027-01-03", "2027-01-11")).toEqual(["2026-W53", "2027-W01", "2027-W02"]);
  });

  it("are one for one day, and none backwards", () => {
    expect(weeksBetween("2027-01-03", "2027-01-03")).toEqual(["2026-W53"]);
    expect(weeksBetween("2027-01-04", "2027-01-03")).toEqual([]);
  });

  it("follow on one another, cover both days, and sort as text", () => {
    fc.assert(
      fc.property(day, fc.integer({ min: 0, max: 800 }), (from, length) => {
        const to = Temporal.PlainDate.from(from).add({ days: length }).toString();
        const weeks = weeksBetween(from, to);
        expect([weeks.at(0), weeks.at(-1)]).toEqual([weekOf(from), weekOf(to)]);
        expect(weeks).toEqual(weeks.toSorted());
        weeks.slice(1).forEach((week, at) => {
          const before = lastDay(weeks[at] as string);
          expect(firstDay(week)).toBe(Temporal.PlainDate.from(before).add({ days: 1 }).toString());
        });
      }),
    );
  });
});
