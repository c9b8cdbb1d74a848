/** Git: reads a commit as data. Nothing of a commit is checked out, filtered or executed. */
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { Failure } from "./failure.js";

/** A whole estate with its history's largest files is far below this. */
const LARGEST_OUTPUT = 1024 * 1024 * 1024;

export interface Commit {
  /** The ref as it was given. */
  ref: string;
  hash: string;
  /** Top of the working tree. */
  root: string;
}

function git(folder: string, args: string[], input?: string): Buffer {
  return execFileSync("git", ["-C", folder, "-c", "core.fsmonitor=false", ...args], {
    maxBuffer: LARGEST_OUTPUT,
    stdio: ["pipe", "pipe", "pipe"],
    ...(input === undefined ? {} : { input }),
  });
}

/** Finds the commit that a ref, given with `option`, names. Ends the command where there is none. */
export function findCommit(folder: string, ref: string, option = "--base"): Commit {
  let root: string;
  try {
    root = git(folder, ["rev-parse", "--show-toplevel"]).toString().trim();
  } catch {
    throw new Failure(
      `${option}: ${resolve(folder)} is in no Git repository, so there is nothing to compare with.`,
    );
  }
  try {
    const hash = git(folder, ["rev-parse", "--verify", "--quiet", "--end-of-options", `${ref}^{commit}`])
      .toString()
      .trim();
    return { ref, hash, root };
  } catch {
    throw new Failure(
      `${option}: ${JSON.stringify(ref)} names no commit here; fetch it first, e.g. git fetch origin ${/^[\w./-]+$/.test(ref) ? ref : "<branch>"}.`,
    );
  }
}

/** The commit that the files below a folder are of, and whether they differ from it; no commit outside a repository. */
export function commitOf(folder: string): { commit?: string; modified: boolean } {
  try {
    const commit = git(folder, ["rev-parse", "HEAD"]).toString().trim();
    return { commit, modified: git(folder, ["status", "--porcelain", "--", "."]).length > 0 };
  } catch {
    return { modified: false };
  }
}

/** Code that estates are read and stacks are made by, and how it is built. */
const CODE = ["config", "lib", "constructs", "stacks", "scripts", "package.json", "package-lock.json"];

/**
 * What may be on the clusters of an environment: the commit that was applied whole last, and all that the branch had
 * since, newest first, those left out that change neither estate nor code. None where none was applied whole.
 * GitLab keeps a ref for each deployment that succeeded, to be fetched first. Source: GitLab, «Environments, check out
 * deployments locally».
 */
export function appliedCommits(folder: string, environment: string): Commit[] {
  const at = findCommit(folder, "HEAD");
  const { root, hash: head } = at;
  const lines = (...args: string[]) => git(root, args).toString().split("\n").filter(Boolean);
  const deployments = lines(
    "for-each-ref",
    "--format=%(objectname) %(refname)",
    "--merged",
    head,
    `refs/environments/${environment}/deployments/`,
  ).map((line) => {
    const [hash = "", ref = ""] = line.split(" ");
    return { hash, ref, number: Number(ref.split("/").at(-1)) };
  });
  const last = deployments.toSorted((a, b) => b.number - a.number)[0];
  if (last === undefined) return [];
  const since = lines(
    "rev-list",
    "--first-parent",
    `${last.hash}..${head}`,
    "--",
    pathInside(at, folder),
    ...CODE,
  );
  return [...since.filter((hash) => hash !== head), last.hash].map((hash) => ({ ref: hash, hash, root }));
}

/** A path below the working tree, as Git writes it. */
export const pathInside = ({ root }: Commit, folder: string): string =>
  relative(root, resolve(folder)).replaceAll("\\", "/");

/** Writes the regular files below `path` of a commit into `target`; links and submodules are left out. */
export function extract({ hash, root }: Commit, path: string, target: string): void {
  const listing = git(root, [
    "ls-tree",
    "-r",
    "-z",
    "--full-tree",
    hash,
    "--",
    path === "" ? "." : path,
  ]).toString();
  const files = listing.split("\0").flatMap((line) => {
    const [, mode, object, name] = /^(\d+) blob ([0-9a-f]+)\t(.+)$/s.exec(line) ?? [];
    return object !== undefined && name !== undefined && mode?.startsWith("100")
      ? [{ object, name, executable: mode === "100755" }]
      : [];
  });
  if (files.length === 0) return;
  const contents = git(root, ["cat-file", "--batch"], files.map(({ object }) => `${object}\n`).join(""));
  let at = 0;
  for (const { name, executable } of files) {
    const line = contents.indexOf(0x0a, at);
    const size = Number(contents.subarray(at, line).toString().split(" ")[2]);
    const file = join(target, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, contents.subarray(line + 1, line + 1 + size), { mode: executable ? 0o755 : 0o644 });
    at = line + 1 + size + 1;
  }
}

/** Files of code below the root that differ between the commit and the working tree, the estate's data aside. */
export function changedCode(commit: Commit, estate: string): string[] {
  const names = git(commit.root, ["diff", "--name-only", "-z", "--no-ext-diff", commit.hash, "--", ...CODE]);
  return names
    .toString()
    .split("\0")
    .filter((name) => name !== "" && !name.startsWith(`${estate}/`));
}
