/** Night: when the nightly work of each thing begins, so that all of it does not reach one store at once. */
import { createHash } from "node:crypto";

/** A time of day. */
export interface Moment {
  hour: number;
  minute: number;
}

/** Whole hours of the day, from the first and before the last. */
type Hours = readonly [from: number, to: number];

/** Hours of backups, in UTC, and of the comparisons that follow them, in local time (our judgement). */
export const BACKUP_HOURS: Hours = [0, 4];
export const VERIFICATION_HOURS: Hours = [4, 6];

/** A moment that follows from the name alone, evenly spread over the hours: adding one thing moves no other. */
export function momentOf(name: string, [from, to]: Hours): Moment {
  const minutes = createHash("sha256").update(name).digest().readUInt32BE() % ((to - from) * 60);
  return { hour: from + Math.floor(minutes / 60), minute: minutes % 60 };
}
