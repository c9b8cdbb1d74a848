/** A small estate for tests of the calendar: one year of horizon, one school year, nothing frozen. */
import type { Freeze, Stage } from "../../../config/index.js";
import { cutoverWeeks, type EstateLike } from "../../../lib/calendar/index.js";

export type TestEstate = Required<EstateLike>;
type Academies = NonNullable<EstateLike["academies"]>;
type Applications = NonNullable<EstateLike["applications"]>;

export function estate(parts: Partial<TestEstate> = {}): TestEstate {
  return {
    platform: { today: "2026-11-30", horizon: { from: "2026-11-30", to: "2027-11-28" } },
    calendars: {
      "school-year-2026": year("2026-09-01", "2027-07-02", {
        noel: { zones: { A: ["2026-12-19", "2027-01-03"], B: ["2026-12-19", "2027-01-03"] } },
        hiver: { zones: { A: ["2027-02-13", "2027-02-28"], B: ["2027-02-20", "2027-03-07"] } },
        ete: { zones: { A: ["2027-07-03", "2027-09-01"], B: ["2027-07-03", "2027-09-01"] } },
      }),
    },
    freezes: {},
    academies: { lille: academy("B"), lyon: academy("A") },
    applications: { siecle: application() },
    sites: {},
    migrations: {},
    ...parts,
  };
}

type Days = [from: string, to: string];
type Spans = { zones?: Record<string, Days>; academies?: Record<string, Days> };

export function year(begins: string, ends: string, holidays: Record<string, Spans>) {
  const windows = (spans: Record<string, Days> = {}) =>
    Object.fromEntries(Object.entries(spans).map(([key, [from, to]]) => [key, { from, to }]));
  return {
    illustrative: true as const,
    begins,
    ends,
    holidays: Object.fromEntries(
      Object.entries(holidays).map(([name, { zones, academies }]) => [
        name,
        { zones: windows(zones), academies: windows(academies) },
      ]),
    ),
  };
}

export const academy = (zone: Academies[string]["zone"], timeZone = "Europe/Paris", site = "north") => ({
  zone,
  timeZone,
  site,
});

export const application = (parts: Partial<Applications[string]> = {}): Applications[string] => ({
  academies: "all",
  cutover: "any-week",
  freezes: [],
  installed: "per-academy",
  ...parts,
});

export const freeze = (from: string, to: string, parts: Partial<Freeze> = {}): Freeze => ({
  illustrative: true,
  title: { fr: "Gel", en: "Freeze" },
  windows: [{ from, to }],
  scope: { kind: "national" },
  applications: "all",
  severity: "forbidden",
  ...parts,
});

export const ledger = (stages: Record<string, Stage>) => ({
  installations: Object.fromEntries(
    Object.entries(stages).map(([name, stage]) => [name, { stage, since: "2026-12-01", evidence: {} }]),
  ),
});

/** What is said of one week. */
export const verdict = (world: EstateLike, week: string, name = "lille", app = "siecle") =>
  cutoverWeeks(world, app, name).find((candidate) => candidate.week === week);
/** The weeks in which a cutover may happen. */
export const allowed = (world: EstateLike, name = "lille", app = "siecle") =>
  cutoverWeeks(world, app, name)
    .filter((candidate) => candidate.allowed)
    .map(({ week }) => week);
