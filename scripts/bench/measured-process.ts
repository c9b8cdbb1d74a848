/** Runs a program in a process of its own and measures it: time, processor time, peak memory of all its threads. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface Usage {
  /** Seconds from start to end. */
  wall: number;
  /** Seconds of processor time, user and system. */
  processor: number;
  /** Megabytes (10^6 bytes) resident at the peak, worker threads included. */
  memory: number;
}

const folders: string[] = [];
const children = new Set<ChildProcess>();
process.once("exit", () => {
  for (const child of children) child.kill("SIGKILL");
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A folder that is removed when the bench ends, interrupted or not. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "transhumance-bench-"));
  folders.push(folder);
  return folder;
}

/** Runs a built program of this project with Node in `cwd`; rejects, with what it said, where it ends with another exit code than those `accepted`. */
export function measure(
  cwd: string,
  args: string[],
  env: Record<string, string> = {},
  accepted: readonly number[] = [0],
): Promise<Usage> {
  const usageFile = join(cwd, "usage.json");
  const preload = join(import.meta.dirname, "report-usage.js");
  const started = performance.now();
  const child = spawn(process.execPath, ["--import", preload, ...args], {
    cwd,
    env: { ...process.env, ...env, BENCH_USAGE_FILE: usageFile },
    stdio: ["ignore", "ignore", "pipe"],
  });
  children.add(child);
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    said += text;
  });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (status) => {
      const wall = (performance.now() - started) / 1000;
      children.delete(child);
      if (status === null || !accepted.includes(status))
        return reject(new Error(`${args.join(" ")} ended with ${status}:\n${said}`));
      resolve({ wall, ...(JSON.parse(readFileSync(usageFile, "utf8")) as Omit<Usage, "wall">) });
    });
  });
}

/** The value in the middle, the mean of the two for an even count. */
export function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(middle)] ?? Number.NaN) + (sorted[Math.ceil(middle)] ?? Number.NaN)) / 2;
}
