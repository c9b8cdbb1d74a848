import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "commander";
import { beforeAll, describe, expect, it } from "vitest";
import { createProgram } from "../../scripts/program.js";
import { interrupted, transhumance } from "../support/command.js";
import { minimalEstate, type SmallEstate, temporaryFolder } from "../support/estate.js";

const program = await createProgram();

/** Every file below a folder that is not about time or place, with its text. */
function contents(folder: string): Record<string, string> {
  return Object.fromEntries(
    readdirSync(folder, { withFileTypes: true, recursive: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .toSorted()
      .map((file) => [
        file.slice(folder.length),
        readFileSync(file, "utf8").replace(/"seconds": [\d.]+/, ""),
      ]),
  );
}

const start = (cwd: string, estate: SmallEstate, ...more: string[]) =>
  transhumance(cwd, ["start", "--estate", estate.path, ...more]);

describe("start", () => {
  const cwd = temporaryFolder();
  const estate = minimalEstate();
  let summary: Record<string, unknown>;

  beforeAll(() => {
    const { status, stderr } = start(cwd, estate);
    expect(stderr).not.toContain("Error");
    expect(status).toBe(0);
    summary = JSON.parse(readFileSync(join(cwd, "out/summary.json"), "utf8"));
  });

  it("sums up the production environment", () => {
    expect(summary).toMatchObject({ academies: 3, applications: 4, installations: 8, stacks: 12 });
    expect(summary.installationsByStage).toMatchObject({
      inventoried: 4,
      replicating: 1,
      staged: 1,
      cutover: 1,
      soaked: 1,
    });
    expect(Object.keys(summary.environments as object)).toEqual(["production", "recette"]);
  });

  it("counts what the files hold", () => {
    const production = readdirSync(join(cwd, "cdktf.out/stacks")).filter((name) =>
      name.startsWith("production-"),
    );
    const resources = production.flatMap((stack) => {
      const json = JSON.parse(readFileSync(join(cwd, "cdktf.out/stacks", stack, "cdk.tf.json"), "utf8"));
      return Object.values<object>(json.resource ?? {}).flatMap((byName) => Object.keys(byName));
    });
    const objects = production.flatMap((stack) => {
      const folder = join(cwd, "out/objects/production", stack.split("-")[1] ?? "");
      return readFileSync(join(folder, `${stack}.yaml`), "utf8").match(/^apiVersion:/gm) ?? [];
    });
    expect(summary).toMatchObject({
      stacks: production.length,
      resources: resources.length,
      objects: objects.length,
    });
  });

  it("builds nothing again where nothing changed", () => {
    expect(start(cwd, estate).stdout).toContain("0 stacks built, 18 unchanged");
  });

  it("builds only the stacks of an application that changed, equal to a cold run", () => {
    const changed = minimalEstate({
      "applications/portail.yaml": (text) => text.replace("cpu: 250m", "cpu: 300m"),
    });
    const warm = temporaryFolder();
    start(warm, estate);
    const { stdout } = transhumance(warm, ["synth", "--estate", changed.path, "--json"]);
    expect(JSON.parse(stdout).built).toEqual([
      "production-sud-portail",
      "production-nord-portail",
      "recette-sud-portail",
    ]);
    const cold = temporaryFolder();
    start(warm, changed);
    start(cold, changed);
    expect(contents(warm)).toEqual(contents(cold));
  });

  it("writes the same bytes from cold in another folder", () => {
    const folder = temporaryFolder();
    start(folder, estate);
    expect(contents(folder)).toEqual(contents(cwd));
  });

  it("makes again what was spoilt, and only that", () => {
    const folder = temporaryFolder();
    start(folder, estate);
    const before = contents(folder);
    const stacks = join(folder, "cdktf.out/stacks");
    writeFileSync(join(stacks, "recette-sud-portail/provenance.json"), "{}");
    writeFileSync(join(stacks, "recette-sud-annuaire/cdk.tf.json"), "{}");
    expect(start(folder, estate).stdout).toContain("2 stacks built, 16 unchanged");
    expect(contents(folder)).toEqual(before);
  });

  it("only looks up positions again where lines moved", () => {
    const folder = temporaryFolder();
    const moving = minimalEstate();
    start(folder, moving);
    const provenance = () =>
      JSON.parse(
        readFileSync(join(folder, "cdktf.out/stacks/production-sud-portail/provenance.json"), "utf8"),
      );
    const before = provenance();
    moving.edit("applications/portail.yaml", (text) => text.replace("title:", "# One line more.\ntitle:"));
    expect(start(folder, moving).stdout).toContain("0 stacks built");
    const [address] =
      Object.entries<{ pointer: string }>(before).find(([, { pointer }]) => pointer.endsWith("#/web")) ?? [];
    expect(provenance()[address ?? ""].line).toBe(before[address ?? ""].line + 1);
  });

  it("ends in the same state after it was killed at any moment", async () => {
    const clean = temporaryFolder();
    start(clean, estate);
    const folder = temporaryFolder();
    for (const [index, milliseconds] of [300, 700, 1100, 1500, 1900].entries()) {
      await interrupted(
        folder,
        ["start", "--estate", estate.path],
        index % 2 ? "SIGINT" : "SIGKILL",
        milliseconds,
      );
    }
    expect(start(folder, estate).status).toBe(0);
    expect(contents(folder)).toEqual(contents(clean));
  });
});

describe("a broken estate", () => {
  const broken = () =>
    minimalEstate({
      "academies/lille.yaml": (text) => text.replace("zone: B", "zone: D"),
      "sites/lille.yaml": (text) => text.replace(/uplink: \S+/, "uplink: 10"),
      "applications/eleves.yaml": (text) => text.replace("owner: scolarite", "owner: scolarit"),
      "applications/annuaire.yaml": (text) => `${text}dependsOn: [agendas]\n`,
      "applications/portail.yaml": (text) => text.replace(/host: .*/, "host: eleves"),
      "migrations/agendas.yaml": (text) => text.replace("stage: staged", "stage: rehearsed"),
    });

  it("ends check with all problems together, each with its place", () => {
    const { status, stderr } = transhumance(temporaryFolder(), ["check", "--estate", broken().path]);
    expect(status).toBe(1);
    for (const message of [
      /academies\/lille\.yaml:\d+:\d+: zone: "D" /,
      /sites\/lille\.yaml:\d+:\d+: uplink: 10 /,
      /applications\/eleves\.yaml:\d+:\d+: owner: "scolarit" .*did you mean "scolarite"/,
    ]) {
      expect(stderr).toMatch(message);
    }
    expect(stderr).not.toMatch(/\n\s+at /);
  });

  it("leaves what an earlier run wrote as it was, and writes nothing in a new folder", () => {
    const cwd = temporaryFolder();
    start(cwd, minimalEstate());
    const before = contents(cwd);
    expect(start(cwd, broken()).status).toBe(1);
    expect(contents(cwd)).toEqual(before);
    const empty = temporaryFolder();
    expect(start(empty, broken()).status).toBe(1);
    expect(readdirSync(empty)).toEqual([]);
  });

  it("gives its problems as JSON", () => {
    const { status, stdout } = transhumance(temporaryFolder(), [
      "check",
      "--estate",
      broken().path,
      "--json",
    ]);
    expect(status).toBe(1);
    expect(JSON.parse(stdout).problems.length).toBeGreaterThanOrEqual(3);
  });
});

describe("the command line", () => {
  const cwd = temporaryFolder();
  const { path } = minimalEstate();

  /** The commands that do something, with the groups that they are in. */
  const leaves = ({ commands }: Pick<Command, "commands">): string[] =>
    commands.flatMap((command) =>
      command.commands.length === 0
        ? [command.name()]
        : leaves(command).map((leaf) => `${command.name()} ${leaf}`),
    );

  it.each(leaves(program))("explains %s with an example", (name) => {
    const { status, stdout } = transhumance(cwd, [...name.split(" "), "--help"]);
    expect(status).toBe(0);
    expect(stdout).toContain("Example:");
    expect(stdout).toContain("--json");
  });

  it("names what may be selected", () => {
    const { status, stderr } = transhumance(cwd, ["synth", "--estate", path, "--environment", "prod"]);
    expect(status).toBe(1);
    expect(stderr).toContain('--environment: "prod" is not in the estate; allowed: production, recette');
  });

  it("renders one stack to standard output", () => {
    const { status, stdout } = transhumance(temporaryFolder(), [
      ...["render", "--estate", path, "--environment", "recette", "--only", "annuaire", "--stdout"],
    ]);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^---\napiVersion: v1\nkind: Namespace\n/);
  });

  it("says where the move stands", () => {
    const { stdout } = transhumance(cwd, ["status", "--estate", path, "--json"]);
    expect(JSON.parse(stdout)).toMatchObject({ installations: 8, closableSites: [] });
  });

  it("says what is missing where there is no Terraform", () => {
    const { status, stderr } = transhumance(cwd, ["plan", "--estate", path], { PATH: "" });
    expect(status).toBe(1);
    expect(stderr).toContain("Neither terraform nor tofu is on PATH");
    expect(existsSync(join(cwd, "cdktf.out"))).toBe(false);
  });

  it("never applies without being told so", () => {
    const { status, stderr } = transhumance(cwd, ["apply", "--estate", path]);
    expect(status).toBe(1);
    expect(stderr).toContain("--yes");
  });
});

it("comes to its end where whoever reads its output stops", () => {
  const command = "set -o pipefail; node dist/scripts/transhumance.js policies --json | head -c 1";
  const { status, stdout, stderr } = spawnSync("bash", ["-c", command], { encoding: "utf8" });
  expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: "{", stderr: "" });
});
