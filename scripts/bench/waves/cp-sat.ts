/** CP-SAT as a peer: native OR-Tools, run by Python. */
import { spawn } from "node:child_process";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import type { PlanningProblem } from "../../../lib/planning/index.js";

const SCRIPT = join("scripts", "bench", "waves", "cp-sat.py");

export interface PeerResult {
  /** OPTIMAL where it proved its plan to be the best. */
  status: string;
  lateness: number | null;
  makespan: number | null;
}

/** What CP-SAT finds alone in so many seconds, on all cores. Rejects where it fails. */
export function runCpSat(python: string, problem: PlanningProblem, seconds: number): Promise<PeerResult> {
  const child = spawn(python, [SCRIPT, String(seconds), String(availableParallelism())], {
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
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.stdin.on("error", () => {}).end(JSON.stringify(problem));
    child.once("close", (status) => {
      process.removeListener("exit", kill);
      if (status === 0) resolve(JSON.parse(said) as PeerResult);
      else reject(new Error(`CP-SAT ended with ${status}: ${complained.trim().split("\n").at(-1)}`));
    });
  });
}
