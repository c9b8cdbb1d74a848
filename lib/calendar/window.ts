/** At which hours an installation is cut over. */
import { Temporal } from "temporal-polyfill";
import type { EstateLike } from "./estate.js";
import { addDays, firstDay, type Week } from "./weeks.js";

const SATURDAY = 5; // days after Monday
const SUNDAY = 6;

export interface CutoverWindow {
  /** Local to the academy, e.g. `2027-02-27T06:00:00+01:00[Europe/Paris]`. */
  start: string;
  end: string;
  /** The same instants in UTC, e.g. `2027-02-27T05:00:00Z`. */
  startUtc: string;
  endUtc: string;
  /** Hours that truly pass: 38, one less or more where the clocks change on that Sunday. */
  hours: number;
}

/**
 * The hours in which an academy is cut over: Saturday 06:00 to Sunday 20:00 of the week, by the clocks of the
 * academy. Illustrative: Saturday lessons and the backups of the night are over or can wait, and the evening is left
 * to go back before Monday. Undefined for an unknown academy; throws a RangeError where `week` is none.
 */
export function cutoverWindow(estate: EstateLike, academy: string, week: Week): CutoverWindow | undefined {
  const timeZone = estate.academies?.[academy]?.timeZone;
  const monday = firstDay(week);
  if (!timeZone) return undefined;
  const at = (days: number, plainTime: string) =>
    Temporal.PlainDate.from(addDays(monday, days)).toZonedDateTime({ timeZone, plainTime });
  const start = at(SATURDAY, "06:00");
  const end = at(SUNDAY, "20:00");
  return {
    start: start.toString(),
    end: end.toString(),
    startUtc: start.toInstant().toString(),
    endUtc: end.toInstant().toString(),
    hours: start.until(end, { largestUnit: "hours" }).hours,
  };
}

/** So many hours before a moment, by the clocks of a time zone. */
export function hoursBefore(moment: string, hours: number, timeZone: string): string {
  const minutes = Math.round(hours * 60);
  return Temporal.Instant.from(moment).subtract({ minutes }).toZonedDateTimeISO(timeZone).toString();
}
