/** Today, in Paris: the ministry's day is the platform's. */
import { Temporal } from "temporal-polyfill";

/** `YYYY-MM-DD` */
export const today = (): string => Temporal.Now.plainDateISO("Europe/Paris").toString();
