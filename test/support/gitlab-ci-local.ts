/** Runs GitLab's pipelines on this machine, with gitlab-ci-local's shell executor. */
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import type { Outcome } from "./command.js";
import { temporaryFolder } from "./estate.js";
import { gitIn } from "./git.js";

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

/** Values of a variable of the project, by the environments of jobs that get them. */
export type ScopedValues = Record<string, string>;

/** A repository with a pipeline, the project's variables, and the environment of its jobs. */
export class GitlabProject {
  private deployments = 0;

  constructor(
    readonly folder: string,
    private readonly environment: Record<string, string>,
    private readonly variables: Record<string, ScopedValues>,
  ) {
    this.git("init", "--quiet", "--initial-branch", "main");
    // What gitlab-ci-local reads the project's name from, and what jobs fetch from.
    this.git("remote", "add", "gcl-origin", "https://gitlab.example/plateforme/transhumance.git");
    const origin = temporaryFolder();
    execFileSync("git", ["init", "--quiet", "--bare", origin]);
    this.git("remote", "add", "origin", origin);
  }

  git(...args: string[]): string {
    return gitIn(this.folder, ...args);
  }

  /** Commits all that differs; its hash. */
  commit(message: string): string {
    this.git("add", ".");
    this.git("commit", "--quiet", "--message", message);
    return this.git("rev-parse", "HEAD");
  }

  /** Runs the pipeline of the commit at hand as after a push; `manual` jobs are played, the other manual ones are not. */
  async push(variables: Record<string, string>, manual: readonly string[] = []): Promise<Outcome> {
    const outcome = await this.run(variables, {}, manual);
    // gitlab-ci-local goes on after a child that failed; GitLab does not, so deploys nothing then.
    if (outcome.status === 0 && !outcome.stdout.includes("FAIL")) this.keepDeployments(outcome.stdout);
    return outcome;
  }

  /** As GitLab keeps a ref for each deployment. Source: GitLab, «Environments, check out deployments locally». */
  private keepDeployments(stdout: string): void {
    for (const [, environment = ""] of stdout.matchAll(/PASS {2}applied-(\S+)/g)) {
      this.deployments += 1;
      this.git(
        "push",
        "--quiet",
        "origin",
        `HEAD:refs/environments/${environment}/deployments/${this.deployments}`,
      );
    }
  }

  /** Runs the pipeline of a merge request for the commit at hand; GitLab tells child pipelines of it too. */
  mergeRequest(base: string, variables: Record<string, string>): Promise<Outcome> {
    const known = { CI_MERGE_REQUEST_DIFF_BASE_SHA: base, ...variables };
    return this.run({ CI_PIPELINE_SOURCE: "merge_request_event" }, known, []);
  }

  /** `own` variables are of the root pipeline only, `shared` ones of its children too. */
  private async run(
    own: Record<string, string>,
    shared: Record<string, string>,
    manual: readonly string[],
  ): Promise<Outcome> {
    const scoped = [
      ...Object.entries(this.variables),
      ...Object.entries(shared).map(([name, value]) => [name, { "*": value }] as const),
    ].map(([name, values]) => [name, { type: "variable", values }]);
    writeFileSync(
      join(this.folder, ".gitlab-ci-local-variables.yml"),
      JSON.stringify(Object.fromEntries(scoped)),
    );
    const child = spawn(
      process.execPath,
      [
        BINARY,
        // One job at a time: they share the folder here, where GitLab gives each a clone of its own.
        ...["--force-shell-executor", "--no-shell-isolation", "--concurrency", "1"],
        ...Object.entries(own).flatMap(([name, value]) => ["--variable", `${name}=${value}`]),
        ...manual.flatMap((job) => ["--manual", job]),
      ],
      {
        cwd: this.folder,
        stdio: ["ignore", "pipe", "pipe"],
        env: { ...process.env, NO_COLOR: "1", FORCE_COLOR: "0", ...this.environment },
      },
    );
    const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
    const [stdout, stderr, status] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
    return { status, stdout, stderr };
  }
}
