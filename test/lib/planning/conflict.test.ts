/** Proofs that there is no plan name facts that exclude each other, and no more. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { onlyFacts } from "../../../lib/planning/conflict/facts.js";
import { PlanningProblem, type PlanningProblemInput, proveInfeasible } from "../../../lib/planning/index.js";
import { anyProblem, bestByTryingAll } from "./problems.js";

const conflictOf = (problem: PlanningProblemInput) =>
  proveInfeasible(PlanningProblem.parse(problem))
    ?.map(({ pointer }) => pointer)
    .toSorted();

const chain = { duration: 2 };

test.each<[string, PlanningProblemInput, string[]]>([
  [
    "a cycle is its precedences",
    {
      tasks: { a: chain, b: chain, c: chain, d: chain },
      precedences: [
        { from: "a", to: "b" },
        { from: "b", to: "c" },
        { from: "c", to: "a" },
        { from: "c", to: "d" },
      ],
    },
    ["/precedences/0", "/precedences/1", "/precedences/2"],
  ],
  [
    "a pin and the deadline of what follows it",
    {
      tasks: {
        a: { ...chain, pin: { start: 5 } },
        b: { ...chain, deadline: 8 },
        c: { ...chain, deadline: 3 },
      },
      precedences: [{ from: "a", to: "b" }],
    },
    ["/precedences/0", "/tasks/a/pin", "/tasks/b/deadline"],
  ],
  [
    "no open week in the windows of a task",
    {
      calendars: { exams: { closed: [[2, 6]] }, other: { closed: [[0, 1]] } },
      tasks: { a: { ...chain, starts: [[1, 6]], calendars: ["exams", "other"] } },
    },
    ["/calendars/exams", "/tasks/a/starts"],
  ],
  [
    "a capacity of zero",
    { resources: { crew: { capacity: 0 } }, tasks: { a: { ...chain, demands: { crew: 1 } }, b: chain } },
    ["/resources/crew/capacity", "/tasks/a/demands"],
  ],
  [
    "two pins for one person",
    {
      resources: { crew: { capacity: 1 } },
      tasks: {
        a: { ...chain, demands: { crew: 1 }, pin: { start: 3 } },
        b: { ...chain, demands: { crew: 1 }, pin: { start: 4 } },
        c: { ...chain, demands: { crew: 1 } },
      },
    },
    ["/resources/crew/capacity", "/tasks/a/demands", "/tasks/a/pin", "/tasks/b/demands", "/tasks/b/pin"],
  ],
])("%s", (_, problem, pointers) => {
  expect(conflictOf(problem)).toEqual(pointers);
});

test("a conflict excludes every plan, and leaving out any of its facts breaks the proof", () => {
  fc.assert(
    fc.property(anyProblem, (problem) => {
      const conflict = proveInfeasible(problem);
      if (!conflict) return;
      expect(bestByTryingAll(problem)).toBeUndefined();
      expect(proveInfeasible(onlyFacts(problem, conflict))).toBeDefined();
      for (const fact of conflict)
        expect(
          proveInfeasible(
            onlyFacts(
              problem,
              conflict.filter((other) => other !== fact),
            ),
          ),
        ).toBeUndefined();
    }),
    { numRuns: 150 },
  );
});
