/** CP-SAT as a peer: native OR-Tools through Python, where it is installed. */
import { spawn } from "node:child_process";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import type { PlanningProblem } from "../../../lib/planning/index.js";

const SCRIPT = join("scripts", "bench", "waves", "cp-sat.py");
/** A Python that has `ortools`, where that of PATH has not. */
const PYTHON = process.env.BENCH_PYTHON ?? "python3";

export interface PeerResult {
  status: string;
  lateness: number | null;
  makespan: number | null;
}

/** What CP-SAT finds alone in so many seconds, on all cores; `undefined`, and a word about it, where it is missing. */
export function runCpSat(
  problem: PlanningProblem,
  seconds: number,
  tell: (line: string) => void,
): Promise<PeerResult | undefined> {
  const child = spawn(PYTHON, [SCRIPT, String(seconds), String(availableParallelism())], {
    stdio: ["pipe", "pipe", "pipe"],
  });
  const kill = () => child.kill("SIGKILL");
  process.once("exit", kill);
  let [said, complained] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    said += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    complained += text;
  });
  return new Promise((resolve) => {
    const missing = (why: string) => {
      tell(
        `CP-SAT was not measured (${why}): pip install ortools, or name a Python that has it in BENCH_PYTHON`,
      );
      resolve(undefined);
    };
    child.once("error", (error) => missing(error.message));
    child.stdin.on("error", () => {}).end(JSON.stringify(problem));
    child.once("close", (status) => {
      process.removeListener("exit", kill);
      if (status === 0) resolve(JSON.parse(said) as PeerResult);
      else missing(complained.trim().split("\n").at(-1) ?? `it ended with ${status}`);
    });
  });
}
