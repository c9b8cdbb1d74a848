/** The planner on invented migrations of 1,200 and 4,800 tasks, against priority rules and against CP-SAT alone. */
import { type PlanningProblem, solve } from "../../../lib/planning/index.js";
import type { Bench } from "../bench.js";
import type { Measurement } from "../metrics.js";
import { runCpSat } from "../waves/cp-sat.js";
import { measureEstate } from "../waves/estate.js";
import { manifold, readInstance } from "../waves/instance.js";

const LARGE = 4;

export const waves: Bench = {
  description:
    "Planning of 1,200 tasks in 30 and 60 s and of 4,800 in 240 s, against priority rules and CP-SAT; the sample estate.",
  async measure(tell) {
    return [
      ...(await compare("base", readInstance("base"), 30, tell)),
      ...(await compare("tight", readInstance("tight"), 60, tell)),
      ...(await compare("large", manifold(readInstance("tight"), LARGE), 240, tell)),
      ...(await measureEstate(tell)),
    ];
  },
};

/** Plans with the time limit, then lets the peer have as long. */
async function compare(
  name: string,
  problem: PlanningProblem,
  seconds: number,
  tell: (line: string) => void,
): Promise<Measurement[]> {
  let rules: number[] | undefined;
  const solution = await solve(problem, {
    seconds,
    onProgress: ({ objective }) => {
      rules ??= objective?.map(({ value }) => value);
    },
  });
  if (!("plan" in solution)) throw new Error(`${name}: ${solution.status}`);
  const [lateness = Number.NaN, makespan = Number.NaN] = solution.objective.map(({ value }) => value);
  const bound = (level: number) => solution.objective[level]?.bound;
  tell(`${name}: late ${lateness} (at least ${bound(0)}), makespan ${makespan} (at least ${bound(1)})`);
  const peer = await runCpSat(problem, seconds, tell);
  if (peer) tell(`${name}: CP-SAT late ${peer.lateness}, makespan ${peer.makespan} (${peer.status})`);
  const own = [lateness, makespan];
  const { firstPlanSeconds = Number.NaN, seconds: taken } = solution.statistics;
  return [
    { metric: `${name}-lateness`, unit: "weeks", value: lateness },
    { metric: `${name}-makespan`, unit: "weeks", value: makespan },
    { metric: `${name}-first-plan`, unit: "s", value: firstPlanSeconds },
    { metric: `${name}-time`, unit: "s", value: taken },
    { metric: `${name}-gain-over-rules`, unit: "weeks", value: gain(own, rules), better: "higher" },
    { metric: `${name}-gain-over-cp-sat`, unit: "weeks", value: peerGain(own, peer), better: "higher" },
  ];
}

/** By how much the first level that differs is better; not a number where the other has no plan. */
function gain(own: readonly number[], other: readonly number[] | undefined): number {
  if (!other) return Number.NaN;
  const level = own.findIndex((value, index) => value !== other[index]);
  return level < 0 ? 0 : (other[level] ?? 0) - (own[level] ?? 0);
}

/** A peer without a plan loses by any measure; a missing peer was not measured. */
function peerGain(own: readonly number[], peer: Awaited<ReturnType<typeof runCpSat>>): number {
  if (!peer) return Number.NaN;
  if (peer.lateness === null || peer.makespan === null) return Number.POSITIVE_INFINITY;
  return gain(own, [peer.lateness, peer.makespan]);
}
