/** The agreed plan for other tools: calendars, a table, GitLab's milestones. */
import ical, { type ICalCalendar } from "ical-generator";
import type { Estate, Planned } from "../../config/index.js";
import { cutoverWindow, firstDay, lastDay } from "../calendar/index.js";

interface PlannedCutover extends Planned {
  week: string;
  application: string;
  academy: string;
}

/** Every cutover of the agreed plan, in the order of its file. */
function plannedCutovers({ waves }: Estate): PlannedCutover[] {
  return Object.entries(waves?.waves ?? {}).flatMap(([week, applications]) =>
    Object.entries(applications).flatMap(([application, academies]) =>
      Object.entries(academies ?? {}).flatMap(([academy, one]) =>
        one ? [{ week, application, academy, ...one }] : [],
      ),
    ),
  );
}

/** iCalendar files by path: `teams/<team>.ics` and `academies/<academy>.ics`, one event a cutover. */
export function toCalendars(estate: Estate): Record<string, string> {
  const calendars = new Map<string, ICalCalendar>();
  const { labelPrefix, today } = estate.platform;
  for (const cutover of plannedCutovers(estate)) {
    const { application, academy, week, who, leaves, why } = cutover;
    const window = cutoverWindow(estate, academy, week);
    if (!window) continue;
    const title = estate.applications[application]?.title ?? application;
    for (const file of [`academies/${academy}`, ...who.map((team) => `teams/${team}`)]) {
      const calendar = calendars.get(file) ?? ical({ name: file, prodId: `//${labelPrefix}//waves//FR` });
      calendars.set(file, calendar);
      calendar.createEvent({
        // Equal plans give equal files: what would be the time of writing is the day of planning.
        stamp: new Date(`${estate.waves?.planned ?? today}T00:00:00Z`),
        id: `${application}.${academy}@${labelPrefix}`,
        start: new Date(window.startUtc),
        end: new Date(window.endUtc),
        summary: `Bascule ${title}, ${estate.academies[academy]?.name ?? academy}`,
        description: `${application} ${academy}, ${week}. ${who.join(", ")}. ${leaves}. ${why}`,
      });
    }
  }
  return Object.fromEntries([...calendars].map(([file, calendar]) => [`${file}.ics`, calendar.toString()]));
}

const COLUMNS = [
  "week",
  "application",
  "academy",
  "prepare",
  "replicate",
  "rehearse",
  "leaves",
  "who",
  "why",
] as const;

/** RFC 4180: comma, quotes where they are needed, CRLF. */
export function toCsv(estate: Estate): string {
  const cell = (value: unknown) => {
    const text = Array.isArray(value) ? value.join(" ") : String(value ?? "");
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  const rows = plannedCutovers(estate).map((one) => COLUMNS.map((column) => cell(one[column])).join(","));
  return `${[COLUMNS.join(","), ...rows].join("\r\n")}\r\n`;
}

/** A milestone of GitLab's API (`POST /projects/:id/milestones`). */
export interface Milestone {
  title: string;
  description: string;
  start_date: string;
  due_date: string;
}

/** One milestone a wave. */
export function toMilestones(estate: Estate): Milestone[] {
  const byWeek = new Map<string, PlannedCutover[]>();
  for (const one of plannedCutovers(estate)) byWeek.set(one.week, [...(byWeek.get(one.week) ?? []), one]);
  return [...byWeek].map(([week, cutovers]) => ({
    title: `Vague ${week}`,
    description: cutovers
      .map(({ application, academy, who }) => `- [ ] ${application} ${academy} (${who.join(", ")})`)
      .join("\n"),
    start_date: firstDay(week),
    due_date: lastDay(week),
  }));
}
