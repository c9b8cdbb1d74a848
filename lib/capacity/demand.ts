/** Demand: how many requests a second a service gets, hour by hour of a school day, from which academies. */
import { Temporal } from "temporal-polyfill";
import type { Academy, Estate, InferenceService } from "../../config/index.js";
import { openAcademies, serviceRuns, turnsOf } from "../framework/index.js";
import { type Quarter, quarterOf } from "./quarters.js";

const HOURS = 24;
const HOUR = 3600;

/** Which of the three assumptions on growth. */
export type Growth = "low" | "base" | "high";

export interface Demand {
  /** The day of the quarter with the highest peak, and the hour of that day at which it begins, in UTC. */
  day: string;
  hour: number;
  /** Factor of the requests since the estate's figures. */
  grown: number;
  /** Whether the framework permits the service on any day of the quarter. */
  runs: boolean;
  /** Requests on a school day by academy that the service is open to. */
  requests: Record<string, number>;
  /** Requests a second in the busiest minutes. */
  peak: number;
  /** Requests a second, the mean of a school day. */
  mean: number;
  /** What the peak would be if all academies' peaks fell together. */
  separatePeaks: number;
}

/**
 * The day of the quarter with the highest peak counts: framework, training and time zones are looked up on its first day,
 * on days on which a version of the use begins or has ended, and on those on which clocks change in an academy; in between nothing does.
 * What is before `today` does not count.
 */
export function demandIn(
  estate: Estate,
  service: InferenceService,
  quarter: Quarter,
  growth: Growth,
  present: readonly string[] = Object.keys(estate.academies),
): Demand {
  const { today } = estate.platform;
  const turns = turnsOf(estate.ai, service.use);
  const zones = [...new Set(Object.values(estate.academies).map(({ timeZone }) => timeZone))];
  const clocks = zones.flatMap((zone) => clockChanges(zone, quarter));
  const first = [today, quarter.from].toSorted().at(-1) as string;
  const days = [...new Set([first, ...clocks, ...turns])]
    .toSorted()
    .filter((day) => day >= first && day <= quarter.to);
  const grown =
    service.demand.growth[growth] ** Math.max(0, quarter.index - quarterOf(service.demand.as).index);
  const ai = trained(estate, quarter);
  const highest = days
    .map((day) => demandOn(estate, service, openAcademies(ai, service, present, day), day, grown))
    .reduce((most, demand) => (demand.peak > most.peak ? demand : most));
  return { ...highest, runs: days.some((day) => serviceRuns(ai, service, day)) };
}

/** Training goes on at its pace from the quarter of `today`. */
function trained({ ai, platform }: Estate, quarter: Quarter): Estate["ai"] {
  if (!ai.training) return ai;
  const { pace, academies } = ai.training;
  const quarters = Math.max(0, quarter.index - quarterOf(platform.today).index);
  const later = (share: number, more: number) => Math.min(100, share + quarters * more);
  const raised = Object.entries(academies).flatMap(([academy, state]) =>
    state === undefined
      ? []
      : [
          [
            academy,
            { teachers: later(state.teachers, pace.teachers), staff: later(state.staff, pace.staff) },
          ],
        ],
  );
  return { ...ai, training: { ...ai.training, academies: Object.fromEntries(raised) } };
}

function demandOn(
  estate: Estate,
  { demand }: InferenceService,
  open: readonly string[],
  day: string,
  grown: number,
): Omit<Demand, "runs"> {
  const weights = demand.day.reduce((sum, weight) => sum + weight, 0);
  const hours = Array<number>(HOURS).fill(0);
  const requests: Demand["requests"] = {};
  let separatePeaks = 0;
  for (const name of open) {
    const academy = estate.academies[name];
    if (!academy) continue;
    const daily = usersOf(demand.users, name, academy) * demand.requestsPerUser * grown;
    if (daily === 0) continue;
    requests[name] = daily;
    const rates = hours.map((_, hour) => (daily * weightIn(academy, demand, day, hour)) / weights / HOUR);
    for (const [hour, rate] of rates.entries()) hours[hour] = (hours[hour] as number) + rate;
    separatePeaks += Math.max(...rates);
  }
  const busiest = Math.max(...hours);
  return {
    ...{ day, hour: hours.indexOf(busiest), grown, requests },
    peak: busiest * demand.peakToMean,
    mean: hours.reduce((sum, rate) => sum + rate, 0) / HOURS,
    separatePeaks: separatePeaks * demand.peakToMean,
  };
}

export function usersOf(users: InferenceService["demand"]["users"], name: string, academy: Academy): number {
  return (
    users.academies[name] ??
    users.perEstablishment * academy.establishments +
      (users.perThousandLyceePupils * academy.lyceePupils) / 1000
  );
}

/** Weight of an hour of UTC, as the day is in the academy. */
export const weightIn = (
  { timeZone }: Academy,
  { day }: InferenceService["demand"],
  on: string,
  hour: number,
): number => weightAt(day, hour + offset(timeZone, on));

/** Weight of an hour of the local day; half an hour of each of two where the zone is shifted by half an hour. */
function weightAt(day: readonly number[], hour: number): number {
  const from = Math.floor(hour);
  const part = hour - from;
  const weight = (index: number) => day[((index % HOURS) + HOURS) % HOURS] ?? 0;
  return (1 - part) * weight(from) + part * weight(from + 1);
}

const offsets = new Map<string, number>();

/** Hours that the zone is ahead of UTC at noon. */
function offset(timeZone: string, day: string): number {
  const key = `${timeZone} ${day}`;
  const known = offsets.get(key);
  if (known !== undefined) return known;
  const noon = Temporal.PlainDate.from(day).toZonedDateTime({ timeZone, plainTime: "12:00" });
  const hours = noon.offsetNanoseconds / (HOUR * 1e9);
  offsets.set(key, hours);
  return hours;
}

const changes = new Map<string, string[]>();

/** Days of a quarter from which on the zone's clocks are ahead of UTC by another number of hours. */
function clockChanges(timeZone: string, { from, to }: Quarter): string[] {
  const key = `${timeZone} ${from}`;
  const known = changes.get(key);
  if (known !== undefined) return known;
  const days: string[] = [];
  let next = Temporal.PlainDate.from(from).toZonedDateTime(timeZone).getTimeZoneTransition("next");
  while (next && next.toPlainDate().toString() <= to) {
    days.push(next.toPlainDate().toString());
    next = next.getTimeZoneTransition("next");
  }
  changes.set(key, days);
  return days;
}
