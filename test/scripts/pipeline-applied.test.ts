import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { transhumance } from "../support/command.js";
import { SMALL_ESTATE, temporaryFolder } from "../support/estate.js";
import { gitIn } from "../support/git.js";
import { TODAY } from "../support/review.js";

const PORTAIL = "applications/portail.yaml";
let folder: string;

const git = (...args: string[]) => gitIn(folder, ...args);
const commit = (): string => {
  git("add", ".");
  git("commit", "--quiet", "--allow-empty", "--message", "x");
  return git("rev-parse", "HEAD");
};
const file = (name: string) => join(folder, "estate", name);
const edit = (name: string, from: string, to: string) =>
  writeFileSync(file(name), readFileSync(file(name), "utf8").replace(from, to));
/** As GitLab keeps a ref for each deployment that succeeded. */
const deployed = (environment: string, number: number, hash: string) =>
  git("update-ref", `refs/environments/${environment}/deployments/${number}`, hash);

/** What is to be planned: `change stack cause`. */
function affected(...more: string[]): string[] {
  const args = ["pipeline", "plan", "--estate", "estate", "--today", TODAY, "--json", ...more];
  const { stdout } = transhumance(folder, [
    ...args,
    ...(more.includes("--base") ? [] : ["--base", "applied"]),
  ]);
  const { pipelines } = JSON.parse(stdout) as {
    pipelines: { stacks: { stack: string; change: string; cause: string }[] }[];
  };
  return pipelines.flatMap(({ stacks }) =>
    stacks.map(({ change, stack, cause }) => `${change} ${stack} ${cause}`),
  );
}

beforeEach(() => {
  folder = temporaryFolder();
  cpSync(SMALL_ESTATE, join(folder, "estate"), { recursive: true });
  writeFileSync(join(folder, ".gitignore"), "pipelines\ncdktf.out\n");
  git("init", "--quiet", "--initial-branch", "main");
});

describe("since what was applied last, affected is", () => {
  it("all of an environment that never was applied whole, and nothing of one that holds the commit", () => {
    deployed("recette", 1, commit());
    const found = affected();
    expect(found.length).toBeGreaterThan(3);
    expect(found.every((line) => /^selected production-.* all$/.test(line))).toBe(true);
  });

  it("what differs from the newest deployment of each environment, by number", () => {
    const first = commit();
    edit(PORTAIL, "cpu: 250m", "cpu: 300m");
    deployed("recette", 9, first);
    deployed("recette", 10, commit());
    deployed("production", 11, first);
    expect(affected().toSorted()).toEqual([
      "changed production-nord-portail inputs",
      "changed production-sud-portail inputs",
    ]);
  });

  it("what a commit since had otherwise too: a pipeline that failed may have applied it", () => {
    const first = commit();
    for (const [index, environment] of ["recette", "production"].entries())
      deployed(environment, index, first);
    edit(PORTAIL, "cpu: 250m", "cpu: 300m");
    commit();
    edit(PORTAIL, "cpu: 300m", "cpu: 250m");
    commit();
    expect(affected("--base", first)).toEqual([]);
    expect(affected("--environment", "recette")).toEqual(["changed recette-sud-portail inputs"]);
  });

  it("what came and left since, emptied from the commit that declares it", () => {
    deployed("recette", 1, commit());
    writeFileSync(
      file("applications/annonces.yaml"),
      readFileSync(file(PORTAIL), "utf8").replaceAll("portail", "annonces"),
    );
    const added = commit();
    rmSync(file("applications/annonces.yaml"));
    commit();
    // Annuaire had opened its network to it.
    expect(affected("--environment", "recette")).toEqual([
      "changed recette-sud-annuaire inputs",
      "removed recette-sud-annonces inputs",
    ]);
    const written = readFileSync(join(folder, "pipelines/recette-applications.yml"), "utf8");
    expect(written).toContain(`--removed-since ${added} --only annonces --parallelism`);
  });

  it("not what a branch deployed that was never merged", () => {
    deployed("recette", 1, commit());
    git("checkout", "--quiet", "-b", "other");
    edit(PORTAIL, "cpu: 250m", "cpu: 300m");
    deployed("recette", 2, commit());
    git("checkout", "--quiet", "main");
    expect(affected("--environment", "recette")).toEqual([]);
  });

  it("everything where the estate of then is not read by the code of now, rather than nothing", () => {
    edit("platform.yaml", "illustrative: true", "illustrative: true\nolderKey: 1");
    mkdirSync(join(folder, "lib"));
    writeFileSync(join(folder, "lib/reader.ts"), "// reads olderKey\n");
    deployed("recette", 1, commit());
    edit("platform.yaml", "\nolderKey: 1", "");
    writeFileSync(join(folder, "lib/reader.ts"), "// does not\n");
    commit();
    const found = affected("--environment", "recette");
    expect(found.length).toBeGreaterThan(3);
    expect(found.every((line) => line.endsWith(" code"))).toBe(true);
  });
});
