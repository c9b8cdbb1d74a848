/** The part of the estate that the calendar reads. */
import type {
  Academy,
  Application,
  Calendar,
  EstatePointer,
  Freeze,
  Migration,
  Platform,
  Site,
} from "../../config/index.js";

/**
 * An estate, whole or partial. What is missing is skipped: the loader reports it.
 * It must not be changed once it was passed to this folder's functions, which remember what they worked out.
 */
export interface EstateLike {
  platform?: Pick<Platform, "horizon" | "today">;
  calendars?: Record<string, Calendar>;
  freezes?: Record<string, Freeze>;
  academies?: Record<string, Pick<Academy, "zone" | "timeZone" | "site">>;
  applications?: Record<string, Pick<Application, "academies" | "cutover" | "freezes" | "installed">>;
  sites?: Record<string, Pick<Site, "endOfLife">>;
  migrations?: Record<string, Pick<Migration, "installations">>;
}

/** What is wrong with the estate's dates, where, and the way out; `check` shows it as a problem of the loader. */
export interface CalendarFinding {
  pointer: EstatePointer;
  value: unknown;
  message: string;
  /** What would be accepted. */
  allowed?: string;
  /** The way out. */
  hint?: string;
}
