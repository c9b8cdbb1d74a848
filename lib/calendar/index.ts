/** The calendar: ISO weeks, school holidays, freezes, and in which weeks an installation may be cut over. */
import { checkSchoolYears } from "./check-school-years.js";
import { checkSites } from "./check-sites.js";
import type { CalendarFinding, EstateLike } from "./estate.js";

export { cutoverWeeks, forbids, type WeekReason, type WeekVerdict } from "./cutover.js";
export type { CalendarFinding, EstateLike } from "./estate.js";
export { freezesOf, type NamedFreeze } from "./freezes.js";
export { type Holiday, holidaysOf } from "./holidays.js";
export {
  addDays,
  beginIn,
  dayIn,
  daysBetween,
  firstDay,
  lastDay,
  type Week,
  weekOf,
  weeksBetween,
} from "./weeks.js";
export { type CutoverWindow, cutoverWindow, hoursBefore } from "./window.js";

/**
 * Everything about the estate's dates that the loader cannot see: sites that close too early, school years and
 * holidays that do not follow on one another. Works on a partial estate, and never throws for one that loaded.
 */
export function checkCalendar(estate: EstateLike): CalendarFinding[] {
  return [...checkSchoolYears(estate), ...checkSites(estate)];
}
export { beginOf, today } from "./today.js";
