import { cpSync, existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { ReviewReport } from "../../lib/review/index.js";
import { transhumance } from "../support/command.js";
import { SMALL_ESTATE, temporaryFolder } from "../support/estate.js";
import { gitIn } from "../support/git.js";
import { TODAY } from "../support/review.js";

const BINARY = join(import.meta.dirname, "../../dist/scripts/transhumance.js");
const folder = temporaryFolder();
const executed = join(folder, "executed");
const git = (...args: string[]) => gitIn(folder, ...args);
const write = (file: string, text: string) => writeFileSync(join(folder, file), text);
const review = (...args: string[]) =>
  transhumance(folder, [
    ...["review", "--base", "HEAD", "--estate", "estate", "--today", TODAY, "--json"],
    ...args,
  ]);
const reportOf = (...args: string[]) => JSON.parse(review(...args).stdout) as ReviewReport;

/** Code of an older commit: it is built, leaves a trace, and calls what it declares by another name. */
const OLDER = `
import { writeFileSync, mkdirSync } from "node:fs";
mkdirSync("dist/scripts", { recursive: true });
writeFileSync(${JSON.stringify(executed)}, "built");
writeFileSync("dist/scripts/transhumance.js", ${JSON.stringify(`
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
execFileSync(process.execPath, [${JSON.stringify(BINARY)}, ...process.argv.slice(2)]);
for (const stack of readdirSync("base.out/stacks")) {
  const file = "base.out/stacks/" + stack + "/cdk.tf.json";
  const text = readFileSync(file, "utf8");
  writeFileSync(file, text.replaceAll('"app.kubernetes.io/managed-by": "transhumance"', '"app.kubernetes.io/managed-by": "older"'));
}
`)});
`;

const commit = (code: string) => {
  write("scripts/build.js", code);
  git("add", ".");
  git("commit", "--quiet", "--message", "base");
  write("scripts/build.js", "// newer code\n");
};

beforeAll(() => {
  cpSync(SMALL_ESTATE, join(folder, "estate"), { recursive: true });
  mkdirSync(join(folder, "scripts"));
  write("package.json", JSON.stringify({ type: "module", scripts: { build: "node scripts/build.js" } }));
  write(".gitignore", "executed\ncdktf.out\ndist\n");
  git("init", "--quiet");
  commit(OLDER);
});
beforeEach(() => rmSync(executed, { force: true }));

describe("a base whose code differs", () => {
  it("is read as data unless it is trusted, and the report says what it cannot show", () => {
    const report = reportOf();
    expect(existsSync(executed)).toBe(false);
    expect(report.changes).toEqual([]);
    expect(report.sources).toMatchObject([{ builtBy: "the code at hand", codeChanged: 1 }]);
    expect(report.verdict.decision).toBe("needs-approval");
    const said = report.notices.map(({ message }) => message).join("\n");
    expect(said).toContain("1 file of code differs from HEAD (scripts/build.js)");
    expect(said).toContain("--trust-code builds both");
  });

  it("is built by its own code where it is trusted, and what the code changes is shown", () => {
    const report = reportOf("--trust-code");
    expect(existsSync(executed)).toBe(true);
    expect(report.sources).toMatchObject([{ builtBy: "its own code", codeChanged: 1 }]);
    expect(report.notices).toEqual([]);
    const differences = report.changes.flatMap((change) => change.differences);
    expect(differences).toContainEqual({
      path: "metadata.labels[app.kubernetes.io/managed-by]",
      before: "older",
      after: "transhumance",
    });
  });

  it("counts as changed where the way to build it does", () => {
    git("commit", "--quiet", "--all", "--message", "same code");
    expect(reportOf().sources).toMatchObject([{ codeChanged: 0 }]);
    write("package.json", JSON.stringify({ type: "module", scripts: { build: "true" } }));
    expect(reportOf().sources).toMatchObject([{ codeChanged: 1 }]);
    git("checkout", "--quiet", "package.json");
  });

  it("that does not build is refused with one message, and nothing is judged", () => {
    commit('console.error("no such construct: Tenent"); process.exit(3);\n');
    const { status, stdout } = review("--trust-code");
    expect(status).toBe(1);
    const { error } = JSON.parse(stdout) as { error: string };
    expect(error).toContain("HEAD does not build or synthesize with its own code (npm run --silent build)");
    expect(error).toContain("no such construct: Tenent");
    expect(error).toContain("leave out --trust-code");
    expect(reportOf().sources).toMatchObject([{ builtBy: "the code at hand" }]);
  });
});
