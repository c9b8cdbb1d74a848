/** Runs the built command line as a user would, in a folder of its own. */
import { spawn, spawnSync } from "node:child_process";
import { join } from "node:path";

export const BINARY = join(import.meta.dirname, "../../dist/scripts/transhumance.js");

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

/** Runs a command and sends it a signal after some time, or once something is so. Resolves when it has ended. */
export function interrupted(
  cwd: string,
  args: string[],
  signal: NodeJS.Signals,
  when: number | { environment: Record<string, string | undefined>; when: () => boolean },
): Promise<void> {
  const env = typeof when === "number" ? process.env : { ...process.env, ...when.environment };
  const child = spawn(process.execPath, [BINARY, ...args], { cwd, env, stdio: "ignore" });
  const timer =
    typeof when === "number"
      ? setTimeout(() => child.kill(signal), when)
      : setInterval(() => {
          if (!when.when()) return;
          clearInterval(timer);
          child.kill(signal);
        }, 20);
  return new Promise((resolve) => {
    child.once("close", () => {
      clearInterval(timer);
      resolve();
    });
  });
}
