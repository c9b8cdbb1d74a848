/** From when on an installation may begin, so that its cutover falls into an allowed week. */
import { type Estate, type Planning, pointerTo, pointerToFile } from "../../config/index.js";
import { cutoverWeeks, type Week, type WeekVerdict } from "../calendar/index.js";
import type { Chain } from "./chain.js";
import type { Source } from "./sources.js";
import type { Timeline } from "./timeline.js";

type Window = [number, number];

interface CutoverCalendar {
  periods: number[];
  freezes: string[];
}

export class Starts {
  private readonly calendars = new Map<readonly WeekVerdict[], CutoverCalendar>();

  constructor(
    private readonly estate: Estate,
    private readonly planning: Planning,
    private readonly timeline: Timeline,
  ) {}

  /** Starts from which the cutover falls into an allowed week. */
  of({ application, academy, cutover = 0 }: Chain): Window[] {
    const pin = this.planning.pins[application]?.[academy];
    const { periods } = this.calendarOf(application, academy);
    const [from, until] = [
      this.periodOf(pin?.from, 0),
      this.periodOf(pin?.until, this.timeline.weeks.length),
    ];
    const windows: Window[] = [];
    for (const period of periods) {
      const start = period - cutover;
      if (start < 0 || period < from || period > until) continue;
      const last = windows.at(-1);
      if (last?.[1] === start) last[1] = start + 1;
      else windows.push([start, start + 1]);
    }
    return windows;
  }

  /** The period of a pinned week; weeks before and after the plan count as its first and last. */
  private periodOf(week: Week | undefined, otherwise: number): number {
    if (week === undefined) return otherwise;
    const after = this.timeline.weeks.findIndex((one) => one >= week);
    return this.timeline.periodOf.get(week) ?? (after < 0 ? this.timeline.weeks.length : after);
  }

  /** Allowed periods of cutovers, and the freezes that forbid others. Many installations share one calendar. */
  private calendarOf(application: string, academy: string): CutoverCalendar {
    const verdicts = cutoverWeeks(this.estate, application, academy);
    const known = this.calendars.get(verdicts);
    if (known) return known;
    const forbidden = verdicts.flatMap(({ reasons }) =>
      reasons.filter(({ severity }) => severity === "forbidden"),
    );
    const made = {
      periods: verdicts.flatMap(({ allowed, week }) =>
        allowed ? (this.timeline.periodOf.get(week) ?? []) : [],
      ),
      freezes: [...new Set(forbidden.flatMap(({ freeze }) => freeze ?? []))],
    };
    this.calendars.set(verdicts, made);
    return made;
  }

  /** The pin, or the freezes and the rule that take weeks away. */
  sourceOf({ application, academy }: Chain): Source {
    const pin = this.planning.pins[application]?.[academy];
    const where = `${application} in ${academy}`;
    if (pin) {
      const span =
        pin.from === pin.until
          ? `in ${pin.from}`
          : `from ${pin.from ?? "any week"} to ${pin.until ?? "any week"}`;
      return {
        text: `${where} is cut over ${span}: ${pin.reason}`,
        pointers: [pointerToFile("planning", "pins", application, academy)],
      };
    }
    const { freezes } = this.calendarOf(application, academy);
    return {
      text: `${where} is cut over in allowed weeks only`,
      pointers: [
        pointerTo("applications", application, "cutover"),
        ...freezes.map((id) => pointerTo("freezes", id)),
      ],
    };
  }
}
