/** A plan and what is said of it. */
import type { Level } from "./problem.js";

export interface PlannedTask {
  /** First period. */
  start: number;
  /** The period after the last; more than start + duration where the task pauses. */
  end: number;
  /** The chosen one; absent for a task without `modes`. */
  mode?: string;
}

export interface Plan {
  /** By task. */
  tasks: Record<string, PlannedTask>;
}

export interface LevelValue {
  name: Level;
  value: number;
  /** No plan has less, given the values of the levels above. */
  bound: number;
  /** (value − bound) / max(1, |value|). */
  gap: number;
}

/** A hard fact of the problem. */
export interface Fact {
  /** JSON pointer into the problem, e.g. `/tasks/siecle-lille/pin`, `/resources/uplink/capacity`, `/precedences/7`. */
  pointer: string;
  /** In words, e.g. `siecle-lille must start in 12`. */
  text: string;
}

export interface Statistics {
  /** Schedules evaluated. */
  steps: number;
  seconds: number;
  /** Until the first feasible plan; absent where there is none. */
  firstPlanSeconds?: number;
}

export interface Judgement {
  /** `optimal`: every gap is zero. `feasible`: the best plan found. */
  status: "optimal" | "feasible";
  objective: LevelValue[];
  /** The largest gap of a level. */
  gap: number;
}

export type Solution =
  | (Judgement & { plan: Plan; statistics: Statistics })
  | {
      /** Proved. */
      status: "infeasible";
      /** Irreducible: without any one of these facts the proof fails. */
      conflict: Fact[];
      statistics: Statistics;
    }
  | {
      /** Nothing proved, nothing found. */
      status: "unknown";
      statistics: Statistics;
    };
