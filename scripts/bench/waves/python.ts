/** A Python that has OR-Tools, for the peer CP-SAT: an environment of its own, made once in a cache outside of the repository. */
import { type SpawnSyncReturns, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

/** Exact, so that figures of two machines compare. */
const PACKAGE = "ortools==9.15.6755";
const FOLDER = join(
  process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"),
  "transhumance",
  PACKAGE.replace("==", "-"),
);
const PYTHON = join(
  FOLDER,
  process.platform === "win32" ? join("Scripts", "python.exe") : join("bin", "python"),
);
/** Written last: without it the environment is unfinished and made anew. */
const READY = join(FOLDER, "ready");

/**
 * Path of the Python, that of BENCH_PYTHON where it is set; `undefined`, after telling exactly what is missing, where
 * there is none and none can be made.
 */
export function findPython(tell: (line: string) => void): string | undefined {
  const own = process.env.BENCH_PYTHON;
  const missing = (why: string) => tell(`CP-SAT cannot be measured: ${why}`);
  if (own !== undefined) {
    if (run(own, ["-c", "import ortools"]).status === 0) return own;
    return void missing(`${own}, named in BENCH_PYTHON, does not run or has no module ortools`);
  }
  if (existsSync(READY)) return PYTHON;
  if (run("python3", ["--version"]).status !== 0)
    return void missing("there is no python3 on PATH; install Python 3.9 or later");
  tell(`installing ${PACKAGE} into ${FOLDER}, once; some 250 MB`);
  mkdirSync(FOLDER, { recursive: true });
  const made = run("python3", ["-m", "venv", "--clear", FOLDER]);
  if (made.status !== 0)
    return void missing(`python3 -m venv failed (on Debian, apt install python3-venv): ${lastLine(made)}`);
  const pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", PACKAGE];
  const installed = run(PYTHON, pip);
  if (installed.status !== 0) return void missing(`pip could not install ${PACKAGE}: ${lastLine(installed)}`);
  writeFileSync(READY, "");
  return PYTHON;
}

const run = (command: string, args: string[]) => spawnSync(command, args, { encoding: "utf8" });

const lastLine = ({ stdout, stderr }: SpawnSyncReturns<string>): string =>
  `${stdout ?? ""}\n${stderr ?? ""}`.trim().split("\n").at(-1) ?? "";
