import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { interrupted, transhumance } from "../support/command.js";
import { temporaryFolder } from "../support/estate.js";
import { planningEstate } from "../support/planning.js";

const run = (estate: { path: string }, ...args: string[]) =>
  transhumance(temporaryFolder(), [...args, "--estate", estate.path]);

const STAGED = `application: agendas
academy: la-reunion
reference: GED-2026-09999
at: 2026-11-22T22:30:00Z
replicas: { wanted: 2, ready: 2 }
siteReachable: true
checks: { connexion: passed }
`;

function evidence(text: string): string {
  const path = join(temporaryFolder(), "evidence.yaml");
  writeFileSync(path, text);
  return path;
}

describe("advance", () => {
  const advance = (estate: { path: string }, file: string, to = "staged") =>
    run(estate, "advance", "agendas", "la-reunion", "--to", to, "--evidence", file);

  it("writes the step into the ledger, dated by the academy's clocks", () => {
    const estate = planningEstate();
    const { status, stdout } = advance(estate, evidence(STAGED));
    expect(stdout).toContain("agendas in la-reunion: inventoried → staged since 2026-11-23");
    expect(status).toBe(0);
    const ledger = readFileSync(join(estate.path, "migrations/agendas.yaml"), "utf8");
    expect(ledger).toContain(
      "  la-reunion:\n    { stage: staged, since: 2026-11-23, evidence: { staging: GED-2026-09999 } }\n",
    );
    expect(run(estate, "check").status).toBe(0);
  });

  it("tells everything that is wrong with file, line and column, and writes nothing", () => {
    const estate = planningEstate();
    const file = evidence(
      STAGED.replace("ready: 2", "ready: 1").replace("passed", "failed").replace("la-reunion", "lille"),
    );
    const before = readFileSync(join(estate.path, "migrations/agendas.yaml"), "utf8");
    const { status, stderr } = advance(estate, file);
    expect(status).toBe(1);
    expect(stderr).toContain(
      `${file}:2:10: academy: "lille" is another installation's evidence; allowed: la-reunion`,
    );
    expect(stderr).toContain(`${file}:5:31: replicas.ready: 1 are not all replicas; allowed: 2`);
    expect(stderr).toContain(":7:22: checks.connexion");
    expect(readFileSync(join(estate.path, "migrations/agendas.yaml"), "utf8")).toBe(before);
    expect(advance(estate, evidence(STAGED), "cutover").stderr).toContain("is not followed by cutover");
    expect(advance(estate, evidence("at: noon\n")).stderr).toContain("is no moment");
    expect(advance(estate, join(estate.path, "nothing.yaml")).stderr).toContain("cannot be read");
    expect(readdirSync(join(estate.path, "migrations")).filter((name) => name.startsWith("."))).toEqual([]);
  });

  it("does not touch a ledger that another process is changing", () => {
    const estate = planningEstate();
    writeFileSync(join(estate.path, "migrations/.agendas.yaml.lock"), `${process.pid}`);
    expect(advance(estate, evidence(STAGED)).stderr).toContain(`is being changed by process ${process.pid}`);
    // Left behind by a process that is no more.
    writeFileSync(join(estate.path, "migrations/.agendas.yaml.lock"), "4194303");
    expect(advance(estate, evidence(STAGED)).status).toBe(0);
  });
});

describe("waves", () => {
  const estate = planningEstate();

  it("need a plan before it can be asked about", () => {
    for (const args of [
      ["check"],
      ["explain", "eleves", "nantes"],
      ["export"],
      ["what-if", "--halve-team", "scolarite"],
    ]) {
      expect(run(estate, "waves", ...args).stderr).toContain("Nothing is agreed yet");
    }
  });

  it("are planned, checked, explained and exported", () => {
    const { status, stdout } = run(estate, "waves", "plan", "--steps", "300", "--json");
    expect(status).toBe(0);
    const { objective, gap } = JSON.parse(stdout);
    expect(objective.map(({ name }: { name: string }) => name)).toEqual([
      "lateness",
      "cost",
      "makespan",
      "stability",
    ]);
    expect(gap).toBe(Math.max(...objective.map((level: { gap: number }) => level.gap)));
    const text = readFileSync(join(estate.path, "waves.yaml"), "utf8");
    run(estate, "waves", "plan", "--steps", "300");
    expect(readFileSync(join(estate.path, "waves.yaml"), "utf8")).toBe(text);
    expect(run(estate, "check").status).toBe(0);
    expect(run(estate, "waves", "check").stdout).toContain("keeps every fact");
    expect(run(estate, "waves", "explain", "eleves", "nantes", "--steps", "50").stdout).toContain(
      "What keeps it from being earlier",
    );
    const output = temporaryFolder();
    run(estate, "waves", "export", "--output", output);
    expect(readdirSync(output).toSorted()).toEqual(["academies", "milestones.json", "teams", "waves.csv"]);
  });

  it("refuse days and names that do not exist, and say which do", () => {
    const lost = run(estate, "waves", "what-if", "--lose-site", "lille=2027-02-31");
    expect(lost.status).toBe(1);
    expect(lost.stderr).toContain('--lose-site: "2027-02-31" is not accepted; allowed: a day');
    expect(run(estate, "waves", "explain", "eleves", "nante").stderr).toContain(
      '"nante" is no academy; allowed: la-reunion, lille, nantes; did you mean "nantes"?',
    );
  });

  it("say what broke the plan, with both places", () => {
    estate.edit("planning.yaml", (text) =>
      text.replace("overall: 2, perAcademy: 1", "overall: 2, perAcademy: 0"),
    );
    const { status, stderr } = run(estate, "waves", "check");
    expect(status).toBe(1);
    expect(stderr).toMatch(
      /waves\.yaml:\d+:\d+: 1 cutovers in .* are more than 0 \(because of .*planning\.yaml:\d+\)/,
    );
    expect(run(estate, "check").status).toBe(1);
    estate.edit("planning.yaml", (text) => text.replace("perAcademy: 0", "perAcademy: 1"));
  });

  it("refuse what names nothing, and limits that leave no time", () => {
    expect(run(estate, "waves", "what-if", "--lose-site", "lile").stderr).toContain('did you mean "lille"?');
    expect(run(estate, "waves", "plan", "--time", "0").stderr).toContain("allowed: a number from 0.1");
    expect(run(estate, "waves", "what-if").stderr).toContain("Name at least one change");
  });

  it("are never half-written when interrupted", async () => {
    for (const milliseconds of [300, 600, 900, 1200, 1500]) {
      const fresh = planningEstate();
      await interrupted(
        temporaryFolder(),
        ["waves", "plan", "--time", "60", "--estate", fresh.path],
        "SIGKILL",
        milliseconds,
      );
      if (readdirSync(fresh.path).includes("waves.yaml")) expect(run(fresh, "waves", "check").status).toBe(0);
    }
  });
});

describe("a runbook", () => {
  it("is printed in French, and in English where asked for", () => {
    const estate = planningEstate();
    expect(run(estate, "runbook", "eleves", "nantes").stdout).toContain("Revenir sur le site");
    expect(run(estate, "runbook", "eleves", "nantes", "--language", "en").stdout).toContain(
      "Go back to the site",
    );
    expect(run(estate, "runbook", "eleve", "nantes").stderr).toContain('did you mean "eleves"?');
  });
});
