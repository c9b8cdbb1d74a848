/** The invented instances `base.json` and `tight.json` as general planning problems. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { PlanningProblem, type PlanningProblemInput } from "../../../lib/planning/index.js";

const FOLDER = join("scripts", "bench", "waves");

const Window = z.tuple([z.int(), z.int()]);

/** Lists by number of the task j or the resource r. */
const Instance = z.object({
  /** Weeks at most. */
  T: z.int(),
  dur: z.array(z.int()),
  succ: z.array(z.array(z.int())),
  res: z.array(z.array(z.tuple([z.int(), z.int()]))),
  cap: z.array(z.union([z.int(), z.array(z.int())])),
  /** Weeks [from, to) in which the task may not run. */
  forbid: z.array(z.array(Window)),
  due: z.array(z.int()),
});

/** Lateness first, then makespan. */
export function readInstance(name: string): PlanningProblem {
  const { T, dur, succ, res, cap, forbid, due } = Instance.parse(
    JSON.parse(readFileSync(join(FOLDER, `${name}.json`), "utf8")),
  );
  const calendars = new Map(forbid.map((closed) => [JSON.stringify(closed), { closed }]));
  return PlanningProblem.parse({
    name,
    horizon: T,
    resources: Object.fromEntries(cap.map((capacity, r) => [`r${r}`, { capacity }])),
    calendars: Object.fromEntries(calendars),
    tasks: Object.fromEntries(
      dur.map((duration, j) => [
        `t${j}`,
        {
          duration,
          demands: Object.fromEntries((res[j] ?? []).map(([r, amount]) => [`r${r}`, amount])),
          calendars: [JSON.stringify(forbid[j])],
          due: due[j],
        },
      ]),
    ),
    precedences: succ.flatMap((successors, j) => successors.map((k) => ({ from: `t${j}`, to: `t${k}` }))),
    objective: ["lateness", "makespan"],
  } satisfies PlanningProblemInput);
}

/** So many copies side by side: independent tasks on shared resources, of which there is as much more. */
export function manifold(problem: PlanningProblem, copies: number): PlanningProblem {
  const all = Array.from({ length: copies }, (_, copy) => `-${copy}`);
  const times = (capacity: number | number[]) =>
    typeof capacity === "number" ? capacity * copies : capacity.map((amount) => amount * copies);
  return {
    ...problem,
    resources: Object.fromEntries(
      Object.entries(problem.resources).map(([name, resource]) => [
        name,
        { ...resource, capacity: times(resource.capacity) },
      ]),
    ),
    tasks: Object.fromEntries(
      all.flatMap((copy) => Object.entries(problem.tasks).map(([name, task]) => [name + copy, task])),
    ),
    precedences: all.flatMap((copy) =>
      problem.precedences.map((link) => ({ ...link, from: link.from + copy, to: link.to + copy })),
    ),
  };
}
