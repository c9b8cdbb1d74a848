/** A Python with one package: an environment of its own, made once in a cache outside of the repository. */
import { type SpawnSyncReturns, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

export interface PythonPackage {
  /** With its exact version, so that two machines get the same: `ortools==9.15.6755`. */
  requirement: string;
  module: string;
  /** How much is downloaded, in words. */
  size: string;
  /** Environment variable that names a Python which has it. */
  variable: string;
  /** What is not done without it, e.g. `CP-SAT cannot be measured`. */
  without: string;
}

/**
 * Path of the Python, that of the environment variable where it is set; `undefined`, after telling exactly what is
 * missing, where there is none and none can be made.
 */
export function findPython(wanted: PythonPackage, tell: (line: string) => void): string | undefined {
  const { requirement, module, size, variable, without } = wanted;
  const own = process.env[variable];
  const missing = (why: string) => tell(`${without}: ${why}`);
  if (own !== undefined) {
    if (run(own, ["-c", `import ${module}`]).status === 0) return own;
    return void missing(`${own}, named in ${variable}, does not run or has no module ${module}`);
  }
  const { folder, python, ready } = placesOf(requirement);
  if (existsSync(ready)) return python;
  if (run("python3", ["--version"]).status !== 0)
    return void missing("there is no python3 on PATH; install Python 3.9 or later");
  tell(`installing ${requirement} into ${folder}, once; some ${size}`);
  mkdirSync(folder, { recursive: true });
  const made = run("python3", ["-m", "venv", "--clear", folder]);
  if (made.status !== 0)
    return void missing(`python3 -m venv failed (on Debian, apt install python3-venv): ${lastLine(made)}`);
  const pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", requirement];
  const installed = run(python, pip);
  if (installed.status !== 0)
    return void missing(`pip could not install ${requirement}: ${lastLine(installed)}`);
  writeFileSync(ready, "");
  return python;
}

/** `ready` is written last: without it the environment is unfinished and made anew. */
function placesOf(requirement: string) {
  const cache = process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache");
  const folder = join(cache, "transhumance", requirement.replace("==", "-"));
  const python = process.platform === "win32" ? join("Scripts", "python.exe") : join("bin", "python");
  return { folder, python: join(folder, python), ready: join(folder, "ready") };
}

const run = (command: string, args: string[]) => spawnSync(command, args, { encoding: "utf8" });

const lastLine = ({ stdout, stderr }: SpawnSyncReturns<string>): string =>
  `${stdout ?? ""}\n${stderr ?? ""}`.trim().split("\n").at(-1) ?? "";
