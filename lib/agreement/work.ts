/** Work and people: in every week each day of work finds a person with the skill who has that day left. */
import {
  type Application,
  type Estate,
  type Phase,
  type Planning,
  pointerTo,
  pointerToFile,
  type Team,
  type Waves,
  type Work,
} from "../../config/index.js";
import { addDays, firstDay, weekOf } from "../calendar/index.js";
import type { AgreementFinding } from "./finding.js";
import { needsPreparation } from "./order.js";
import type { Move } from "./read.js";

/** Work of a team in a week, by skill, in tenths of a day, and one of those who ask for it. */
interface Week {
  team: string;
  monday: string;
  skills: Map<string, number>;
  pointer: Move["pointer"];
}

export function checkWork(
  estate: Estate,
  planning: Planning,
  waves: Waves,
  moves: readonly Move[],
): AgreementFinding[] {
  const weeks = new Map<string, Week>();
  const ask = (
    application: Application,
    works: readonly Work[],
    mondays: readonly string[],
    pointer: Move["pointer"],
  ) => {
    for (const { by, team, skill = application.database?.legacy, days } of works) {
      if (skill === undefined) continue;
      const name = team ?? (by === "owner" ? application.owner : estate.platform.owner);
      for (const monday of mondays) {
        const week = weeks.get(`${name} ${monday}`) ?? { team: name, monday, skills: new Map(), pointer };
        weeks.set(`${name} ${monday}`, week);
        week.pointer = pointer;
        week.skills.set(skill, (week.skills.get(skill) ?? 0) + Math.round(days * 10));
      }
    }
  };
  for (const { application, weeks: phases, pointer } of moves) {
    for (const [phase, mondays] of Object.entries(phases) as [Phase, string[]][]) {
      ask(estate.applications[application] as Application, planning.phases[phase].work, mondays, pointer);
    }
  }
  for (const [application, week] of Object.entries(waves.preparations)) {
    const noun = estate.applications[application];
    if (!noun || week === undefined || !needsPreparation(estate, application)) continue;
    const mondays = Array.from({ length: planning.preparation.weeks }, (_, one) =>
      addDays(firstDay(week), 7 * one),
    );
    ask(noun, planning.preparation.work, mondays, pointerToFile("waves", "preparations", application));
  }
  return [...weeks.values()].flatMap((week) => checkWeek(estate, week));
}

function checkWeek(estate: Estate, { team, monday, skills, pointer }: Week): AgreementFinding[] {
  const people = estate.teams[team]?.people ?? {};
  const undone = new Staffing(people, monday).undone(skills);
  if (undone.length === 0) return [];
  const [skill = ""] = undone;
  return [
    {
      pointer,
      value: weekOf(monday),
      message: `asks ${team} for more work of ${undone.join(", ")} than its people can do`,
      facts: [pointerTo("teams", team, "people"), pointerToFile("skills", skill)],
      hint: "move something, or find a person: transhumance skills",
    },
  ];
}

/** Gives work to people by augmenting paths: a maximum flow from skills to people. */
class Staffing {
  private readonly left: Map<string, number>;
  /** Tenths of a day that each person gives to each skill. */
  private readonly given = new Map<string, Map<string, number>>();

  constructor(
    private readonly people: Team["people"],
    monday: string,
  ) {
    this.left = new Map(Object.entries(people).map(([id, person]) => [id, tenths(person, monday)]));
  }

  /** Skills whose work does not find people. */
  undone(work: ReadonlyMap<string, number>): string[] {
    return [...work].filter(([skill, amount]) => this.place(skill, amount) < amount).map(([skill]) => skill);
  }

  private place(skill: string, amount: number): number {
    let placed = 0;
    while (placed < amount) {
      const pushed = this.push(skill, amount - placed, new Set());
      if (pushed === 0) break;
      placed += pushed;
    }
    return placed;
  }

  /** Gives up to `amount` to somebody with days left, or to somebody who can hand over other work. */
  private push(skill: string, amount: number, seen: Set<string>): number {
    for (const [id, { skills }] of Object.entries(this.people)) {
      if (!skills.includes(skill) || seen.has(id)) continue;
      seen.add(id);
      const free = Math.min(amount, this.left.get(id) ?? 0);
      if (free > 0) {
        this.left.set(id, (this.left.get(id) ?? 0) - free);
        this.give(skill, id, free);
        return free;
      }
      for (const [other, own] of this.given) {
        const has = own.get(id) ?? 0;
        if (other === skill || has === 0) continue;
        const moved = this.push(other, Math.min(amount, has), seen);
        if (moved === 0) continue;
        this.give(other, id, -moved);
        this.give(skill, id, moved);
        return moved;
      }
    }
    return 0;
  }

  private give(skill: string, id: string, amount: number): void {
    const own = this.given.get(skill) ?? new Map<string, number>();
    this.given.set(skill, own.set(id, (own.get(id) ?? 0) + amount));
  }
}

/** What a person can do from Monday to Friday, in tenths of a day. */
function tenths({ share, leave }: Team["people"][string], monday: string): number {
  let days = 0;
  for (let day = 0; day < 5; day += 1) {
    const date = addDays(monday, day);
    if (leave.every(({ from, to }) => date < from || date > to)) days += 1;
  }
  return Math.floor(days * share * 10);
}
