/** The estate of another commit: its data read by the code at hand, or built whole by its own code where that is trusted. */
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type Estate,
  type EstatePointer,
  formatProblem,
  type LoadedEstate,
  loadEstate,
  type Position,
} from "../../config/index.js";
import { Failure } from "./failure.js";
import { readIfThere } from "./files.js";
import { type Commit, extract, pathInside } from "./git.js";

export interface BaseEstate {
  estate: Estate;
  locate: LoadedEstate["locate"];
  /** Folder of the extracted commit. */
  folder: string;
}

/** A folder that goes when the process ends, however it ends. */
function scratchFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "transhumance-base-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Reads the estate of `commit` as data. Ends the command where it has problems of shape. */
export function openBase(commit: Commit, estateFolder: string): BaseEstate {
  const folder = scratchFolder();
  const path = pathInside(commit, estateFolder);
  extract(commit, path, folder);
  if (!existsSync(join(folder, path)))
    throw new Failure(`--base: ${commit.ref} has no ${path}: choose a ref that holds the estate.`);
  const { estate, problems, locate } = loadEstate(join(folder, path));
  const shown = <At extends Position>(position: At): At => ({
    ...position,
    file: `${commit.ref}:${position.file.slice(position.file.indexOf(folder) + folder.length + 1)}`,
  });
  if (problems.length > 0) {
    const lines = problems.map((problem) => formatProblem(shown(problem)));
    throw new Failure(
      `--base: the estate of ${commit.ref} does not load with the code at hand, so there is nothing to compare with:\n${lines.join("\n")}`,
      { problems: problems.map(shown) },
    );
  }
  return { estate: estate as Estate, folder, locate: (pointer: EstatePointer) => shown(locate(pointer)) };
}

/** Builds `commit` with its own code and synthesizes all its stacks. Returns the folder of the stacks. Only with --trust-code. */
export function buildBase(commit: Commit, estateFolder: string): string {
  const folder = scratchFolder();
  extract(commit, "", folder);
  const run = (command: string, args: string[]) => {
    try {
      execFileSync(command, args, { cwd: folder, stdio: ["ignore", "ignore", "pipe"] });
    } catch (error) {
      const said = String((error as { stderr?: Buffer }).stderr ?? "")
        .trim()
        .split("\n")
        .slice(-10)
        .join("\n");
      throw new Failure(
        `--base: ${commit.ref} does not build or synthesize with its own code (${command} ${args.join(" ")}); leave out --trust-code to read its data only:\n${said}`,
      );
    }
  };
  const sameLock =
    readIfThere(join(folder, "package-lock.json")) === readIfThere(join(commit.root, "package-lock.json"));
  if (sameLock) {
    symlinkSync(join(commit.root, "node_modules"), join(folder, "node_modules"));
    run("npm", ["run", "--silent", "build"]);
  } else run("npm", ["ci", "--no-fund", "--no-audit"]);
  run(process.execPath, [
    "dist/scripts/transhumance.js",
    "synth",
    "--estate",
    pathInside(commit, estateFolder),
    "--output",
    "base.out",
  ]);
  return join(folder, "base.out");
}

/** Names of the stacks in an output folder. */
export const stacksIn = (output: string): string[] =>
  existsSync(join(output, "stacks"))
    ? readdirSync(join(output, "stacks")).filter((name) => !name.startsWith("."))
    : [];

/** The parsed `cdk.tf.json` and provenance of a stack. */
export function readStack(
  output: string,
  stack: string,
): { terraform: unknown; provenance: Record<string, Position> } {
  const read = (file: string) =>
    JSON.parse(readFileSync(join(output, "stacks", stack, file), "utf8")) as unknown;
  return { terraform: read("cdk.tf.json"), provenance: read("provenance.json") as Record<string, Position> };
}
