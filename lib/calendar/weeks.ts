/** ISO weeks and the days in them. Days are plain calendar days, `YYYY-MM-DD`, without time zone. */
import { Temporal } from "temporal-polyfill";

/** An ISO 8601 week, Monday to Sunday, e.g. `2027-W09`; it belongs to the year of its Thursday. Sorts as text. */
export type Week = string;

/** The week that holds `day`. Throws a RangeError where `day` is no date. */
export function weekOf(day: string): Week {
  const date = Temporal.PlainDate.from(day);
  const thursday = date.add({ days: 4 - date.dayOfWeek });
  const number = Math.ceil(thursday.dayOfYear / 7);
  return `${String(thursday.year).padStart(4, "0")}-W${String(number).padStart(2, "0")}`;
}

/** Monday of the week. Throws a RangeError where `week` is none, as `2027-W53`: most years have 52. */
export function firstDay(week: Week): string {
  return span(week).first;
}

/** Sunday of the week. Throws as `firstDay` does. */
export function lastDay(week: Week): string {
  return span(week).last;
}

/**
 * Every week that has at least one day in `from` … `to`, both included; none where `to` is before `from`.
 * Weeks that lie only partly inside are listed too, so that every day asked for is in a week of the answer.
 */
export function weeksBetween(from: string, to: string): Week[] {
  if (Temporal.PlainDate.compare(from, to) > 0) return [];
  const weeks: Week[] = [];
  const last = monday(weekOf(to));
  for (
    let day = monday(weekOf(from));
    Temporal.PlainDate.compare(day, last) <= 0;
    day = day.add({ weeks: 1 })
  ) {
    weeks.push(weekOf(day.toString()));
  }
  return weeks;
}

/** The day `days` after `day`, or before it where `days` is negative. */
export function addDays(day: string, days: number): string {
  return Temporal.PlainDate.from(day).add({ days }).toString();
}

/** The day of a moment (`2027-02-27T23:30:00Z`) by the clocks of a time zone. */
export function dayIn(moment: string, timeZone: string): string {
  return Temporal.Instant.from(moment).toZonedDateTimeISO(timeZone).toPlainDate().toString();
}

/** When a day begins by the clocks of a time zone, in UTC: `2027-02-27T23:00:00Z`. */
export function beginIn(day: string, timeZone: string): string {
  return Temporal.PlainDate.from(day).toZonedDateTime(timeZone).toInstant().toString();
}

/** How many days `to` is after `from`. */
export function daysBetween(from: string, to: string): number {
  return Temporal.PlainDate.from(from).until(to, { largestUnit: "days" }).days;
}

const spans = new Map<Week, { first: string; last: string }>();

/** Remembered, since engines ask for the same few hundred weeks hundreds of thousands of times. */
function span(week: Week): { first: string; last: string } {
  const known = spans.get(week);
  if (known) return known;
  const first = monday(week);
  const made = { first: first.toString(), last: first.add({ days: 6 }).toString() };
  spans.set(week, made);
  return made;
}

function monday(week: Week): Temporal.PlainDate {
  const [, year = "", number = ""] = /^(\d{4})-W(\d{2})$/.exec(week) ?? [];
  if (year) {
    const fourth = Temporal.PlainDate.from(`${year}-01-04`); // always in the first week
    const day = fourth.add({ days: 1 - fourth.dayOfWeek + 7 * (Number(number) - 1) });
    if (weekOf(day.toString()) === week) return day;
  }
  throw new RangeError(
    `"${week}" is no ISO week; allowed: <year>-W<01 to 52, or 53 in long years>, e.g. "2027-W09"`,
  );
}
