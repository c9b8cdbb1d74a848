/** People: how much work of which skills a team can do in a week. Amounts are tenths of a person's day. */
import type { Team, Window } from "../../config/index.js";
import { addDays, firstDay, type Week } from "../calendar/index.js";

export const PER_DAY = 10;
const WORKING_DAYS = 5;

/** More skills than these are not combined: a team that needs so many at once is to be split. */
const MOST_SKILLS = 8;

/** A set of skills, and what the people with any of them can do together, week by week. */
export interface SkillSet {
  skills: string[];
  capacity: number[];
}

type Person = Team["people"][string];

/** The working days of a week. */
const workingDays = (week: Week): string[] =>
  Array.from({ length: WORKING_DAYS }, (_, day) => addDays(firstDay(week), day));

/** What one person can do in a week, in tenths of a day: working days without leave, times the share. */
function personCapacity({ leave, share }: Person, days: readonly string[]): number {
  const away = ({ from, to }: Window) => days.filter((day) => from <= day && day <= to);
  const absent = leave.length === 0 ? 0 : new Set(leave.flatMap(away)).size;
  return Math.floor((days.length - absent) * share * PER_DAY);
}

/** What every person of a team can do in each week; computed once, since days are dear. */
function crewOf({ people }: Pick<Team, "people">, days: readonly (readonly string[])[]) {
  return Object.values(people).map((person) => ({
    skills: person.skills as readonly string[],
    capacity: days.map((week) => personCapacity(person, week)),
  }));
}

/** The working days of each week of a plan. */
export const workingDaysOf = (weeks: readonly Week[]): string[][] => weeks.map(workingDays);

/**
 * Capacities that together say exactly what a team can do when a person's day is given once only: by Hall's theorem
 * work fits the people if, and only if, for every set of skills the work that needs one of them is at most what the
 * people with one of them can do. Sets that others imply are left out.
 */
export function skillSets(
  team: Pick<Team, "people">,
  demanded: readonly string[],
  days: readonly (readonly string[])[],
): SkillSet[] {
  const skills = [...new Set(demanded)].toSorted().slice(0, MOST_SKILLS);
  const crew = crewOf(team, days).map(({ skills: own, capacity }) => ({ skills: new Set(own), capacity }));
  const sets: SkillSet[] = [];
  for (let mask = 1; mask < 1 << skills.length; mask += 1) {
    const chosen = skills.filter((_, bit) => mask & (1 << bit));
    if (!isConnected(chosen, crew)) continue;
    const able = crew.filter((person) => chosen.some((skill) => person.skills.has(skill)));
    sets.push({
      skills: chosen,
      capacity: days.map((_, week) => able.reduce((sum, person) => sum + (person.capacity[week] ?? 0), 0)),
    });
  }
  return sets;
}

/** People with several of the skills link them; unlinked parts of a set bound it by their own sums already. */
function isConnected(skills: readonly string[], crew: readonly { skills: Set<string> }[]): boolean {
  const reached = new Set(skills.slice(0, 1));
  for (let grown = true; grown; ) {
    const before = reached.size;
    for (const person of crew) {
      const own = skills.filter((skill) => person.skills.has(skill));
      if (own.some((skill) => reached.has(skill))) for (const skill of own) reached.add(skill);
    }
    grown = reached.size > before;
  }
  return reached.size === skills.length;
}
