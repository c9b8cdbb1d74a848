import { describe, expect, it } from "vitest";
import { cutoverWindow } from "../../../lib/calendar/index.js";
import { academy, estate } from "./estate.js";

const world = estate({
  academies: {
    lille: academy("B"),
    "la-reunion": academy("own", "Indian/Reunion"),
    guadeloupe: academy("own", "America/Guadeloupe"),
  },
});

describe("the hours of a cutover", () => {
  it("are Saturday 06:00 to Sunday 20:00 by the academy's clocks", () => {
    expect(cutoverWindow(world, "lille", "2027-W08")).toEqual({
      start: "2027-02-27T06:00:00+01:00[Europe/Paris]",
      end: "2027-02-28T20:00:00+01:00[Europe/Paris]",
      startUtc: "2027-02-27T05:00:00Z",
      endUtc: "2027-02-28T19:00:00Z",
      hours: 38,
    });
  });

  it("begin earlier in the Indian Ocean and later in the Antilles", () => {
    expect(cutoverWindow(world, "la-reunion", "2027-W08")?.startUtc).toBe("2027-02-27T02:00:00Z");
    expect(cutoverWindow(world, "guadeloupe", "2027-W08")?.startUtc).toBe("2027-02-27T10:00:00Z");
  });

  it("are one fewer on the weekend on which clocks go forward", () => {
    const spring = cutoverWindow(world, "lille", "2027-W12");
    expect(spring?.start).toBe("2027-03-27T06:00:00+01:00[Europe/Paris]");
    expect(spring?.end).toBe("2027-03-28T20:00:00+02:00[Europe/Paris]");
    expect([spring?.endUtc, spring?.hours]).toEqual(["2027-03-28T18:00:00Z", 37]);
  });

  it("are one more on the weekend on which they go back, but not where they never change", () => {
    expect(cutoverWindow(world, "lille", "2027-W43")?.hours).toBe(39);
    expect(cutoverWindow(world, "la-reunion", "2027-W43")?.hours).toBe(38);
  });

  it("cross the year's end in the week that does", () => {
    expect(cutoverWindow(world, "lille", "2026-W53")?.start).toBe("2027-01-02T06:00:00+01:00[Europe/Paris]");
  });

  it("are unknown for an unknown academy, and an error in a week that does not exist", () => {
    expect(cutoverWindow(world, "atlantis", "2027-W08")).toBeUndefined();
    expect(() => cutoverWindow(world, "lille", "2027-W53")).toThrow(/is no ISO week/);
  });
});
