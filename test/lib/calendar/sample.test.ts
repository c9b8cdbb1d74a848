/** The sample's own calendars and freezes, in an estate of the test's making. */
import { describe, expect, it } from "vitest";
import { loadEstate } from "../../../config/index.js";
import { checkCalendar, cutoverWeeks, freezesOf, holidaysOf, lastDay } from "../../../lib/calendar/index.js";
import { academy, application, estate } from "./estate.js";

const { estate: sample, problems } = loadEstate("config/estate");
const world = estate({
  platform: { today: "2026-11-30", horizon: { from: "2026-11-30", to: "2029-11-30" } },
  calendars: sample.calendars ?? {},
  freezes: sample.freezes ?? {},
  academies: {
    lyon: academy("A"),
    lille: academy("B"),
    paris: academy("C"),
    ...Object.fromEntries(
      ["corse", "guadeloupe", "guyane", "la-reunion", "martinique", "mayotte"].map((id) => [
        id,
        academy("own"),
      ]),
    ),
  },
  applications: {
    "any-week": application(),
    holidays: application({ cutover: "holidays" }),
    busiest: application({
      cutover: "holidays",
      freezes: Object.keys(sample.freezes ?? {}).filter((id) => !id.startsWith("year-end")),
    }),
  },
});

describe("the sample's calendars and freezes", () => {
  it("have the right shape", () => {
    const own = problems.filter(({ file }) => /calendars\/|freezes\//.test(file));
    expect(own.filter(({ message }) => !message.startsWith("names nothing in"))).toEqual([]);
    expect(Object.keys(world.calendars)).toEqual(
      expect.arrayContaining(["school-year-2026", "school-year-2027", "school-year-2028"]),
    );
  });

  it("do not contradict themselves", () => {
    expect(checkCalendar(world)).toEqual([]);
  });

  it("give every academy five holidays in each school year", () => {
    for (const id of Object.keys(world.academies))
      expect([id, holidaysOf(world, id).length]).toEqual([id, 5 * Object.keys(world.calendars).length]);
  });

  it("leave weeks before the first sites close at the end of August 2027, to every application and academy", () => {
    for (const app of Object.keys(world.applications)) {
      for (const id of Object.keys(world.academies)) {
        const early = cutoverWeeks(world, app, id).filter(
          ({ week, allowed }) => allowed && lastDay(week) <= "2027-08-31",
        );
        expect([app, id, early.length >= 3]).toEqual([app, id, true]);
      }
    }
  });

  it("spare La Réunion and Mayotte their own return to school", () => {
    const early = (id: string) =>
      freezesOf(world, "any-week", id)
        .map((named) => named.id)
        .filter((name) => /reunion|mayotte/.test(name));
    expect([early("la-reunion"), early("mayotte"), early("lille")]).toEqual([
      ["start-of-year-la-reunion"],
      ["start-of-year-mayotte"],
      [],
    ]);
  });
});
