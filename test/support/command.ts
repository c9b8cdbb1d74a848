/** Runs the built command line as a user would, in a folder of its own. */
import { spawn, spawnSync } from "node:child_process";
import { join } from "node:path";

const BINARY = join(import.meta.dirname, "../../dist/scripts/transhumance.js");

export interface Outcome {
  status: number | null;
  stdout: string;
  stderr: string;
}

export function transhumance(cwd: string, args: string[], env: Record<string, string> = {}): Outcome {
  return runNode(cwd, [BINARY, ...args], env);
}

/** Runs a program with Node. */
export function runNode(cwd: string, args: string[], env: Record<string, string> = {}): Outcome {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd,
    encoding: "utf8",
    env: { ...process.env, ...env },
    maxBuffer: 64 * 1024 * 1024,
  });
  return { status, stdout, stderr };
}

/** Runs a command and sends it a signal after some time. Resolves when it has ended. */
export function interrupted(
  cwd: string,
  args: string[],
  signal: NodeJS.Signals,
  milliseconds: number,
): Promise<void> {
  const child = spawn(process.execPath, [BINARY, ...args], { cwd, stdio: "ignore" });
  const timer = setTimeout(() => child.kill(signal), milliseconds);
  return new Promise((resolve) => {
    child.once("close", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
