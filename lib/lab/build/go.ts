/** Go: the one prerequisite of the lab. Runs it on the modules of `tools/`, whatever the user's own settings. */
import { spawn } from "node:child_process";
import { LabFailure, type Report } from "../failure.js";

const OLDEST: readonly [number, number] = [1, 25];

/** What a build must not depend on. */
const ENVIRONMENT = { GOFLAGS: "", GOWORK: "off", CGO_ENABLED: "0" };

/** Refuses a machine without Go, or with one that is too old, and says what to do. */
export async function requireGo(folder: string): Promise<void> {
  const version = await go(folder, ["env", "GOVERSION"]).catch((error: Error) => {
    throw new LabFailure(`Go cannot be used: ${error.message}\n${WAY_OUT}`);
  });
  const [, major, minor] = /^go(\d+)\.(\d+)/.exec(version) ?? [];
  if (Number(major) > OLDEST[0] || (Number(major) === OLDEST[0] && Number(minor) >= OLDEST[1])) return;
  throw new LabFailure(`Go ${version.trim()} is too old.\n${WAY_OUT}`);
}

const WAY_OUT = [
  `The lab builds its parts with Go ${OLDEST.join(".")} or newer: install it and put it on PATH (https://go.dev/doc/install),`,
  "or apply to a cluster of your own: `transhumance lab apply --kubeconfig FILE`.",
].join("\n");

/** Builds a package, or a file of package main, into the file `output`. */
export async function goBuild(
  folder: string,
  { output, source, linkerFlags }: { output: string; source: string; linkerFlags: string },
  report: Report,
): Promise<void> {
  const flags = ["-mod=readonly", "-trimpath", "-buildvcs=false", `-ldflags=${linkerFlags}`];
  await go(folder, ["build", ...flags, "-o", output, source], report);
}

/** The folder in Go's module cache that holds a module, downloaded where needed and checked against go.sum. */
export async function goModule(folder: string, module: string, version: string): Promise<string> {
  const text = await go(folder, ["mod", "download", "-json", `${module}@${version}`]);
  return (JSON.parse(text) as { Dir: string }).Dir;
}

/** Runs Go in a folder; resolves to its output. What it says meanwhile is reported, and told where it fails. */
function go(folder: string, args: string[], report: Report = () => {}): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn("go", args, { cwd: folder, env: { ...process.env, ...ENVIRONMENT } });
    const output = { stdout: "", stderr: "" };
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      output.stdout += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      output.stderr += text;
      report(text.trimEnd().split("\n").at(-1) ?? "");
    });
    child.once("error", (error: NodeJS.ErrnoException) =>
      reject(error.code === "ENOENT" ? new Error("there is no `go` on PATH") : error),
    );
    child.once("close", (code) =>
      code === 0
        ? resolve(output.stdout)
        : reject(
            new LabFailure(
              `go ${args.slice(0, 2).join(" ")} in ${folder} failed:\n${output.stderr.trim() || output.stdout.trim()}`,
            ),
          ),
    );
  });
}
