/** Sites that close before their installations may be cut over. */
import type { Stage } from "../../config/index.js";
import { pointerTo } from "../../config/load/pointer.js";
import { list } from "../../config/load/words.js";
import { cutoverWeeks, forbids, type WeekVerdict } from "./cutover.js";
import type { CalendarFinding, EstateLike } from "./estate.js";
import { addDays, lastDay, type Week, weekOf } from "./weeks.js";

/** Stages in which the platform serves the installation, so that its site may close. */
const SERVED: readonly Stage[] = ["cutover", "soaked", "decommissioned"];

/** Installations named in one message. */
const MOST_NAMED = 6;

interface Installation {
  application: string;
  academy: string;
  /** From today on. */
  weeks: readonly WeekVerdict[];
}

/**
 * One finding a site whose end of life no allowed week precedes, for the installations that are not yet cut over.
 * A week precedes it when it is over, Sunday included, on the site's last day, and has not begun before today.
 */
export function checkSites(estate: EstateLike): CalendarFinding[] {
  return Object.entries(estate.sites ?? {}).flatMap(([site, { endOfLife }]) => {
    const last = weekOf(addDays(endOfLife, -6)); // the last that is over by then
    const stranded = awaitingCutover(estate, site).filter(
      ({ weeks }) => !weeks.some(({ week, allowed }) => allowed && week <= last),
    );
    if (stranded.length === 0) return [];
    const week = firstWeekForAll(stranded);
    const names = stranded.map(({ application, academy }) => `${application} in ${academy}`);
    const count = stranded.length === 1 ? "1 installation" : `${stranded.length} installations`;
    return [
      {
        pointer: pointerTo("sites", site, "endOfLife"),
        value: endOfLife,
        message: `comes before any week in which ${count} may be cut over: ${list(names, MOST_NAMED)}`,
        ...(week
          ? { allowed: `${lastDay(week)} or later, the end of ${week}, by when each has had an allowed week` }
          : {}),
        hint: waysOut(stranded, last, week),
      },
    ];
  });
}

/** Installations of one site that the platform does not serve yet; centrally installed ones are on no site. */
function awaitingCutover(estate: EstateLike, site: string): Installation[] {
  if (!estate.platform) return [];
  const first = weekOf(addDays(estate.platform.today, 6)); // the first that has not begun before
  return Object.entries(estate.applications ?? {})
    .filter(([, { installed }]) => installed === "per-academy")
    .flatMap(([application, { academies }]) =>
      Object.entries(estate.academies ?? {})
        .filter(
          ([academy, host]) => host.site === site && (academies === "all" || academies.includes(academy)),
        )
        .filter(([academy]) => {
          const stage = estate.migrations?.[application]?.installations[academy]?.stage;
          return stage === undefined || !SERVED.includes(stage);
        })
        .map(([academy]) => ({
          application,
          academy,
          weeks: cutoverWeeks(estate, application, academy).filter(({ week }) => week >= first),
        })),
    );
}

/** The first week by which each of them has had an allowed one; undefined where one of them never has. */
function firstWeekForAll(installations: Installation[]): Week | undefined {
  const firsts = installations.map(({ weeks }) => weeks.find(({ allowed }) => allowed)?.week);
  return firsts.includes(undefined) ? undefined : firsts.toSorted().at(-1);
}

function waysOut(stranded: Installation[], last: Week, week: Week | undefined): string {
  const freeze = freezeToLift(stranded, last);
  const ways = [
    ...(week ? [`move the end of life to ${lastDay(week)} or later`] : []),
    ...(freeze
      ? [
          `lift freeze "${freeze.id}", which forbids ${freeze.weeks.size} of the weeks before it ` +
            `(enough for ${freeze.freed.size} of ${stranded.length})`,
        ]
      : []),
  ];
  return ways.length > 0
    ? ways.join(", or ")
    : "no single freeze stands in the way: lift several, let the applications be cut over in `any-week`, or plan further ahead";
}

interface Lift {
  id: string;
  /** Weeks up to `last`, the last before the end of life, that it forbids to any of the installations. */
  weeks: Set<Week>;
  /** Installations with a week that nothing but this freeze takes away. */
  freed: Set<Installation>;
}

/** The freeze whose end would free the most installations, then the one that forbids the most weeks. */
function freezeToLift(stranded: Installation[], last: Week): Lift | undefined {
  const lifts = new Map<string, Lift>();
  for (const installation of stranded) {
    for (const { week, reasons } of installation.weeks.filter(({ week }) => week <= last)) {
      const blockers = reasons.filter(forbids);
      for (const { freeze: id } of blockers) {
        if (id === undefined) continue;
        const lift = lifts.get(id) ?? { id, weeks: new Set(), freed: new Set() };
        lifts.set(id, lift);
        lift.weeks.add(week);
        if (blockers.length === 1) lift.freed.add(installation);
      }
    }
  }
  return [...lifts.values()]
    .filter(({ freed }) => freed.size > 0)
    .toSorted((a, b) => b.freed.size - a.freed.size || b.weeks.size - a.weeks.size || (a.id < b.id ? -1 : 1))
    .at(0);
}
