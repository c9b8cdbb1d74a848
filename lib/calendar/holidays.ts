/** When an academy has school holidays. */
import type { Calendar, Window } from "../../config/index.js";
import type { EstateLike } from "./estate.js";

export interface Holiday extends Window {
  /** The school year that it is written in, e.g. `school-year-2026`. */
  calendar: string;
  /** e.g. `hiver`. */
  name: string;
}

/** The school years by the day on which they begin. */
export function schoolYears({ calendars = {} }: EstateLike): [string, Calendar][] {
  return Object.entries(calendars).toSorted(([, a], [, b]) => compare(a.begins, b.begins));
}

/**
 * Holidays of one academy over all school years, by first day; days are local to the academy.
 * A window written for the academy wins over that of its zone. Empty for an unknown academy.
 */
export function holidaysOf(estate: EstateLike, academy: string): Holiday[] {
  const zone = estate.academies?.[academy]?.zone;
  if (!zone) return [];
  return schoolYears(estate)
    .flatMap(([calendar, { holidays }]) =>
      Object.entries(holidays).flatMap(([name, { academies, zones }]) => {
        const window = academies[academy] ?? zones[zone];
        return window ? [{ calendar, name, ...window }] : [];
      }),
    )
    .toSorted((a, b) => compare(a.from, b.from));
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
