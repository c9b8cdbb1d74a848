/** The planner against plain priority rules and against CP-SAT alone, each with the same time. */

import { type PlanningProblem, solve } from "../../../lib/planning/index.js";
import { findPython, type PythonPackage } from "../../support/python.js";
import type { Measurement } from "../metrics.js";
import { type PeerResult, runCpSat } from "./cp-sat.js";

/** Exact, so that figures of two machines compare. */
const OR_TOOLS: PythonPackage = {
  requirement: "ortools==9.15.6755",
  module: "ortools",
  size: "250 MB",
  variable: "BENCH_PYTHON",
  without: "CP-SAT cannot be measured",
};

/** Plans with the time limit, then lets the peer have as long; lateness first, then makespan. */
export async function compare(
  name: string,
  problem: PlanningProblem,
  seconds: number,
  tell: (line: string) => void,
): Promise<Measurement[]> {
  const python = findPython(OR_TOOLS, tell);
  let rules: number[] | undefined;
  tell(`${name}: planning for ${seconds} s`);
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
  tell(`${name}: priority rules late ${rules?.[0]}, makespan ${rules?.[1]}`);
  if (python !== undefined) tell(`${name}: CP-SAT alone for ${seconds} s`);
  const peer = python === undefined ? undefined : await runCpSat(python, problem, seconds);
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
function peerGain(own: readonly number[], peer: PeerResult | undefined): number {
  if (!peer) return Number.NaN;
  if (peer.lateness === null || peer.makespan === null) return Number.POSITIVE_INFINITY;
  return gain(own, [peer.lateness, peer.makespan]);
}
