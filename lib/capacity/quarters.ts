/** Quarters of the calendar year, `2027-Q1`, and the days that they begin and end on. */

export interface Quarter {
  /** `2027-Q1` */
  name: string;
  /** First and last day, `YYYY-MM-DD`. */
  from: string;
  to: string;
  /** Counts quarters, so that differences are lengths of time. */
  index: number;
}

const QUARTERS = 4;
const MONTHS = 3;

/** The quarter of a day, or the one so many quarters later. */
export function quarterOf(day: string, later = 0): Quarter {
  const [year = 0, month = 1] = day.split("-").map(Number);
  const index = year * QUARTERS + Math.floor((month - 1) / MONTHS) + later;
  const first = (count: number) => Date.UTC(Math.floor(count / QUARTERS), (count % QUARTERS) * MONTHS, 1);
  const text = (time: number) => new Date(time).toISOString().slice(0, 10);
  return {
    name: `${Math.floor(index / QUARTERS)}-Q${(index % QUARTERS) + 1}`,
    from: text(first(index)),
    to: text(first(index + 1) - DAY * 1000),
    index,
  };
}

/** Seconds of a day. */
const DAY = 24 * 3600;

/** Seconds of a quarter. */
export const secondsOf = ({ from, to }: Quarter): number => (Date.parse(to) - Date.parse(from)) / 1000 + DAY;

/** The day so many seconds before another, rounded to the earlier day. */
export const daysBefore = (day: string, seconds: number): string =>
  new Date(Date.parse(day) - Math.ceil(seconds / DAY) * DAY * 1000).toISOString().slice(0, 10);
