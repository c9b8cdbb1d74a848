/** In which weeks an installation may be cut over. */
import type { Window } from "../../config/index.js";
import type { EstateLike } from "./estate.js";
import { freezesOf, type NamedFreeze } from "./freezes.js";
import { holidaysOf } from "./holidays.js";
import { firstDay, lastDay, type Week, weeksBetween } from "./weeks.js";

/** Why a week is, or is not, allowed; exactly one of `freeze`, `holiday`, `outsideHolidays`, `outsideHorizon`. */
export interface WeekReason {
  freeze?: string;
  /** Of the freeze: `forbidden` takes the week away, `discouraged` only advises against it. */
  severity?: "forbidden" | "discouraged";
  /** Name of the academy's holidays in which the whole week lies. */
  holiday?: string;
  /** The application is cut over in holidays only, and the week is not wholly in any. */
  outsideHolidays?: true;
  /** The horizon begins or ends within the week. */
  outsideHorizon?: true;
}

export interface WeekVerdict {
  readonly week: Week;
  readonly allowed: boolean;
  readonly reasons: readonly WeekReason[];
}

/** Whether this reason alone takes the week away. */
export const forbids = ({ severity, outsideHolidays, outsideHorizon }: WeekReason): boolean =>
  severity === "forbidden" || outsideHolidays === true || outsideHorizon === true;

interface Index {
  weeks: (Window & { week: Week; outsideHorizon: boolean })[];
  /** Per academy: the holiday in which each week lies. */
  holidays: Map<string, (WeekReason | undefined)[]>;
  /** Per freeze: the reason that it gives in each week that it touches. */
  freezes: Map<string, (WeekReason | undefined)[]>;
  /** Per academy, way of cutting over and set of freezes. */
  verdicts: Map<string, readonly WeekVerdict[]>;
}

const indexes = new WeakMap<EstateLike, Index>();

/**
 * A verdict for every week that the platform's horizon touches. A week is allowed where
 * - it lies wholly within the horizon,
 * - no forbidding freeze that concerns the application and the academy touches any of its days: Monday to Friday
 *   prepare the cutover, Saturday and Sunday are when it happens,
 * - it lies wholly, Monday to Sunday, in one of the academy's holidays, for an application with `cutover: holidays`.
 *
 * Today is not looked at, so that past cutovers can be judged too. Empty where application, academy or platform
 * is unknown. Installations with the same academy and freezes share one array.
 */
export function cutoverWeeks(
  estate: EstateLike,
  application: string,
  academy: string,
): readonly WeekVerdict[] {
  const cutover = estate.applications?.[application]?.cutover;
  const index = indexOf(estate);
  if (!cutover || !index || !estate.academies?.[academy]) return [];
  const freezes = freezesOf(estate, application, academy);
  const key = [academy, cutover, ...freezes.map(({ id }) => id)].join(" ");
  return remember(index.verdicts, key, () => {
    const holidays = remember(index.holidays, academy, () => holidayWeeks(index, estate, academy));
    const frozen = freezes.map((named) => remember(index.freezes, named.id, () => frozenWeeks(index, named)));
    return index.weeks.map(({ week, outsideHorizon }, at) => {
      const holiday =
        holidays[at] ?? (cutover === "holidays" ? { outsideHolidays: true as const } : undefined);
      const reasons = [
        outsideHorizon ? { outsideHorizon: true as const } : undefined,
        ...frozen.map((reason) => reason[at]),
        holiday,
      ].filter((reason) => reason !== undefined);
      return { week, allowed: !reasons.some(forbids), reasons };
    });
  });
}

function indexOf(estate: EstateLike): Index | undefined {
  const known = indexes.get(estate);
  if (known || !estate.platform) return known;
  const { from: begin, to: end } = estate.platform.horizon;
  const weeks = weeksBetween(begin, end).map((week) => {
    const [from, to] = [firstDay(week), lastDay(week)];
    return { week, from, to, outsideHorizon: from < begin || to > end };
  });
  const index: Index = { weeks, holidays: new Map(), freezes: new Map(), verdicts: new Map() };
  indexes.set(estate, index);
  return index;
}

function holidayWeeks({ weeks }: Index, estate: EstateLike, academy: string): (WeekReason | undefined)[] {
  const holidays = holidaysOf(estate, academy);
  return weeks.map((week) => {
    const around = holidays.find(({ from, to }) => from <= week.from && week.to <= to);
    return around && { holiday: around.name };
  });
}

function frozenWeeks({ weeks }: Index, { id, freeze }: NamedFreeze): (WeekReason | undefined)[] {
  const reason = { freeze: id, severity: freeze.severity };
  return weeks.map((week) =>
    freeze.windows.some(({ from, to }) => from <= week.to && week.from <= to) ? reason : undefined,
  );
}

function remember<Value>(cache: Map<string, Value>, key: string, make: () => Value): Value {
  const known = cache.get(key);
  if (known !== undefined) return known;
  const made = make();
  cache.set(key, made);
  return made;
}
