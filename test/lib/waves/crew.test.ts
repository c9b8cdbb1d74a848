import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Team } from "../../../config/index.js";
import { skillSets } from "../../../lib/waves/crew.js";

const SKILLS = ["a", "b", "c", "d"];
const WEEK = [["2027-01-04", "2027-01-05", "2027-01-06", "2027-01-07", "2027-01-08"]];

const person = fc.record({
  skills: fc.subarray(SKILLS, { minLength: 1 }),
  share: fc.constantFrom(1, 0.8, 0.5),
  leave: fc.constantFrom(
    [],
    [
      { from: "2027-01-06", to: "2027-01-07" },
      { from: "2027-01-07", to: "2027-01-12" },
    ],
  ),
});
const team = fc.array(person, { minLength: 1, maxLength: 4 }).map((people) => ({
  people: Object.fromEntries(people.map((one, index) => [`p${index}`, one])) as unknown as Team["people"],
}));
const work = fc.record(Object.fromEntries(SKILLS.map((skill) => [skill, fc.nat({ max: 60 })])));

/** Gives work away in whole tenths by trying everything: whether nothing is left. */
function fits(people: Team["people"], demand: Record<string, number>): boolean {
  const capacity = Object.values(people).map(({ skills, share, leave }) => {
    const days = (WEEK[0] as string[]).filter(
      (day) => !leave.some(({ from, to }) => from <= day && day <= to),
    );
    return { skills, left: Math.floor(days.length * share * 10) };
  });
  // Minimum cut by enumeration: every set of people either works or not.
  for (let mask = 0; mask < 1 << capacity.length; mask += 1) {
    const chosen = capacity.filter((_, bit) => mask & (1 << bit));
    const others = capacity.filter((_, bit) => !(mask & (1 << bit)));
    const only = SKILLS.filter((skill) => !others.some(({ skills }) => skills.includes(skill)));
    const asked = only.reduce((sum, skill) => sum + (demand[skill] ?? 0), 0);
    if (asked > chosen.reduce((sum, { left }) => sum + left, 0)) return false;
  }
  return true;
}

describe("sets of skills", () => {
  it("say exactly which work people can do", () => {
    fc.assert(
      fc.property(team, work, (crew, demand) => {
        const sets = skillSets(crew, SKILLS, WEEK);
        const kept = sets.every(
          ({ skills, capacity }) =>
            skills.reduce((sum, skill) => sum + (demand[skill] ?? 0), 0) <= (capacity[0] ?? 0),
        );
        expect(kept).toBe(fits(crew.people, demand));
      }),
      { numRuns: 500 },
    );
  });

  it("count a day of leave once", () => {
    const leave = [
      { from: "2027-01-06", to: "2027-01-07" },
      { from: "2027-01-07", to: "2027-01-12" },
    ];
    const [set] = skillSets({ people: { one: { skills: ["a"], share: 1, leave } } }, ["a"], WEEK);
    expect(set?.capacity).toEqual([20]);
  });
});
