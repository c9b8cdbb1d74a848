/** The weeks of a plan: period 0 is the first whole week of the horizon that has not begun before today. */
import type { Estate } from "../../config/index.js";
import { addDays, firstDay, lastDay, type Week, weekOf, weeksBetween } from "../calendar/index.js";

export interface Timeline {
  /** Weeks in which cutovers may be planned; the index is the period. */
  weeks: readonly Week[];
  periodOf: ReadonlyMap<Week, number>;
}

export function timelineOf({ platform: { today, horizon } }: Pick<Estate, "platform">): Timeline {
  const weeks = weeksBetween(horizon.from, horizon.to).filter(
    (week) => firstDay(week) >= today && firstDay(week) >= horizon.from && lastDay(week) <= horizon.to,
  );
  return { weeks, periodOf: new Map(weeks.map((week, period) => [week, period])) };
}

/** The week of a period, also before and after those of the horizon. */
export function weekAt({ weeks }: Timeline, period: number): Week {
  const inside = weeks[period];
  if (inside !== undefined || weeks[0] === undefined) return inside ?? "";
  return weekOf(addDays(firstDay(weeks[0]), 7 * period));
}

/** How many whole weeks from period 0 on end by `day`. */
export function weeksUntil({ weeks }: Timeline, day: string): number {
  const after = weeks.findIndex((week) => lastDay(week) > day);
  return after < 0 ? weeks.length : after;
}
