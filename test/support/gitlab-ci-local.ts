/** Runs GitLab's pipelines on this machine, with gitlab-ci-local's shell executor. */
import { execFileSync, spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import type { Outcome } from "./command.js";

const BINARY = createRequire(import.meta.url).resolve("gitlab-ci-local");

/**
 * gitlab-ci-local copies artifacts with rsync, which no package of npm brings. Installs Debian's where this process
 * may; throws with what is to be done where it may not.
 */
export function installRsync(): void {
  const isThere = () => spawnSync("rsync", ["--version"], { stdio: "ignore" }).status === 0;
  if (isThere()) return;
  if (process.getuid?.() === 0 && spawnSync("apt-get", ["--version"], { stdio: "ignore" }).status === 0) {
    spawnSync("apt-get", ["update"], { stdio: "ignore" });
    spawnSync("apt-get", ["install", "--yes", "--no-install-recommends", "rsync"], { stdio: "ignore" });
  }
  if (!isThere()) throw new Error("rsync is missing, which gitlab-ci-local needs: apt-get install rsync");
}

/** A repository with a pipeline, and the environment of its jobs. */
export class GitlabProject {
  constructor(
    readonly folder: string,
    private readonly environment: Record<string, string>,
  ) {
    this.git("init", "--quiet", "--initial-branch", "main");
    this.git("remote", "add", "origin", "https://gitlab.example/plateforme/transhumance.git");
  }

  git(...args: string[]): string {
    const author = ["-c", "user.name=t", "-c", "user.email=t@example.org"];
    return execFileSync("git", ["-C", this.folder, ...author, ...args], { encoding: "utf8", stdio: "pipe" });
  }

  /** Commits all that differs; its hash. */
  commit(message: string): string {
    this.git("add", ".");
    this.git("commit", "--quiet", "--message", message);
    return this.git("rev-parse", "HEAD").trim();
  }

  /** Runs the pipeline of the commit at hand as after a push; `manual` jobs are played, the other manual ones are not. */
  run(variables: Record<string, string>, manual: readonly string[] = []): Outcome {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [
        BINARY,
        // One job at a time: they share the folder here, where GitLab gives each a clone of its own.
        ...["--force-shell-executor", "--no-shell-isolation", "--concurrency", "1"],
        ...Object.entries(variables).flatMap(([name, value]) => ["--variable", `${name}=${value}`]),
        ...manual.flatMap((job) => ["--manual", job]),
      ],
      {
        cwd: this.folder,
        encoding: "utf8",
        env: { ...process.env, NO_COLOR: "1", FORCE_COLOR: "0", ...this.environment },
        maxBuffer: 64 * 1024 * 1024,
      },
    );
    return { status, stdout, stderr };
  }
}
