/** Today, in Paris: the ministry's day is the platform's. */
import { Temporal } from "temporal-polyfill";

const PARIS = "Europe/Paris";

/** `YYYY-MM-DD` */
export const today = (): string => Temporal.Now.plainDateISO(PARIS).toString();

/** When a day, `YYYY-MM-DD`, begins in Paris, in seconds since 1970. */
export const beginOf = (day: string): number =>
  Temporal.PlainDate.from(day).toZonedDateTime(PARIS).epochMilliseconds / 1000;
