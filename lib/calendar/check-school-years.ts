/** School years that contradict themselves or one another. */
import type { Window } from "../../config/index.js";
import { pointerTo } from "../../config/load/pointer.js";
import { list } from "../../config/load/words.js";
import type { CalendarFinding, EstateLike } from "./estate.js";
import { holidaysOf, schoolYears } from "./holidays.js";
import { addDays, daysBetween } from "./weeks.js";

/** School years that do not follow on one another, holidays that do not, academies without any. */
export function checkSchoolYears(estate: EstateLike): CalendarFinding[] {
  return [...checkSuccession(estate), ...checkOrder(estate), ...checkOwnCalendars(estate)];
}

/** The day on which a school year begins follows the last day of the summer holidays before it. */
function checkSuccession(estate: EstateLike): CalendarFinding[] {
  const years = schoolYears(estate);
  return years.slice(1).flatMap(([id, { begins }], at) => {
    const [previous, year] = years[at] as (typeof years)[number];
    const mainland = Object.values(year.holidays).flatMap(({ zones: { own: _, ...zones } }) =>
      Object.values(zones),
    );
    const last = [year.ends, ...mainland.map(({ to }) => to)].toSorted().at(-1) as string;
    const days = daysBetween(last, begins) - 1;
    if (days === 0) return [];
    const many = `${Math.abs(days)} ${Math.abs(days) === 1 ? "day" : "days"}`;
    return [
      {
        pointer: pointerTo("calendars", id, "begins"),
        value: begins,
        message:
          days > 0
            ? `leaves ${many} after ${last}, the last day of ${previous}, that are neither school nor holidays`
            : `begins ${many} too early: ${previous} lasts until ${last}`,
        allowed: addDays(last, 1),
        hint:
          days > 0
            ? `let the summer holidays of ${previous} last until ${addDays(begins, -1)}, or add the school year between`
            : `let ${previous} and its summer holidays end on ${addDays(begins, -1)}`,
      },
    ];
  });
}

interface Written extends Window {
  calendar: string;
  name: string;
  path: ["zones" | "academies", string];
}

/** Holidays of one zone, or of one academy with windows of its own, follow on one another as they are written. */
function checkOrder(estate: EstateLike): CalendarFinding[] {
  const all = schoolYears(estate).flatMap(([, { holidays }]) => Object.values(holidays));
  const zones = new Set(all.flatMap((holiday) => Object.keys(holiday.zones)));
  const academies = new Set(all.flatMap((holiday) => Object.keys(holiday.academies)));
  return [
    ...[...zones].flatMap((zone) => outOfOrder(asWritten(estate, zone), `zone ${zone}`)),
    ...[...academies].flatMap((academy) => {
      const zone = estate.academies?.[academy]?.zone;
      return outOfOrder(
        asWritten(estate, zone, academy),
        academy,
        ({ path: [kind] }) => kind === "academies",
      );
    }),
  ];
}

function asWritten(estate: EstateLike, zone?: string, academy?: string): Written[] {
  return schoolYears(estate).flatMap(([calendar, { holidays }]) =>
    Object.entries(holidays).flatMap(([name, { zones, academies }]): Written[] => {
      const own = academy === undefined ? undefined : academies[academy];
      if (own && academy) return [{ calendar, name, path: ["academies", academy], ...own }];
      const shared = zone === undefined ? undefined : (zones as Record<string, Window>)[zone];
      return shared && zone ? [{ calendar, name, path: ["zones", zone], ...shared }] : [];
    }),
  );
}

/** Neighbours of which the second begins before the first is over; pairs without a `relevant` one are skipped. */
function outOfOrder(
  holidays: Written[],
  whose: string,
  relevant: (holiday: Written) => boolean = () => true,
): CalendarFinding[] {
  return holidays.slice(1).flatMap((holiday, at) => {
    const before = holidays[at] as Written;
    if (holiday.from > before.to || !(relevant(holiday) || relevant(before))) return [];
    const overlaps = holiday.to >= before.from;
    return [
      {
        pointer: pointerTo("calendars", holiday.calendar, "holidays", holiday.name, ...holiday.path),
        value: { from: holiday.from, to: holiday.to },
        message: overlaps
          ? `overlaps "${before.name}" of ${whose}, which lasts until ${before.to}`
          : `is written after "${before.name}" of ${whose}, but comes before it`,
        allowed: `from ${addDays(before.to, 1)} on`,
        hint: overlaps
          ? `let "${before.name}" end sooner, or "${holiday.name}" begin later`
          : `check its year and month, or write "${holiday.name}" first`,
      },
    ];
  });
}

/** An academy without a zone needs holidays in every school year. */
function checkOwnCalendars(estate: EstateLike): CalendarFinding[] {
  const own = Object.entries(estate.academies ?? {}).filter(([, { zone }]) => zone === "own");
  return schoolYears(estate).flatMap(([calendar, { holidays }]) => {
    const without = own
      .map(([academy]) => academy)
      .filter((academy) => !holidaysOf(estate, academy).some((holiday) => holiday.calendar === calendar));
    if (without.length === 0) return [];
    return [
      {
        pointer: pointerTo("calendars", calendar, "holidays"),
        value: Object.keys(holidays),
        message: `have no dates for ${list(without)}, which follow${without.length === 1 ? "s" : ""} no zone`,
        hint: "write them under `academies` of each holiday, or under zone `own` where they share them",
      },
    ];
  });
}
